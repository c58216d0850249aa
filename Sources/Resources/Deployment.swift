import Document

/// The revision of a catalog application that a resource installs.
package struct Deployment: Sendable, Hashable {
    package var application: String
    package var revision: String
    /// Digest of all files of the revision; the same revision must keep it.
    package var digest: Digest
    /// What a chart wants to be run when it is removed: known from its install, since the chart may be gone by then.
    package var removalHooks: [RemovalHook]

    package init(application: String, revision: String, digest: Digest, removalHooks: [RemovalHook] = []) {
        self.application = application
        self.revision = revision
        self.digest = digest
        self.removalHooks = removalHooks
    }
}

/// One object that a chart's removal makes.
package struct RemovalHook: Sendable, Hashable {
    package var key: ItemKey
    /// The whole object, with the marks of its stage.
    package var desired: Value

    package init(key: ItemKey, desired: Value) {
        self.key = key
        self.desired = desired
    }

    package var item: Item { Item(key: key, desired: desired) }
}

extension Deployment {
    /// The deployment as plans and the state keep it.
    package var value: Value {
        var result: Value = [
            "application": .string(application), "revision": .string(revision), "digest": .string(digest.description),
        ]
        if !removalHooks.isEmpty {
            result["removalHooks"] = .array(
                removalHooks.map { hook in
                    var value = hook.key.value
                    value["object"] = hook.desired
                    return value
                })
        }
        return result
    }

    /// Reads what `value` writes; nil where something of it is missing.
    package init?(_ value: Value) {
        guard let application = value["application"]?.string, let revision = value["revision"]?.string,
            let digest = value["digest"]?.string.flatMap({ Digest($0) })
        else { return nil }
        var hooks: [RemovalHook] = []
        for hook in value["removalHooks"]?.array ?? [] {
            guard let key = ItemKey(hook), let desired = hook["object"] else { return nil }
            hooks.append(RemovalHook(key: key, desired: desired))
        }
        self.init(application: application, revision: revision, digest: digest, removalHooks: hooks)
    }
}

/// A release as Helm would know it. Berth writes no record of one.
package struct HelmRelease: Sendable, Hashable {
    package var name: String
    package var namespace: String

    package init(name: String, namespace: String) {
        self.name = name
        self.namespace = namespace
    }
}
