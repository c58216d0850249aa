import Document
import SandboxAPI

/// Binds PersistentVolumeClaims to volumes made for them; a volume goes with its claim, and a claim stays while a pod
/// uses it.
struct VolumeController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    static let protection = "kubernetes.io/pvc-protection"

    /// A pod that ends may be the last that held a claim.
    func keys(after change: ObjectChange) -> [ObjectKey] {
        guard change.resource == ResourceName.pods.groupResource else { return change.key(of: .volumeClaims) }
        guard change.object.map(Self.hasEnded) ?? true else { return [] }
        return graph.objects(.volumeClaims, namespace: change.key.namespace).filter(\.isBeingDeleted).map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        let claim = client.get(.volumeClaims, key)
        release(key, for: claim?.uid)
        if let claim, !claim.isBeingDeleted, claim["status"]?["phase"] != "Bound" { bind(claim) }
        if let claim, claim.isBeingDeleted, !isUsed(key) {
            client.removeFinalizer(Self.protection, .volumeClaims, claim)
        }
        return nil
    }

    private static func hasEnded(_ pod: Value) -> Bool {
        ["Succeeded", "Failed"].contains(pod["status"]?["phase"]?.string)
    }

    private func isUsed(_ claim: ObjectKey) -> Bool {
        graph.objects(.pods, namespace: claim.namespace).contains { pod in
            !Self.hasEnded(pod)
                && (pod["spec"]?["volumes"]?.array ?? []).contains {
                    $0["persistentVolumeClaim"]?["claimName"]?.string == claim.name
                }
        }
    }

    private func bind(_ claim: Value) {
        let key = claim.objectKey
        let request = claim["spec"]?["resources"]?["requests"]?["storage"] ?? "1Gi"
        let modes = claim["spec"]?["accessModes"] ?? ["ReadWriteOnce"]
        let name = "pvc-\(claim.uid)"
        client.ensure(
            .volumes,
            [
                "metadata": ["name": .string(name)],
                "spec": [
                    "capacity": ["storage": request], "accessModes": modes,
                    "persistentVolumeReclaimPolicy": "Delete",
                    "storageClassName": claim["spec"]?["storageClassName"] ?? "",
                    "hostPath": ["path": .string("/var/lib/sandbox/\(name)")],
                    "claimRef": [
                        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "uid": .string(claim.uid),
                        "name": .string(key.name), "namespace": .string(key.namespace),
                    ],
                ],
            ])
        client.merge(.volumes, ObjectKey(name: name), subresource: "status", ["status": ["phase": "Bound"]])
        client.merge(.volumeClaims, key, ["spec": ["volumeName": .string(name)]])
        client.merge(
            .volumeClaims, key, subresource: "status",
            ["status": ["phase": "Bound", "accessModes": modes, "capacity": ["storage": request]]])
    }

    /// What was made for a claim that has gone is deleted, or released where it is to be kept.
    private func release(_ claim: ObjectKey, for uid: String?) {
        for volume in graph.objects(.volumes) {
            let reference = volume["spec"]?["claimRef"]
            guard reference?["namespace"]?.string == claim.namespace, reference?["name"]?.string == claim.name,
                reference?["uid"]?.string != uid
            else { continue }
            if volume["spec"]?["persistentVolumeReclaimPolicy"] == "Delete" {
                client.delete(.volumes, volume.objectKey, uid: volume.uid)
            } else {
                client.mergeStatus(.volumes, of: volume, ["phase": "Released"])
            }
        }
    }
}
