import Foundation
import TestSupport
import Testing

/// Changes that no leaf tells, and leaves that tell none: what is planned is shown, and can be carried out.
struct UnseenChangeTests {
    /// A zero that the server does not store beside containers of which the first prepares the second.
    private static func web(_ names: [String], image: String = "web:1") -> String {
        let containers = names.map { "{name: \($0), image: prepare}" }.joined(separator: ", ")
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: "${workspace.namespace}"}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  hostNetwork: false
                  initContainers: [\(containers)]
                  containers: [{name: app, image: "\(image)", env: [{name: PROXY, value: ""}]}]
            """
    }

    @Test func anOrderIsShownAndSetBack() async throws {
        let site = try await Site.project()
        try site.application("web", "1.0.0", in: .namespace, manifests: Self.web(["migrate", "serve"]))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
        let kubectl = site.cluster(namespace: "k8s-w-w1")
        func order() async throws -> String {
            try await kubectl(
                "get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.initContainers[*].name}")
        }
        let live = try await kubectl("get", "deployment", "web", "-o", "json")
        try site.folder.write(live, to: "live.json")
        let turned = try await Program("jq")(
            ".spec.template.spec.initContainers |= reverse", site.folder.path("live.json"))
        try site.folder.write(turned, to: "turned.json")
        _ = try await kubectl("replace", "-f", site.folder.path("turned.json"))
        #expect(try await order() == "serve migrate")
        let plan = try await site.berth("plan", exits: 0)
        #expect(plan.words.contains(#"["serve","migrate"] → ["migrate","serve"]"#), "\(plan.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await order() == "migrate serve")

        try site.application("web", "1.1.0", in: .namespace, manifests: Self.web(["serve", "migrate"], image: "web:2"))
        let changed = try await site.berth("plan", exits: 0)
        #expect(changed.words.contains(#"["migrate","serve"] → ["serve","migrate"]"#), "\(changed.words)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await order() == "serve migrate")
        #expect(try await site.berth("plan", exits: 0).words.contains("No changes"))
    }
}
