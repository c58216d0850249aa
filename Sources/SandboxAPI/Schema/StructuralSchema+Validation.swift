import Document

extension StructuralSchema {
    /// What of an object the schema refuses, `live` being what was stored: a value that was refused then, too, but has
    /// not changed is let pass.
    ///
    /// Source: `validation.ValidateCustomResource` and the CEL validator of apiextensions.
    func problems(of object: Value, live: Value?) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        validate(object, live, at: "", into: &problems)
        guard !problems.contains(where: \.blocksRules) else {
            return problems + [
                FieldProblem(
                    field: "<nil>", reason: "FieldValueInvalid",
                    message: "Invalid value: null: some validation rules were not checked because the object was "
                        + "invalid; correct the existing errors to complete validation")
            ]
        }
        applyRules(to: object, live, at: "", into: &problems)
        return problems
    }

    private func validate(_ value: Value, _ live: Value?, at field: String, into problems: inout [FieldProblem]) {
        // What has not changed was let in before.
        if let live, live == value { return }
        if value.isNull, isNullable { return }
        if let problem = typeProblem(of: value, at: field) {
            problems.append(problem)
            return
        }
        problems += ScalarValidation.problems(of: value, source, field: field)
        switch value {
        case .object(let object):
            for key in required where object[key] == nil {
                problems.append(.required(field.isEmpty ? key : "\(field).\(key)"))
            }
            for (key, value) in object.sorted {
                guard let schema = member(key), !(field.isEmpty && key == "metadata") else { continue }
                schema.validate(value, live?[key], at: path(field, key), into: &problems)
            }
        case .array(let array):
            for (index, item) in array.enumerated() {
                items?.validate(item, counterpart(of: item, index, in: live), at: "\(field)[\(index)]", into: &problems)
            }
            problems += duplicateProblems(array, at: field)
        default: break
        }
    }

    private func applyRules(
        to value: Value, _ live: Value?, at field: String, into problems: inout [FieldProblem]
    ) {
        for rule in rules where !rule.holds(self: value, oldSelf: live) {
            problems.append(.invalid(field, value.shownByRules, rule.message))
        }
        switch value {
        case .object(let object):
            for (key, value) in object.sorted {
                guard let schema = member(key), !(field.isEmpty && key == "metadata") else { continue }
                schema.applyRules(to: value, live?[key], at: path(field, key), into: &problems)
            }
        case .array(let array):
            for (index, item) in array.enumerated() {
                let old = items?.counterpart(of: item, index, in: live)
                items?.applyRules(to: item, old, at: "\(field)[\(index)]", into: &problems)
            }
        default: break
        }
    }

    private func path(_ field: String, _ key: String) -> String {
        if field.isEmpty { return key }
        return properties[key] == nil ? "\(field)[\(key)]" : "\(field).\(key)"
    }

    /// The stored item that a new one is compared with: by keys where the list has them.
    private func counterpart(of item: Value, _ index: Int, in live: Value?) -> Value? {
        guard case .array(let stored)? = live else { return nil }
        let keys = (source["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        guard !keys.isEmpty else { return stored.first { $0 == item } }
        return stored.first { old in keys.allSatisfy { old[$0] == item[$0] } }
    }

    private func typeProblem(of value: Value, at field: String) -> FieldProblem? {
        let fits: Bool
        switch (type, value) {
        case (nil, _): fits = !isIntOrString || value.integer != nil || value.string != nil
        case ("string", .string), ("integer", .integer), ("number", .integer), ("number", .number),
            ("boolean", .bool), ("array", .array), ("object", .object):
            fits = true
        default: fits = false
        }
        guard !fits else { return nil }
        let wanted = type ?? "integer,string"
        let found: Value =
            switch value {
            case .null: "null"
            case .bool: "boolean"
            case .integer: "integer"
            case .number: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return FieldProblem(
            field: field, reason: "FieldValueTypeInvalid",
            message: "Invalid value: \(found.compactJSON): \(field) in body must be of type \(wanted): "
                + found.compactJSON)
    }

    private func duplicateProblems(_ array: [Value], at field: String) -> [FieldProblem] {
        let keys = (source["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
        let isSet = source["x-kubernetes-list-type"] == "set"
        guard isSet || !keys.isEmpty else { return [] }
        var seen: Set<Value> = []
        return array.enumerated().compactMap { index, item in
            let identity =
                isSet ? item : .object(Object(keys.compactMap { key in item[key].map { (key, $0) } }))
            return seen.insert(identity).inserted ? nil : .duplicate("\(field)[\(index)]", identity)
        }
    }
}

extension FieldProblem {
    /// Whether rules are not looked at any more after this problem.
    fileprivate var blocksRules: Bool {
        [
            "FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany",
            "FieldValueTypeInvalid",
        ].contains(reason)
    }
}

extension Value {
    /// A scalar as it is, of anything else its type.
    fileprivate var shownByRules: Value {
        switch self {
        case .object: "object"
        case .array: "array"
        default: self
        }
    }
}
