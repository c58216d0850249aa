import Document
import TestSupport
import Testing

@testable import Schemas

struct BuiltInKindsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var apiVersion: String
        var kind: String
        /// Part of the hint; nil: nothing is wrong.
        var hint: String?

        var testDescription: String { "\(apiVersion) \(kind)" }
    }

    @Test(arguments: [
        Case(apiVersion: "v1", kind: "ConfigMap", hint: nil),
        Case(apiVersion: "v1", kind: "Confgmap", hint: "ConfigMap"),
        Case(apiVersion: "apps/v1", kind: "Deploymnet", hint: "Deployment"),
        Case(apiVersion: "apps/v1", kind: "deployment", hint: "Deployment"),
        Case(apiVersion: "v1", kind: "Deployment", hint: "`apps/v1`"),
        Case(apiVersion: "app/v1", kind: "Deployment", hint: "`apps/v1`"),
        Case(apiVersion: "apps/v2", kind: "Deployment", hint: "`apps/v1`"),
        Case(apiVersion: "extensions/v1beta1", kind: "Ingress", hint: "networking.k8s.io/v1"),
        Case(apiVersion: "rbac.authorisation.k8s.io/v1", kind: "Role", hint: "rbac.authorization.k8s.io/v1"),
        Case(apiVersion: "autoscaling/v1", kind: "HorizontalPodAutoscaler", hint: nil),
        Case(apiVersion: "resource.k8s.io/v1beta2", kind: "DeviceTaintRule", hint: nil),
        Case(apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", hint: nil),
        Case(apiVersion: "cert-manager.io/v1", kind: "Certificate", hint: nil),
        Case(apiVersion: "example.com/v1", kind: "Wigdet", hint: "Widget"),
        Case(apiVersion: "example.com/v1", kind: "Machine", hint: nil),
        Case(apiVersion: "example/v1", kind: "Thing", hint: "dot"),
    ])
    func problems(_ test: Case) {
        let problem = BuiltInKinds.problem(
            apiVersion: test.apiVersion, kind: test.kind, custom: ["example.com": ["Widget"]])
        #expect((problem != nil) == (test.hint != nil))
        if let hint = test.hint { #expect(problem?.hint.contains(hint) == true, "\(problem?.hint ?? "")") }
    }

    /// Every kind that a real server serves, in its version and scope.
    @Test(.enabled(if: KubeTruth.isPresent, "the transcripts lie beside the repository"))
    func areThoseOfARealServer() throws {
        let steps = try #require(KubeTruth.value(of: "discovery.json")["steps"]?.array)
        var compared = 0
        for group in steps.flatMap({ $0["response"]?["body"]?["items"]?.array ?? [] }) {
            let name = group["metadata"]?["name"]?.string ?? ""
            if name == "kamaji.clastix.io" { continue }
            for version in group["versions"]?.array ?? [] {
                let text = version["version"]?.string ?? ""
                for resource in version["resources"]?.array ?? [] {
                    let kind = try #require(resource["responseKind"]?["kind"]?.string)
                    compared += 1
                    let apiVersion = name.isEmpty ? text : "\(name)/\(text)"
                    #expect(BuiltInKinds.problem(apiVersion: apiVersion, kind: kind) == nil, "\(apiVersion) \(kind)")
                    #expect(
                        BuiltInKinds.isNamespaced(group: name, kind: kind) == (resource["scope"] == "Namespaced"),
                        "\(apiVersion) \(kind)")
                }
            }
        }
        #expect(compared > 50)
    }
}
