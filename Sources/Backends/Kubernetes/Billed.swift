import Document
import Kubernetes
import Resources

/// What costs money in a cluster, and the workloads that hold on to it.
///
/// A claim does not go while a Pod mounts it, and its controller would make the Pod again: so the topmost owner is named.
struct Billed {
    /// The kinds that must be known whole to tell.
    static let kinds = [
        GroupVersionKind(apiVersion: "v1", kind: "Service"),
        GroupVersionKind(apiVersion: "v1", kind: "PersistentVolumeClaim"),
        GroupVersionKind(apiVersion: "v1", kind: "PersistentVolume"),
        GroupVersionKind(apiVersion: "v1", kind: "Pod"),
        GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"),
        GroupVersionKind(apiVersion: "apps/v1", kind: "ReplicaSet"),
        GroupVersionKind(apiVersion: "apps/v1", kind: "StatefulSet"),
        GroupVersionKind(apiVersion: "apps/v1", kind: "DaemonSet"),
        GroupVersionKind(apiVersion: "batch/v1", kind: "Job"),
        GroupVersionKind(apiVersion: "batch/v1", kind: "CronJob"),
    ]

    private struct Claim: Hashable {
        var namespace: String?
        var name: String
    }

    /// What is billed among all objects of those kinds, sorted.
    static func among(_ objects: [Observation]) -> [Observation] {
        let claims = objects.filter { $0.key.kind == "PersistentVolumeClaim" }
        let names = Set(claims.map { Claim(namespace: $0.key.namespace, name: $0.key.name) })
        let byUID = Dictionary(objects.compactMap { object in object.uid.map { ($0, object) } }) { first, _ in first }
        let users = objects.filter { !Self.claims(of: $0, names).isEmpty }.map { top(of: $0, byUID) }
        let balancers = objects.filter { $0.key.kind == "Service" && $0.value["spec"]?["type"] == "LoadBalancer" }
        let all = balancers + claims + users + objects.filter { isAbandoned($0, claims) }
        return Dictionary(all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }).values
            .sorted { $0.key < $1.key }
    }

    /// Whether a volume costs money, is to be deleted, and does not go with a claim: it was made by people, or its claim is gone.
    ///
    /// One that is to be kept (`Retain`) is somebody's decision, and what lies on a node or on a file server costs nothing.
    private static func isAbandoned(_ object: Observation, _ claims: [Observation]) -> Bool {
        guard object.key.kind == "PersistentVolume", let spec = object.value["spec"],
            // The server's default for a volume that people made is Retain.
            spec["persistentVolumeReclaimPolicy"] == "Delete", sources.contains(where: { spec[$0] != nil })
        else { return false }
        guard let claim = object.provisionedFor else { return true }
        let uid = spec["claimRef"]?["uid"]?.string
        return !claims.contains { $0.key == claim && (uid == nil || uid == $0.uid) }
    }

    /// The sources of volumes that a provider keeps: CSI, and the disks that it replaced.
    private static let sources = [
        "csi", "awsElasticBlockStore", "azureDisk", "azureFile", "cinder", "gcePersistentDisk", "portworxVolume",
        "vsphereVolume",
    ]

    /// The claims among `names` that a Pod mounts, or that the Pods of a workload will.
    private static func claims(of object: Observation, _ names: Set<Claim>) -> Set<Claim> {
        var found: Set<String> = []
        for volume in podSpec(of: object)?["volumes"]?.array ?? [] {
            if let name = volume["persistentVolumeClaim"]?["claimName"]?.string { found.insert(name) }
            // A generic ephemeral volume has a claim of its own, named after the Pod.
            if volume["ephemeral"] != nil, let name = volume["name"]?.string {
                found.insert("\(object.key.name)-\(name)")
            }
        }
        var result = Set(found.map { Claim(namespace: object.key.namespace, name: $0) }).intersection(names)
        for template in object.value["spec"]?["volumeClaimTemplates"]?.array ?? [] {
            let prefix = "\(template.metadata.name ?? "")-\(object.key.name)-"
            result.formUnion(
                names.filter {
                    $0.namespace == object.key.namespace && $0.name.hasPrefix(prefix)
                        && Int($0.name.dropFirst(prefix.count)) != nil
                })
        }
        return result
    }

    private static func podSpec(of object: Observation) -> Value? {
        let spec = object.value["spec"]
        return switch object.key.kind {
        case "Pod": spec
        case "CronJob": spec?["jobTemplate"]?["spec"]?["template"]?["spec"]
        default: spec?["template"]?["spec"]
        }
    }

    /// The topmost known controller of a workload, itself where it has none.
    private static func top(of object: Observation, _ byUID: [String: Observation]) -> Observation {
        var current = object
        var seen: Set<ItemKey> = []
        while seen.insert(current.key).inserted {
            let owner = (current.value["metadata"]?["ownerReferences"]?.array ?? []).first { $0["controller"] == true }
            guard let uid = owner?["uid"]?.string, let next = byUID[uid] else { break }
            current = next
        }
        return current
    }
}

extension KubernetesBackend {
    package func billed() async throws -> [Observation] {
        typealias Answer = Result<[Observation], KubernetesError>
        let answers = await Billed.kinds.concurrentMap(limit: Self.limit) { kind -> Answer in
            do throws(KubernetesError) {
                return .success(try await self.client.list(kind).items.map { self.observation(of: $0, kind) })
            } catch {
                if case .notDiscovered = error.cause { return .success([]) }
                return .failure(error)
            }
        }
        do throws(KubernetesError) {
            var objects: [Observation] = []
            for answer in answers { objects += try answer.get() }
            return Billed.among(objects)
        } catch {
            throw failure(error)
        }
    }
}
