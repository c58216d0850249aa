import Diagnostics
import Resources
import Testing

struct ResourceGraphTests {
    private func resource(_ name: String, _ kind: Resource.Kind, _ dependencies: String...) -> Resource {
        Resource(
            ResourceAddress(workspace: "w", name), kind,
            dependencies: Set(dependencies.map { ResourceAddress(workspace: "w", $0) }))
    }

    @Test func ordersByDependencyThenKind() throws {
        let graph = try ResourceGraph([
            resource("dns", .dns, "kubeconfig"), resource("kubeconfig", .kubeconfig, "control-plane"),
            resource("network", .network), resource("control-plane", .controlPlane, "namespace"),
            resource("namespace", .namespace, "network", "placement"), resource("placement", .placement),
        ])
        #expect(
            graph.resources.map(\.address.name)
                == ["network", "placement", "namespace", "control-plane", "kubeconfig", "dns"])
    }

    @Test func refusesCircles() {
        #expect(throws: DiagnosticsError.self) {
            try ResourceGraph([resource("a", .application, "b"), resource("b", .application, "a")])
        }
    }

    @Test func refusesEdgesToNothingAndDoubles() {
        #expect(throws: DiagnosticsError.self) { try ResourceGraph([resource("a", .application, "b")]) }
        #expect(throws: DiagnosticsError.self) {
            try ResourceGraph([resource("a", .application), resource("a", .application)])
        }
    }

    @Test(arguments: ["payments/network", "payments/application/x", "cluster/fsn1-a/application/x", "cluster/network"])
    func addressesReadBack(_ text: String) throws {
        let address = try #require(ResourceAddress(text))
        #expect(address.description == text)
        #expect((address.workspace == nil) == (text == "cluster/fsn1-a/application/x"))
    }

    @Test(arguments: ["", "payments", "/x", "a//b"])
    func noAddresses(_ text: String) {
        #expect(ResourceAddress(text) == nil)
    }
}
