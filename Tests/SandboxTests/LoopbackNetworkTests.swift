import Testing

@testable import Sandbox

@Suite struct LoopbackNetworkTests {
    @Test func addressesStayInTheNetwork() throws {
        let network = try LoopbackNetwork("127.80.0.0/16")
        #expect(network.hetznerCloud == "127.80.0.2")
        #expect(network.managementCluster(3) == "127.80.1.3")
        #expect(network.loadBalancer(0) == "127.80.16.1")
        #expect(network.loadBalancer(254) == "127.80.17.1")
        #expect(network.loadBalancer(LoopbackNetwork.loadBalancerCount) == nil)
    }

    @Test(arguments: ["10.0.0.0/16", "127.66.0.0/24", "127.66.1.0/16", "127.300.0.0/16", "", "127.66.0.0"])
    func everythingElseIsRefused(text: String) {
        #expect(throws: SandboxError.badNetwork(text)) { try LoopbackNetwork(text) }
    }

    @Test func listenersRefuseOtherAddresses() async {
        struct Nobody: WebResponder {
            func reply(to request: WebRequest) async -> WebReply { .reset }
        }
        await #expect(throws: SandboxError.notLoopback("0.0.0.0")) {
            _ = try await Listener.bind(address: "0.0.0.0", port: 0, responder: Nobody())
        }
    }
}
