import Document
import SandboxAPI

/// Binds PersistentVolumeClaims to volumes made for them; a volume goes with its claim.
struct VolumeController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph

    func keys(after change: ObjectChange) -> [ObjectKey] { change.key(of: .volumeClaims) }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        let claim = client.get(.volumeClaims, key)
        release(key, for: claim?.uid)
        if let claim, !claim.isBeingDeleted, claim["status"]?["phase"] != "Bound" { bind(claim) }
        return nil
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
