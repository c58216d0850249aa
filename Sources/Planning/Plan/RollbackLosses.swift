import Document
import Resources
import State

/// What going back to an earlier snapshot does not bring back.
package struct RollbackLosses: Sendable {
    /// Secrets of which the value of then does not come back, by name.
    package struct Secrets: Sendable {
        /// Those that got another value since.
        package var rotated: [String] = []
        /// Those that are not stored any more, as after a destroy.
        package var removed: [String] = []

        package init(rotated: [String] = [], removed: [String] = []) {
            self.rotated = rotated
            self.removed = removed
        }
    }

    private let workspace: String
    private let now: Snapshot?
    private let then: Snapshot
    private let plan: Plan

    /// `now` is nil where the workspace is not there any more.
    package init(of workspace: String, from now: Snapshot?, to then: Snapshot, plan: Plan) {
        self.workspace = workspace
        self.now = now
        self.then = then
        self.plan = plan
    }

    /// Sentences, what weighs most first.
    package func remarks(on secrets: Secrets) -> [String] {
        contents + deletions
            + secrets.rotated.sorted().map {
                "not undone: the secret \($0) got a new value since; the value of then does not come back"
            }
            + secrets.removed.sorted().map {
                "not undone: the secret \($0) is not stored any more; where it is generated it gets a new value, and whoever has "
                    + "the value of then needs that one"
            }
            + applications + names
    }

    /// Kinds of which a new one is empty.
    private static let holders: Set<String> = [
        "PersistentVolumeClaim", "PersistentVolume", "StatefulSet", "Namespace", "TenantControlPlane", "Network",
    ]

    /// What is not the same object any more, or not there at all.
    private var contents: [String] {
        then.items.filter { Self.holders.contains($0.key.kind) }.sorted { $0.key < $1.key }.compactMap { key, item in
            let current = now?.items[key]
            guard let uid = item.uid, current?.uid != uid else { return nil }
            let what = current == nil ? "was deleted since" : "was made anew since"
            let rest = key.kind == "TenantControlPlane" ? "; the API that comes up is another, empty one" : ""
            return "not undone: \(key) \(what), and what it held then is gone\(rest)"
        }
    }

    private var deletions: [String] {
        plan.steps.flatMap(\.changes)
            .filter { [.delete, .replace].contains($0.action) && Self.holders.contains($0.key.kind) }.map(\.key)
            .sorted()
            .map { "\($0) goes, and what it holds with it: rolling forward again does not bring that back" }
    }

    private var applications: [String] {
        let addresses = plan.steps.filter { $0.action.isChange }.map(\.resource)
        return then.deployments.sorted { $0.key < $1.key }.compactMap { address, record in
            guard addresses.contains(address), let current = now?.deployments[address],
                current.deployment.revision != record.deployment.revision
            else { return nil }
            return
                "\(address) goes from \(current.deployment.revision) to \(record.deployment.revision): what "
                + "\(current.deployment.revision) did to its own data is not undone"
        }
    }

    private var names: [String] {
        plan.steps.filter { $0.kind == .dns && $0.action.isChange }.flatMap(\.changes).compactMap { change in
            let lifetime = change.item?.desired["spec"]?["ttl"]?.integer.map { " for up to \($0) s" } ?? " for a while"
            return "resolvers go on answering with the \(change.key.name) of now\(lifetime)"
        }
    }
}
