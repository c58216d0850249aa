import Document

extension StructuralSchema {
    /// What of an object the schema refuses, `live` being what was stored: a value that was refused then, too, but has
    /// not changed is let pass.
    ///
    /// Source: `customResourceStrategy.Validate` of apiextensions, `k8s.io/kube-openapi/pkg/validation/validate`.
    func problems(of object: Value, live: Value?) -> [FieldProblem] {
        var problems = check(object, live, at: "").problems
        problems += invariantProblems(of: object, at: "", isRoot: true, live: live)
        guard hasRules else { return problems }
        if problems.contains(where: \.blocksRules) {
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

    /// What a check found, and how many constraints it looked at: the more, the closer a value came to a schema.
    private struct Findings {
        var problems: [FieldProblem] = []
        var count = 0

        static func += (left: inout Findings, right: Findings) {
            left.problems += right.problems
            left.count += right.count
        }

        mutating func add(_ problems: [FieldProblem]) {
            self.problems += problems
            count += 1
        }
    }

    private func check(_ value: Value, _ live: Value?, at field: String) -> Findings {
        var findings = Findings()
        // What has not changed was let in before.
        if let live, live == value { return findings }
        findings.add(typeProblems(of: value, at: field))
        guard !value.isNull else {
            findings.add(isNullable ? [] : ValueConstraints.enumeration(value, source, field))
            return findings
        }
        findings += checkCombinations(value, at: field)
        findings.add(ValueConstraints.problems(of: value, source, field: field))
        switch value {
        case .object(let object):
            if let problem = ValueConstraints.memberCount(object.count, source, field) {
                findings.add([problem])
                break
            }
            for (key, member) in object.sorted {
                guard let schema = self.member(key), !(field.isEmpty && key == "metadata") else { continue }
                findings += schema.check(member, live?[key], at: field.isEmpty ? key : "\(field).\(key)")
            }
            let missing = required.filter { object[$0] == nil }
            findings.add(missing.map { .required(field.isEmpty ? $0 : "\(field).\($0)") })
        case .array(let array):
            for (index, item) in array.enumerated() {
                guard let items else { break }
                findings += items.check(item, counterpart(of: item, in: live), at: "\(field)[\(index)]")
            }
            findings.add(ValueConstraints.itemCount(array, source, field))
        default: break
        }
        return findings
    }

    private func checkCombinations(_ value: Value, at field: String) -> Findings {
        var findings = Findings()
        func report(_ what: String) {
            let place = Value.string(field).compactJSON
            findings.add([.invalid("<nil>", "", "\(place) must \(what)")])
        }
        if !anyOf.isEmpty {
            let tries = anyOf.map { $0.check(value, nil, at: field) }
            if !tries.contains(where: \.problems.isEmpty) {
                report("validate at least one schema (anyOf)")
                findings += Self.closest(tries)
            }
        }
        if !oneOf.isEmpty {
            let tries = oneOf.map { $0.check(value, nil, at: field) }
            let count = tries.count(where: \.problems.isEmpty)
            if count != 1 {
                let found = count == 0 ? "Found none valid" : "Found \(count) valid alternatives"
                report("validate one and only one schema (oneOf). \(found)")
                if count == 0 { findings += Self.closest(tries) }
            }
        }
        if !allOf.isEmpty {
            let tries = allOf.map { $0.check(value, nil, at: field) }
            let count = tries.count(where: \.problems.isEmpty)
            if count != allOf.count {
                for one in tries { findings += one }
                report("validate all the schemas (allOf)" + (count == 0 ? ". None validated" : ""))
            }
        }
        if let not, not.check(value, nil, at: field).problems.isEmpty { report("not validate the schema (not)") }
        return findings
    }

    /// The first of those that looked at most.
    private static func closest(_ tries: [Findings]) -> Findings {
        tries.dropFirst().reduce(tries[0]) { $1.count > $0.count ? $1 : $0 }
    }

    private func typeProblems(of value: Value, at field: String) -> [FieldProblem] {
        let wanted = isIntOrString ? ["integer", "string"] : type.map { [$0] } ?? []
        let found = value.schemaType
        if wanted.isEmpty || wanted.contains(found) || (value.isNull && isNullable) { return [] }
        if found == "integer", wanted.contains("number") { return [] }
        return [.wrongType(field, found: found, wanted: wanted.joined(separator: ","))]
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

    /// A value of another type or format than the schema's.
    static func wrongType(_ field: String, found: String, wanted: String) -> FieldProblem {
        let shown = Value.string(found).compactJSON
        return FieldProblem(
            field: field.orNil, reason: "FieldValueTypeInvalid",
            message: "Invalid value: \(shown): \(field) in body must be of type \(wanted): \(shown)")
    }
}
