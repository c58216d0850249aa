import Document
import SandboxAPI

/// Accepts the names of CustomResourceDefinitions and establishes them.
struct DefinitionController: Controller {
    let client: ClusterClient

    func keys(after change: ObjectChange) -> [ObjectKey] { change.key(of: .definitions) }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let definition = client.get(.definitions, key) else { return nil }
        if definition.isBeingDeleted {
            removeInstances(of: definition)
            client.setFinalizer(
                "customresourcecleanup.apiextensions.k8s.io", .definitions, definition, isPresent: false)
            return nil
        }
        let conditions = definition["status"]?["conditions"]?.array ?? []
        guard !conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) else { return nil }
        let names = definition["spec"]?["names"] ?? [:]
        let clash = client.list(.definitions).contains { other in
            other.uid != definition.uid && other["spec"]?["group"] == definition["spec"]?["group"]
                && other["spec"]?["names"]?["kind"] == names["kind"]
        }
        func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": status ? "True" : "False", "reason": .string(reason),
                "message": .string(message), "lastTransitionTime": .string(Clock.timestamp),
            ]
        }
        let stored = (definition["spec"]?["versions"]?.array ?? []).filter { $0["storage"]?.bool == true }
        client.merge(
            .definitions, key, subresource: "status",
            [
                "status": [
                    "conditions": clash
                        ? [
                            condition("NamesAccepted", false, "KindConflict", "the kind is used already"),
                            condition("Established", false, "NotAccepted", "not all names are accepted"),
                        ]
                        : [
                            condition("NamesAccepted", true, "NoConflicts", "no conflicts found"),
                            condition(
                                "Established", true, "InitialNamesAccepted", "the initial names have been accepted"),
                        ],
                    "acceptedNames": clash ? ["plural": "", "kind": ""] : names,
                    "storedVersions": .array(stored.compactMap { $0["name"] }),
                ]
            ])
        return nil
    }

    private func removeInstances(of definition: Value) {
        guard let group = definition["spec"]?["group"]?.string,
            let names = definition["spec"]?["names"], let plural = names["plural"]?.string,
            let kind = names["kind"]?.string,
            let version = definition["spec"]?["versions"]?.array?.first(where: { $0["served"]?.bool == true }),
            let versionName = version["name"]?.string
        else { return }
        let resource = ResourceName(
            group, versionName, plural, kind, isNamespaced: definition["spec"]?["scope"] == "Namespaced")
        for object in client.list(resource) { client.delete(resource, object.objectKey, uid: object.uid) }
    }
}
