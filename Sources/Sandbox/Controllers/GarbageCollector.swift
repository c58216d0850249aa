import Document
import SandboxAPI

/// Deletes what has lost its last owner, and finishes foreground and orphaning deletions.
///
/// One collector stands for one resource's objects; all resources are looked at through the owner graph. Source:
/// https://kubernetes.io/docs/concepts/architecture/garbage-collection/.
struct GarbageCollector: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    /// The keys of this controller are uids: objects of all resources are looked at.
    func keys(after change: ObjectChange) -> [ObjectKey] {
        var uids = [change.uid]
        if change.object == nil {
            // Dependents may have lost their last owner, owners may have been waiting for this one to go.
            uids += graph.dependents(of: change.uid).compactMap { graph.object($0)?.uid }
            uids += change.owners.map(\.uid)
        } else if change.object?.isBeingDeleted != true, change.owners.isEmpty {
            return []
        }
        return uids.map { ObjectKey(name: $0) }
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let node = graph.node(ofUID: key.name), let resource = client.name(of: node.resource),
            let object = client.get(resource, node.key), object.uid == key.name
        else { return nil }
        let finalizers = object["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
        if object.isBeingDeleted {
            if finalizers.contains("orphan") {
                releaseDependents(of: object.uid)
                client.removeFinalizer("orphan", resource, object)
            } else if finalizers.contains("foregroundDeletion") {
                finishForeground(object, resource)
            }
            return nil
        }
        collectIfOwnerless(object, node, resource)
        return nil
    }

    /// Deletes the object when none of its owners is left; else drops the references to those that are gone.
    private func collectIfOwnerless(_ object: Value, _ node: OwnerGraph.Node, _ resource: ResourceName) {
        let owners = graph.owners(of: node)
        guard !owners.isEmpty else { return }
        let left = owners.filter { exists($0, for: node) }
        if left.isEmpty {
            client.delete(resource, node.key, uid: object.uid)
        } else if left.allSatisfy({ isWaiting($0.uid) }) {
            client.delete(resource, node.key, uid: object.uid, propagation: .foreground)
        } else if left.count < owners.count {
            let kept = Set(left.map(\.uid))
            let references = (object["metadata"]?["ownerReferences"]?.array ?? []).filter {
                kept.contains($0["uid"]?.string ?? "")
            }
            client.merge(resource, node.key, ["metadata": ["ownerReferences": .array(references)]])
        }
    }

    /// An owner counts only where it is what the reference says: of that kind and name, in the namespace of the
    /// dependent or in none.
    private func exists(_ owner: ObjectChange.Owner, for dependent: OwnerGraph.Node) -> Bool {
        guard let node = graph.node(ofUID: owner.uid) else { return false }
        return node.key.name == owner.name
            && (node.key.namespace.isEmpty || node.key.namespace == dependent.key.namespace)
    }

    private func isWaiting(_ uid: String) -> Bool {
        guard graph.isBeingDeleted(uid), let node = graph.node(ofUID: uid) else { return false }
        return graph.object(node)?["metadata"]?["finalizers"]?.array?.contains("foregroundDeletion") ?? false
    }

    /// Dependents that block go first; then the owner may.
    private func finishForeground(_ object: Value, _ resource: ResourceName) {
        let dependents = graph.dependents(of: object.uid)
        for node in dependents {
            guard let resource = client.name(of: node.resource), graph.object(node)?.isBeingDeleted != true,
                graph.owners(of: node).allSatisfy({ $0.uid == object.uid || !exists($0, for: node) })
            else { continue }
            client.delete(resource, node.key, propagation: .foreground)
        }
        let blocking = graph.dependents(of: object.uid).contains { node in
            graph.owners(of: node).contains { $0.uid == object.uid && $0.blocksDeletion }
        }
        if !blocking { client.removeFinalizer("foregroundDeletion", resource, object) }
    }

    private func releaseDependents(of uid: String) {
        for node in graph.dependents(of: uid) {
            guard let resource = client.name(of: node.resource), let object = client.get(resource, node.key) else {
                continue
            }
            let references = (object["metadata"]?["ownerReferences"]?.array ?? []).filter { $0["uid"]?.string != uid }
            client.merge(
                resource, node.key,
                ["metadata": ["ownerReferences": references.isEmpty ? .null : .array(references)]])
        }
    }
}
