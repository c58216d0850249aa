import Document
import Testing

@testable import Resources

/// Where a control plane is published, by its status.
struct ControlPlaneAddressTests {
    struct Case: Sendable {
        var endpoint: String?
        var ingress: [Value] = []
        var published: String?
    }

    @Test(arguments: [
        Case(endpoint: "192.0.2.1:6443", published: "192.0.2.1"),
        Case(endpoint: "192.0.2.1:6443", ingress: [["ip": "192.0.2.1"]], published: "192.0.2.1"),
        Case(
            endpoint: "192.0.2.1:6443", ingress: [["ip": "2001:DB8::1"], ["ip": "192.0.2.1"]],
            published: "192.0.2.1, 2001:db8::1"),
        Case(endpoint: "[2001:db8::1]:6443", ingress: [["ip": "2001:db8:0::1"]], published: "2001:db8::1"),
        Case(endpoint: "[2001:db8::1]:6443", published: "2001:db8::1"),
        Case(endpoint: "LB.example.net:6443", ingress: [["hostname": "lb.example.net"]], published: "lb.example.net"),
        // A load balancer that moved on is not the one that the certificates are for.
        Case(
            endpoint: "192.0.2.1:6443", ingress: [["ip": "192.0.2.9"], ["ip": "2001:db8::1"]], published: "192.0.2.1"),
        Case(endpoint: "192.0.2.1:6443", ingress: ["nonsense", ["ip": 5]], published: "192.0.2.1"),
        Case(endpoint: nil, ingress: [["ip": "192.0.2.1"]], published: nil), Case(endpoint: "", published: nil),
    ])
    func aStatusSaysWhereTheNameLeads(_ status: Case) {
        var value: Value = [
            "kubernetesResources": ["service": ["loadBalancer": ["ingress": .array(status.ingress)]]]
        ]
        if let endpoint = status.endpoint { value["controlPlaneEndpoint"] = .string(endpoint) }
        #expect(ControlPlaneAddress(status: value)?.published == status.published)
    }

    @Test func addressesHaveAnOrder() {
        let addresses = ["2001:db8::1", "192.0.2.9", "192.0.2.1"].compactMap { IPAddress($0) }.sorted()
        #expect(addresses.map(\.description) == ["192.0.2.1", "192.0.2.9", "2001:db8::1"])
        #expect(IPAddress(bytes: [192, 0, 2, 1])?.description == "192.0.2.1" && IPAddress(bytes: [1, 2]) == nil)
    }
}
