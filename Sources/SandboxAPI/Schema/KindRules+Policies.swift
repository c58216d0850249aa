import Document

/// Source: `k8s.io/kubernetes/pkg/apis/admissionregistration/validation`.
extension KindRules {
    static let mutatingPolicy = KindRules(validate: { object, _ in
        let spec = object["spec"] ?? [:]
        var problems = PolicyValidation.common(spec)
        let mutations = spec["mutations"]?.array ?? []
        if mutations.isEmpty {
            problems.append(.required("spec.mutations", "mutations must contain at least one item"))
        }
        for (index, mutation) in mutations.enumerated() {
            problems += PolicyValidation.mutation(mutation, at: "spec.mutations[\(index)]")
        }
        return problems + PolicyValidation.choice(spec, "reinvocationPolicy", ["IfNeeded", "Never"])
    })

    static let validatingPolicy = KindRules(validate: { object, _ in
        let spec = object["spec"] ?? [:]
        var problems = PolicyValidation.common(spec)
        let validations = spec["validations"]?.array ?? []
        if validations.isEmpty, (spec["auditAnnotations"]?.array ?? []).isEmpty {
            problems.append(
                .required(
                    "spec.validations", "validations or auditAnnotations must contain at least one item"))
        }
        for (index, validation) in validations.enumerated() {
            problems += PolicyValidation.validation(validation, at: "spec.validations[\(index)]")
        }
        return problems
    })

    static let policyBinding = KindRules(validate: { object, _ in PolicyValidation.policyName(object) })

    static let validatingBinding = KindRules(validate: { object, _ in
        let known = ["Audit", "Deny", "Warn"]
        let actions = object["spec"]?["validationActions"]?.array ?? []
        let missing = FieldProblem.required(
            "spec.validationActions", "at least one validation action is required")
        let unknown = actions.enumerated().filter { !known.contains($1.string ?? "") }.map { index, action in
            FieldProblem.unsupported("spec.validationActions[\(index)]", action, supported: known)
        }
        return PolicyValidation.policyName(object) + (actions.isEmpty ? [missing] : unknown)
    })
}

/// What policies and bindings are checked for when they are written.
///
/// An expression that `CELExpression` cannot read is refused, too: a policy that is there is enforced.
private enum PolicyValidation {
    static func policyName(_ object: Value) -> [FieldProblem] {
        let name = object["spec"]?["policyName"]?.string ?? ""
        guard !name.isEmpty else { return [.required("spec.policyName")] }
        return NameGrammar.subdomain.complaint(about: name).map {
            [.invalid("spec.policyName", .string(name), $0)]
        } ?? []
    }

    static func choice(_ spec: Value, _ field: String, _ known: [String]) -> [FieldProblem] {
        guard let text = spec[field]?.string, !text.isEmpty else { return [.required("spec.\(field)")] }
        return known.contains(text) ? [] : [.unsupported("spec.\(field)", .string(text), supported: known)]
    }

    static func common(_ spec: Value) -> [FieldProblem] {
        var problems = choice(spec, "failurePolicy", ["Fail", "Ignore"])
        if let constraints = spec["matchConstraints"] {
            if (constraints["resourceRules"]?.array ?? []).isEmpty {
                problems.append(.required("spec.matchConstraints.resourceRules"))
            }
        } else {
            problems.append(.required("spec.matchConstraints"))
        }
        for field in ["matchConditions", "variables"] {
            for (index, item) in (spec[field]?.array ?? []).enumerated() {
                problems += expression(item["expression"], at: "spec.\(field)[\(index)].expression")
            }
        }
        return problems
    }

    static func mutation(_ mutation: Value, at field: String) -> [FieldProblem] {
        switch mutation["patchType"]?.string {
        case "ApplyConfiguration":
            expression(mutation["applyConfiguration"]?["expression"], at: "\(field).applyConfiguration.expression")
        case "JSONPatch": expression(mutation["jsonPatch"]?["expression"], at: "\(field).jsonPatch.expression")
        case nil, "": [.required("\(field).patchType")]
        case let other?:
            [.unsupported("\(field).patchType", .string(other), supported: ["ApplyConfiguration", "JSONPatch"])]
        }
    }

    static func validation(_ validation: Value, at field: String) -> [FieldProblem] {
        var problems = expression(validation["expression"], at: "\(field).expression")
        if let message = validation["messageExpression"], message != "" {
            problems += expression(message, at: "\(field).messageExpression")
        }
        let reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"]
        if let reason = validation["reason"], !reasons.contains(reason.string ?? "") {
            problems.append(.unsupported("\(field).reason", reason, supported: reasons))
        }
        return problems
    }

    private static func expression(_ value: Value?, at field: String) -> [FieldProblem] {
        let text = value?.string ?? ""
        guard text.contains(where: { !$0.isWhitespace }) else {
            return [.required(field, "expression is not specified")]
        }
        do throws(CELError) {
            let unknown = try CELExpression(text).freeVariables.subtracting(AdmissionPolicy.variables).sorted()
            guard let name = unknown.first else { return [] }
            throw CELError("undeclared reference to '\(name)' (in container '')")
        } catch {
            return [.invalid(field, .string(text), "compilation failed: \(error.message)")]
        }
    }
}
