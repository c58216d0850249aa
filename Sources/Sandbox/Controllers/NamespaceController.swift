import Document
import SandboxAPI

/// Gives a namespace its default objects, and empties one that is being deleted before it lets it go.
struct NamespaceController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph
    let authorityPEM: String

    func keys(after change: ObjectChange) -> [ObjectKey] {
        if change.resource == .namespaces { return [change.key] }
        guard !change.key.namespace.isEmpty else { return [] }
        let namespace = OwnerGraph.Node(resource: .namespaces, key: ObjectKey(name: change.key.namespace))
        // Default objects come back when they are deleted; all else counts only where the namespace goes.
        let isDefault = change.object == nil && ["default", "kube-root-ca.crt"].contains(change.key.name)
        return isDefault || graph.isTerminating(namespace) ? [namespace.key] : []
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let namespace = client.get(.namespaces, key) else { return nil }
        guard namespace.isBeingDeleted else {
            makeDefaults(in: key.name)
            return nil
        }
        let contents = graph.contents(ofNamespace: key.name)
        for node in contents where graph.object(node)?.isBeingDeleted != true {
            guard let resource = client.name(of: node.resource) else { continue }
            client.delete(resource, node.key)
        }
        let remaining = graph.contents(ofNamespace: key.name)
        client.mergeStatus(.namespaces, of: namespace, ["conditions": conditions(namespace, remaining)])
        guard !client.keepsFinalizers(of: key, .namespaces) else { return nil }
        guard remaining.isEmpty, var last = client.get(.namespaces, key) else { return .milliseconds(200) }
        last["spec"] = ["finalizers": []]
        client.replace(.namespaces, last, subresource: "finalize")
        return nil
    }

    /// The resources of which a namespace lacks the object that every namespace has.
    static func missingDefaults(in namespace: String, _ graph: OwnerGraph) -> [ResourceName] {
        [(ResourceName.serviceAccounts, "default"), (.configMaps, "kube-root-ca.crt")].filter { resource, name in
            !graph.contains(
                .init(resource: resource.groupResource, key: ObjectKey(namespace: namespace, name: name)))
        }.map(\.0)
    }

    private func makeDefaults(in namespace: String) {
        let missing = Self.missingDefaults(in: namespace, graph)
        if missing.contains(.serviceAccounts) {
            client.ensure(.serviceAccounts, ["metadata": ["name": "default", "namespace": .string(namespace)]])
        }
        if missing.contains(.configMaps) {
            client.ensure(
                .configMaps,
                [
                    "metadata": [
                        "name": "kube-root-ca.crt", "namespace": .string(namespace),
                        "annotations": [
                            "kubernetes.io/description":
                                "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
                        ],
                    ],
                    "data": ["ca.crt": .string(authorityPEM)],
                ])
        }
    }

    /// What a real namespace controller says of the progress, in its words and order.
    private func conditions(_ namespace: Value, _ remaining: [OwnerGraph.Node]) -> Value {
        var counts: [GroupResource: Int] = [:]
        var finalizers: [String: Int] = [:]
        for node in remaining {
            counts[node.resource, default: 0] += 1
            for name in graph.object(node)?["metadata"]?["finalizers"]?.array ?? [] {
                finalizers[name.plain, default: 0] += 1
            }
        }
        let left = counts.sorted { $0.key < $1.key }.map { resource, count in
            "\(resource.resource).\(resource.group) has \(count) resource instances"
        }
        let kept = finalizers.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) resource instances" }
        let old = namespace["status"]?["conditions"]?.array ?? []
        func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String) -> Value {
            let text: Value = status ? "True" : "False"
            let before = old.first { $0["type"]?.string == type && $0["status"] == text }
            return [
                "type": .string(type), "status": text,
                "lastTransitionTime": before?["lastTransitionTime"] ?? client.timestamp,
                "reason": .string(reason), "message": .string(message),
            ]
        }
        return [
            condition(
                "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
                "All resources successfully discovered"),
            condition(
                "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
                "All legacy kube types successfully parsed"),
            condition(
                "NamespaceDeletionContentFailure", false, "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization"),
            left.isEmpty
                ? condition("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed")
                : condition(
                    "NamespaceContentRemaining", true, "SomeResourcesRemain",
                    "Some resources are remaining: \(left.joined(separator: ", "))"),
            kept.isEmpty
                ? condition(
                    "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers",
                    "All content-preserving finalizers finished")
                : condition(
                    "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                    "Some content in the namespace has finalizers remaining: \(kept.joined(separator: ", "))"),
        ]
    }
}

extension OwnerGraph {
    fileprivate func isTerminating(_ node: Node) -> Bool {
        object(node)?.isBeingDeleted ?? false
    }
}
