import Testing

@testable import Backends

/// Whether kubeconfigs lead to the control plane that they are said to be of.
struct TenantEndpointTests {
    @Test(
        arguments: [
            (["https://10.0.0.1:6443"], "10.0.0.1:6443", nil),
            (["https://10.0.0.1:6443/", "https://10.0.0.1:6443"], "10.0.0.1:6443", nil),
            (["https://10.0.0.1:6443", "https://10.0.0.2:6443"], "10.0.0.1:6443", "leads to 10.0.0.2:6443"),
            (["https://10.0.0.2:6443"], "10.0.0.1:6443", "is at 10.0.0.1:6443"),
            (["https://10.0.0.1:6444"], "10.0.0.1:6443", "leads to 10.0.0.1:6444"),
            (["https://10.0.0.1"], "10.0.0.1:443", nil),
            (["https://10.0.0.1"], "10.0.0.1", nil),
            (["https://10.0.0.1"], "10.0.0.1:6443", "leads to 10.0.0.1:443"),
            (["https://[2001:DB8:0::1]:6443"], "[2001:db8::1]:6443", nil),
            (["https://[2001:db8::1]"], "2001:db8::1", nil),
            (["https://[2001:db8::2]:6443"], "[2001:db8::1]:6443", "leads to [2001:db8::2]:6443"),
            (["https://W.Example.com.:6443"], "w.example.com:6443", nil),
            (["https://v.example.com:6443"], "w.example.com:6443", "leads to v.example.com:6443"),
            (["https://w.example.com:6443"], "10.0.0.1:6443", "leads to w.example.com:6443"),
            (["http://10.0.0.1:6443"], "10.0.0.1:6443", "without an https:// server"),
            (["https://10.0.0.1:6443"], nil, "has no endpoint"),
            (["https://10.0.0.1:6443"], "", "is not a host and port"),
            (["https://10.0.0.1:6443"], "10.0.0.1:x", "is not a host and port"),
        ] as [([String], String?, String?)])
    func kubeconfigsLeadToTheirControlPlane(_ servers: [String], _ endpoint: String?, _ says: String?) {
        let mismatch = TenantEndpoint.mismatch(servers: servers, endpoint: endpoint, of: "w")
        #expect((mismatch == nil) == (says == nil), "\(mismatch ?? "-")")
        if let says { #expect(mismatch?.contains(says) == true, "\(mismatch ?? "-")") }
    }
}
