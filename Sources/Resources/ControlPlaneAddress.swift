import Document

/// Where a control plane is to be found, as its status says: the addresses of its load balancer, or the name of it.
package struct ControlPlaneAddress: Sendable, Hashable {
    /// What its kubeconfigs lead to.
    package let endpoint: APIEndpoint
    /// `192.0.2.1`, `192.0.2.1, 2001:db8::1` with the load balancer's other addresses, or `lb.example.net`.
    package let published: String

    /// Reads `status` of a TenantControlPlane; nil where it has no endpoint.
    package init?(status: Value?) {
        guard let authority = status?["controlPlaneEndpoint"]?.string,
            let endpoint = APIEndpoint(authority: authority, preset: 6443)
        else { return nil }
        self.endpoint = endpoint
        let ingress = status?["kubernetesResources"]?["service"]?["loadBalancer"]?["ingress"]?.array ?? []
        let addresses = Set(ingress.compactMap { ($0["ip"]?.string).flatMap { IPAddress($0) } }).sorted()
        // A load balancer that moved on is not the one that the control plane was made with.
        let isItself = addresses.contains { $0.description == endpoint.host }
        published = isItself ? addresses.map(\.description).joined(separator: ", ") : endpoint.host
    }
}
