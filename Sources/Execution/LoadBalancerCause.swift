import Document
import Resources

/// Why a control plane gets no endpoint, as the Service before it shows: Kamaji itself does not say.
enum LoadBalancerCause {
    /// The end of a sentence about the control plane `key`; nil where its Service has what it needs, or cannot be asked.
    static func words(of key: ItemKey, from backend: any Backend) async -> String? {
        guard key.itemKind == .tenantControlPlane, let plane = try? await backend.read(key),
            ControlPlaneAddress(status: plane.value["status"]) == nil
        else { return nil }
        let service = ItemKey(
            place: key.place, apiVersion: "v1", kind: "Service", namespace: key.namespace, name: key.name)
        guard let found = try? await backend.read(service) else { return nil }
        return words(of: found.value)
    }

    static func words(of service: Value) -> String? {
        guard service["spec"]?["type"]?.string == "LoadBalancer" else { return nil }
        let ingress = service["status"]?["loadBalancer"]?["ingress"]?.array ?? []
        guard !ingress.contains(where: { $0["ip"] != nil }) else { return nil }
        if let name = ingress.compactMap({ $0["hostname"]?.string }).first {
            return "its load balancer gives the host name \(name), and this Kamaji takes IP addresses only: "
                + "use a load balancer that has one, or a Kamaji that takes names"
        }
        return "its load balancer has no address: look at the Service's events, and whether anything in the cluster "
            + "serves LoadBalancer Services"
    }
}
