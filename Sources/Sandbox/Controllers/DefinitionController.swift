import Document
import SandboxAPI

/// Accepts the names of CustomResourceDefinitions and establishes them; removes their objects before they go.
///
/// Source: `k8s.io/apiextensions-apiserver/pkg/controller/{status,establish,finalizer}`.
struct DefinitionController: Controller {
    let client: ClusterClient

    static let finalizer = "customresourcecleanup.apiextensions.k8s.io"

    /// The last of a kind's objects to go lets its definition go.
    func keys(after change: ObjectChange) -> [ObjectKey] {
        guard change.object == nil, change.resource.group.contains(".") else { return change.key(of: .definitions) }
        return change.key(of: .definitions) + [ObjectKey(name: change.resource.description)]
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        if let definition = client.get(.definitions, key), definition.isBeingDeleted {
            remove(definition)
        } else {
            establish(key)
        }
        return nil
    }

    /// Accepts a definition's names, unless another has taken its kind.
    func establish(_ key: ObjectKey) {
        guard let definition = client.get(.definitions, key), !definition.hasCondition("Established") else { return }
        let names = definition["spec"]?["names"] ?? [:]
        let clash = client.list(.definitions).contains { other in
            other.uid != definition.uid && other["spec"]?["group"] == definition["spec"]?["group"]
                && other["spec"]?["names"]?["kind"] == names["kind"]
        }
        let conditions = [
            clash
                ? condition("NamesAccepted", false, "KindConflict", "the kind is used already")
                : condition("NamesAccepted", true, "NoConflicts", "no conflicts found"),
            clash
                ? condition("Established", false, "NotAccepted", "not all names are accepted")
                : condition("Established", true, "InitialNamesAccepted", "the initial names have been accepted"),
        ]
        let stored = (definition["spec"]?["versions"]?.array ?? []).filter { $0["storage"]?.bool == true }
        client.mergeStatus(
            .definitions, of: definition,
            [
                "conditions": .array(conditions), "acceptedNames": clash ? ["plural": "", "kind": ""] : names,
                "storedVersions": .array(stored.compactMap { $0["name"] }),
            ])
    }

    /// All objects of its kind are deleted; when the last has gone, the definition may go.
    private func remove(_ definition: Value) {
        let finalizers = definition["metadata"]?["finalizers"]?.array ?? []
        guard finalizers.contains(.string(Self.finalizer)) else { return }
        let plural = definition["spec"]?["names"]?["plural"]?.string ?? ""
        let defined = GroupResource(group: definition["spec"]?["group"]?.string ?? "", resource: plural)
        if let resource = client.name(of: defined) {
            let objects = client.list(resource)
            for object in objects where !object.isBeingDeleted {
                client.delete(resource, object.objectKey, uid: object.uid)
            }
            guard client.list(resource).isEmpty else {
                note("InstanceDeletionInProgress", true, "CustomResource deletion is in progress", definition)
                return
            }
        }
        note("InstanceDeletionCompleted", false, "removed all instances", definition)
        client.removeFinalizer(Self.finalizer, .definitions, definition)
    }

    private func note(_ reason: String, _ status: Bool, _ message: String, _ definition: Value) {
        let others = (definition["status"]?["conditions"]?.array ?? []).filter { $0["type"] != "Terminating" }
        let present = (definition["status"]?["conditions"]?.array ?? []).first { $0["type"] == "Terminating" }
        guard present?["reason"]?.string != reason else { return }
        client.mergeStatus(
            .definitions, of: definition,
            ["conditions": .array(others + [condition("Terminating", status, reason, message)])])
    }

    private func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String) -> Value {
        [
            "type": .string(type), "status": status ? "True" : "False", "reason": .string(reason),
            "message": .string(message), "lastTransitionTime": client.timestamp,
        ]
    }
}
