import Document
import SandboxAPI

/// The templates a StatefulSet or DaemonSet has had, as ControllerRevisions: what `kubectl rollout history` and `undo`
/// work with.
struct RevisionHistory {
    let client: ClusterClient
    let graph: OwnerGraph

    /// Writes the present template down, as the newest revision.
    func record(_ owner: Value, hash: String) {
        let name = "\(owner.objectKey.name)-\(hash)"
        let all = graph.controlled(by: owner, .controllerRevisions)
        let newest = all.map(Self.number).max() ?? 0
        if let present = all.first(where: { $0.objectKey.name == name }) {
            guard Self.number(of: present) < newest else { return }
            client.merge(.controllerRevisions, present.objectKey, ["revision": .integer(newest + 1)])
            return
        }
        var template = owner["spec"]?["template"] ?? [:]
        template["$patch"] = "replace"
        var labels = owner["spec"]?["template"]?["metadata"]?["labels"] ?? [:]
        labels["controller-revision-hash"] = .string(hash)
        client.ensure(
            .controllerRevisions,
            [
                "metadata": [
                    "name": .string(name), "namespace": .string(owner.objectKey.namespace), "labels": labels,
                    "annotations": owner["metadata"]?["annotations"] ?? [:],
                    "ownerReferences": [owner.controllerReference],
                ],
                "data": ["spec": ["template": template]], "revision": .integer(newest + 1),
            ])
        let limit = owner["spec"]?["revisionHistoryLimit"]?.amount ?? 10
        for old in all.sorted(by: { Self.number(of: $0) < Self.number(of: $1) }).prefix(max(0, all.count - limit)) {
            client.delete(.controllerRevisions, old.objectKey, uid: old.uid)
        }
    }

    private static func number(of revision: Value) -> Int64 { revision["revision"]?.integer ?? 0 }
}
