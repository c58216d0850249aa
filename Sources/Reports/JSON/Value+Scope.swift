import Document
import Resources

extension Value {
    /// Adds whose a resource is: a workspace's, or shared by those of a cluster.
    mutating func setScope(of address: ResourceAddress) {
        switch address.scope {
        case .workspace(let id): self["workspace"] = .string(id)
        case .cluster(let name): self["cluster"] = .string(name)
        }
    }
}
