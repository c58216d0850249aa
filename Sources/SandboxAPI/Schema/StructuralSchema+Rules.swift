import Document

extension StructuralSchema {
    /// Adds what the rules here and below refuse. A rule about the new value alone is not held against one that has
    /// not changed.
    func applyRules(to value: Value, _ live: Value?, at field: String, into problems: inout [FieldProblem]) {
        guard hasRules else { return }
        for rule in rules where rule.isTransition || live != value {
            if let problem = rule.problem(of: value, oldSelf: live, at: field) { problems.append(problem) }
        }
        switch value {
        case .object(let object):
            for (key, value) in object.sorted {
                guard let schema = member(key), !(field.isEmpty && key == "metadata") else { continue }
                schema.applyRules(to: value, live?[key], at: path(field, key), into: &problems)
            }
        case .array(let array):
            for (index, item) in array.enumerated() {
                items?.applyRules(to: item, counterpart(of: item, in: live), at: "\(field)[\(index)]", into: &problems)
            }
        default: break
        }
    }

    /// What of lists with keys, of sets and of objects inside the object is not as it must be. What was not before,
    /// either, is let pass.
    func invariantProblems(of value: Value, at field: String, isRoot: Bool, live: Value?) -> [FieldProblem] {
        if let live, !invariantProblems(of: live, at: field, isRoot: isRoot, live: nil).isEmpty { return [] }
        var problems = isEmbeddedResource && !isRoot ? embeddingProblems(of: value, at: field) : []
        switch value {
        case .object(let object):
            for (key, value) in object.sorted {
                guard let schema = member(key), !(isRoot && Self.objectMembers.contains(key)) else { continue }
                problems += schema.invariantProblems(of: value, at: path(field, key), isRoot: false, live: nil)
            }
        case .array(let array):
            problems += duplicateProblems(array, at: field)
            for (index, item) in array.enumerated() {
                problems +=
                    items?.invariantProblems(of: item, at: "\(field)[\(index)]", isRoot: false, live: nil) ?? []
            }
        default: break
        }
        return problems
    }

    private func path(_ field: String, _ key: String) -> String {
        if field.isEmpty { return key }
        return properties[key] == nil ? "\(field)[\(key)]" : "\(field).\(key)"
    }

    private func embeddingProblems(of value: Value, at field: String) -> [FieldProblem] {
        ["apiVersion", "kind"].filter { value["\($0)"]?.string?.isEmpty ?? true }.map {
            .required("\(field).\($0)", "must not be empty")
        }
    }

    private func duplicateProblems(_ array: [Value], at field: String) -> [FieldProblem] {
        guard isSet || !listKeys.isEmpty else { return [] }
        var seen: Set<Value> = []
        return array.enumerated().compactMap { index, item in
            let identity =
                isSet ? item : .object(Object(listKeys.sorted().compactMap { key in item[key].map { (key, $0) } }))
            return seen.insert(identity).inserted ? nil : .duplicate("\(field)[\(index)]", identity)
        }
    }
}
