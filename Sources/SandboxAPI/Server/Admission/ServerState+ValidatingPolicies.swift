import Document

extension ServerState {
    /// Refuses what a validating policy denies; gives the warnings of those that only warn.
    ///
    /// Source: `k8s.io/apiserver/pkg/admission/plugin/policy/validating`.
    func checkPolicies(_ request: @autoclosure () -> AdmissionRequest) throws(StatusError) -> [String] {
        guard !policies.validating.isEmpty else { return [] }
        let request = request()
        let (invocations, failures) = invocations(of: policies.validating, request)
        let namespace = namespaceObject(of: request)
        var denials = failures.filter { !$0.policy.ignoresFailures }.map { failure in
            Denial(policy: failure.policy.name, binding: failure.binding?.name, message: failure.message)
        }
        var warnings: [String] = []
        for invocation in invocations {
            let found = invocation.denials(request, namespace)
            if invocation.binding.actions.contains("Deny") { denials += found }
            if invocation.binding.actions.contains("Warn") {
                warnings += found.map { denial in
                    "Validation failed for ValidatingAdmissionPolicy '\(denial.policy)' with binding "
                        + "'\(denial.binding ?? "")': \(denial.message)"
                }
            }
        }
        if let first = denials.first { throw first.refusal(of: request) }
        return warnings
    }
}

/// What a validating policy has against a request.
private struct Denial {
    var policy: String
    var binding: String?
    var message: String
    var reason = "Invalid"

    func refusal(of request: AdmissionRequest) -> StatusError {
        let binding = binding.map { " with binding '\($0)'" } ?? ""
        let text = "ValidatingAdmissionPolicy '\(policy)'\(binding) denied request: \(message)"
        var refusal = request.refusal(text)
        refusal.reason = reason
        refusal.code = Self.codes[reason] ?? 422
        refusal.details?["causes"] = [["message": .string(text)]]
        return refusal
    }

    private static let codes = ["Forbidden": 403, "Unauthorized": 401, "RequestEntityTooLarge": 413]
}

extension PolicyInvocation {
    fileprivate func denials(_ request: AdmissionRequest, _ namespace: Value?) -> [Denial] {
        let scope = scope(request, request.object, namespace: namespace)
        do throws(CELError) {
            guard try isMeant(scope) else { return [] }
        } catch {
            return policy.ignoresFailures ? [] : [denial(error.message)]
        }
        return policy.validations.compactMap { validation in
            do throws(CELError) {
                if try validation.expression.evaluated(scope).truth() { return nil }
            } catch {
                guard !policy.ignoresFailures else { return nil }
                return denial("expression '\(validation.text)' resulted in error: \(error.message)")
            }
            return denial(message(of: validation, scope), validation.reason)
        }
    }

    private func denial(_ message: String, _ reason: String = "Invalid") -> Denial {
        Denial(policy: policy.name, binding: binding.name, message: message, reason: reason)
    }

    private func message(of validation: AdmissionPolicy.Validation, _ scope: CELExpression.Scope) -> String {
        if let text = try? validation.messageExpression?.evaluated(scope).text().trimmed, !text.isEmpty,
            !text.contains("\n")
        {
            return text
        }
        return validation.message.isEmpty ? "failed expression: \(validation.text.trimmed)" : validation.message
    }
}
