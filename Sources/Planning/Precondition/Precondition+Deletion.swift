import Document
import Kubernetes
import Resources

extension Precondition {
    /// What must still hold when an item is deleted: it is the same object, and every leaf that Berth set in it is as it was
    /// seen; of a Secret the version.
    package init(deleting observation: Observation, owner: ResourceAddress?) {
        let isSecret = observation.key.kind == "Secret" && observation.key.group.isEmpty
        self.init(
            .present(uid: observation.uid ?? ""), version: isSecret ? observation.version : nil,
            leaves: isSecret ? [] : Self.leaves(of: observation), owner: owner)
    }

    private static func leaves(of observation: Observation) -> [SeenLeaf] {
        guard observation.key.isKubernetes else {
            return (observation.value["spec"] ?? [:]).leaves.map { leaf in
                SeenLeaf(path: Path([.key("spec")] + leaf.path.components), value: leaf.value, managers: [])
            }
        }
        let ownership = FieldOwnership(of: observation.value)
        return ownership.own.leaves.values(in: observation.value).filter { !$0.path.isBookkeeping }.map { leaf in
            SeenLeaf(path: leaf.path, value: leaf.value, managers: ownership.managers(of: leaf.path))
        }
    }
}
