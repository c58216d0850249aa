import Document
import SandboxAPI

/// Gives LoadBalancer Services an address of the sandbox's network.
struct ServiceController: Controller {
    let client: ClusterClient
    let cluster: String
    let addresses: AddressPool
    let faults: FaultPlan

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == ResourceName.services.groupResource, change.object == nil {
            addresses.release(holder: "\(cluster)/\(change.key)")
        }
        return change.key(of: .services)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let service = client.get(.services, key), !service.isBeingDeleted else { return nil }
        let holder = "\(cluster)/\(key)"
        guard service["spec"]?["type"] == "LoadBalancer" else {
            if service["status"]?["loadBalancer"]?["ingress"] != nil {
                addresses.release(holder: holder)
                client.mergeStatus(.services, of: service, ["loadBalancer": ["ingress": .null]])
            }
            return nil
        }
        let ingress = service["status"]?["loadBalancer"]?["ingress"]?[0]
        let shown = ingress?["ip"]?.string ?? ingress?["hostname"]?.string
        if let address = LoadBalancerForm.address(behind: shown) {
            addresses.hold(address, holder: holder)
            return nil
        }
        if faults.holds(.namedAddress, object: key.description, cluster: cluster) {
            let name = "\(key.name).\(key.namespace).lb.example.com"
            client.mergeStatus(
                .services, of: service, ["loadBalancer": ["ingress": [["hostname": .string(name)]]]])
            return nil
        }
        guard !faults.holds(.noAddress, object: key.description, cluster: cluster),
            let address = addresses.take(holder: holder, wanted: service["spec"]?["loadBalancerIP"]?.string)
        else { return nil }
        client.mergeStatus(
            .services, of: service, ["loadBalancer": ["ingress": LoadBalancerForm(of: service).ingress(address)]])
        return nil
    }
}
