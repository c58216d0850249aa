import Document
import Testing

@testable import Sandbox

/// What a Service shows leads back to the address that the sandbox listens on.
struct LoadBalancerFormTests {
    @Test(arguments: [
        ("address", ["127.66.16.5"]), ("dual-stack", ["127.66.16.5", "::ffff:127.66.16.5"]),
        ("ipv6", ["::ffff:127.66.16.5"]), ("named", ["0x7f421005"]), ("nonsense", ["127.66.16.5"]),
    ])
    func everyFormLeadsToTheAddress(_ annotation: String, _ shown: [String]) {
        let service: Value = ["metadata": ["annotations": [LoadBalancerForm.annotation: .string(annotation)]]]
        let ingress = LoadBalancerForm(of: service).ingress("127.66.16.5").array ?? []
        let hosts = ingress.compactMap { $0["ip"]?.string ?? $0["hostname"]?.string }
        #expect(hosts == shown)
        for host in hosts { #expect(LoadBalancerForm.address(behind: host) == "127.66.16.5") }
    }

    @Test(arguments: [nil, "pay.lb.example.com", "0x7f", "0xnonsense", ""])
    func aForeignNameLeadsNowhere(_ host: String?) {
        #expect(LoadBalancerForm.address(behind: host) == nil)
    }
}
