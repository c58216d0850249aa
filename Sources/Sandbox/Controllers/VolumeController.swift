import Document
import SandboxAPI

/// Binds PersistentVolumeClaims to volumes made for them.
struct VolumeController: Controller {
    let client: ClusterClient

    func keys(after change: ObjectChange) -> [ObjectKey] { change.key(of: .volumeClaims) }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let claim = client.get(.volumeClaims, key), !claim.isBeingDeleted,
            claim["status"]?["phase"] != "Bound"
        else { return nil }
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
        client.merge(.volumeClaims, key, ["spec": ["volumeName": .string(name)]])
        client.merge(
            .volumeClaims, key, subresource: "status",
            ["status": ["phase": "Bound", "accessModes": modes, "capacity": ["storage": request]]])
        return nil
    }
}
