import Document

@testable import SandboxAPI

/// What tests of admission policies put in force.
enum PolicyServer {
    static let group = "/apis/admissionregistration.k8s.io/v1"
    static let configMaps: Value = [
        ["apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["configmaps"]]
    ]

    /// Puts a mutating policy and its binding in force.
    static func mutate(
        _ server: TestServer, _ mutations: [Value], named name: String = "m", rules: Value = configMaps,
        more: Object = [:]
    ) -> (status: Int, body: Value) {
        var spec: Object = [
            "matchConstraints": ["resourceRules": rules], "reinvocationPolicy": "Never", "mutations": .array(mutations),
        ]
        for (key, value) in more { spec[key] = value }
        let answer = write(server, "MutatingAdmissionPolicy", "mutatingadmissionpolicies", name, spec)
        _ = write(
            server, "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", name,
            ["policyName": .string(name)])
        return answer
    }

    /// Puts a validating policy and its binding in force.
    static func validate(
        _ server: TestServer, _ validations: [Value], actions: Value = ["Deny"], more: Object = [:],
        binding: Object = [:]
    ) -> (status: Int, body: Value) {
        var spec: Object = [
            "matchConstraints": ["resourceRules": configMaps], "validations": .array(validations),
        ]
        for (key, value) in more { spec[key] = value }
        let answer = write(server, "ValidatingAdmissionPolicy", "validatingadmissionpolicies", "v", spec)
        var bound: Object = ["policyName": "v", "validationActions": actions]
        for (key, value) in binding { bound[key] = value }
        _ = write(server, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "v", bound)
        return answer
    }

    /// As `kubectl apply --server-side` sends it.
    private static func write(
        _ server: TestServer, _ kind: String, _ plural: String, _ name: String, _ spec: Object
    ) -> (status: Int, body: Value) {
        server.send(
            "PATCH", "\(group)/\(plural)/\(name)?fieldManager=kubectl&fieldValidation=Strict",
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string(kind),
                "metadata": ["name": .string(name)], "spec": .object(spec),
            ], type: "application/apply-patch+yaml")
    }
}
