import Document
import Testing

@testable import Execution

/// What keeps a control plane from its endpoint, as its Service shows.
struct LoadBalancerCauseTests {
    struct Case: Sendable {
        var type = "LoadBalancer"
        var ingress: [Value]?
        /// Part of the words; nil: nothing is wrong with the Service.
        var says: String?
    }

    @Test(arguments: [
        Case(ingress: [["hostname": "lb.example.net"]], says: "gives the host name lb.example.net"),
        Case(ingress: [], says: "has no address"), Case(ingress: nil, says: "has no address"),
        Case(ingress: [["ip": "192.0.2.1"]]), Case(ingress: [["hostname": "lb.example.net"], ["ip": "192.0.2.1"]]),
        Case(type: "ClusterIP", ingress: nil),
    ])
    func theServiceSaysWhy(_ service: Case) {
        var value: Value = ["spec": ["type": .string(service.type)]]
        if let ingress = service.ingress { value["status"] = ["loadBalancer": ["ingress": .array(ingress)]] }
        let words = LoadBalancerCause.words(of: value)
        #expect((words == nil) == (service.says == nil))
        #expect(words?.contains(service.says ?? "nothing") ?? true)
    }
}
