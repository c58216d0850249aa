import Document
import Kubernetes
import Resources

/// Which objects of a namespace are its contents, as people count them.
///
/// Left out is what the system makes by itself, and what goes with an owner: a Pod with its ReplicaSet.
struct NamespaceContents {
    /// Groups whose objects are computed from others when they are read.
    static let computedGroups: Set<String> = [
        "metrics.k8s.io", "custom.metrics.k8s.io", "external.metrics.k8s.io", "packages.operators.coreos.com",
    ]

    /// The kinds to list, each in one version.
    static func kinds(_ discovery: Discovery) -> [APIResource] {
        var seen: Set<ItemKind> = []
        return discovery.resources.filter { resource in
            let kind = ItemKind(apiVersion: resource.kind.apiVersion, kind: resource.kind.kind)
            return resource.isNamespaced && resource.isListable && !computedGroups.contains(kind.group)
                && !records.contains(kind) && seen.insert(kind).inserted
        }
    }

    /// What the cluster notes down by itself.
    private static let records: Set<ItemKind> = [
        ItemKind(group: "", kind: "Event"), ItemKind(group: "events.k8s.io", kind: "Event"),
        ItemKind(group: "apps", kind: "ControllerRevision"),
    ]

    /// The contents among all objects of a namespace, which are of these kinds, sorted.
    static func of(_ objects: [Observation], kinds: Set<ItemKind>) -> [Observation] {
        let uids = Set(objects.compactMap(\.uid))
        let services = Set(objects.filter { $0.key.itemKind == service }.map { Name($0) })
        // An object that two groups show is one.
        var seen: Set<String> = []
        return objects.filter { object in
            guard !isOwned(object, by: uids, kinds), !isMadeBySystem(object, services) else { return false }
            return object.uid.map { seen.insert($0).inserted } ?? true
        }.sorted { $0.key < $1.key }
    }

    private struct Name: Hashable {
        var namespace: String?
        var name: String

        init(_ object: Observation) {
            namespace = object.key.namespace
            name = object.key.name
        }
    }

    private static let service = ItemKind(group: "", kind: "Service")

    /// What a controller made goes with it, also where that is gone already and the garbage collector is on its way. A
    /// controller that is of the whole cluster stays, and does not say whose the object is. What people tied to an owner, who is
    /// no controller of it then, is theirs all the same.
    private static func isOwned(_ object: Observation, by uids: Set<String>, _ kinds: Set<ItemKind>) -> Bool {
        (object.value["metadata"]?["ownerReferences"]?.array ?? []).contains { owner in
            guard owner["controller"] == true else { return false }
            if let uid = owner["uid"]?.string, uids.contains(uid) { return true }
            guard let version = owner["apiVersion"]?.string, let kind = owner["kind"]?.string else { return false }
            return kinds.contains(ItemKind(apiVersion: version, kind: kind))
        }
    }

    private static func isMadeBySystem(_ object: Observation, _ services: Set<Name>) -> Bool {
        switch (object.key.group, object.key.kind) {
        case ("", "ServiceAccount"): object.key.name == "default"
        case ("", "ConfigMap"): object.key.name == "kube-root-ca.crt"
        case ("", "Endpoints"): services.contains(Name(object))
        case ("discovery.k8s.io", "EndpointSlice"): object.label("kubernetes.io/service-name") != nil
        default: false
        }
    }
}
