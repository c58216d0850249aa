import Document

/// When Helm creates an object that is a hook, and when it takes it away again (https://helm.sh/docs/topics/charts_hooks).
package struct ChartHook: Sendable, Hashable {
    package enum Event: String, Sendable, Hashable, CaseIterable {
        case preInstall = "pre-install"
        case postInstall = "post-install"
        case preUpgrade = "pre-upgrade"
        case postUpgrade = "post-upgrade"
        case preDelete = "pre-delete"
        case postDelete = "post-delete"
        case preRollback = "pre-rollback"
        case postRollback = "post-rollback"
    }

    package enum DeletePolicy: String, Sendable, Hashable, CaseIterable {
        case beforeHookCreation = "before-hook-creation"
        case hookSucceeded = "hook-succeeded"
        case hookFailed = "hook-failed"
    }

    package var events: Set<Event>
    /// Hooks of an event are run by ascending weight, then by kind and name.
    package var weight: Int
    package var deletePolicies: Set<DeletePolicy>

    package init(events: Set<Event>, weight: Int = 0, deletePolicies: Set<DeletePolicy> = [.beforeHookCreation]) {
        self.events = events
        self.weight = weight
        self.deletePolicies = deletePolicies
    }

    /// Reads the annotations of an object; nil where it is no hook. A test hook has no events.
    package init?(of object: Value) {
        let annotations = object["metadata"]?["annotations"]
        guard let text = annotations?["helm.sh/hook"]?.string else { return nil }
        func names(_ text: String) -> [String] {
            text.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
                .map { String($0.reversed().drop { $0 == " " }.reversed()) }
        }
        let policies = annotations?["helm.sh/hook-delete-policy"]?.string.map(names) ?? []
        self.init(
            events: Set(names(text).compactMap(Event.init)),
            weight: annotations?["helm.sh/hook-weight"]?.string.flatMap { Int($0) } ?? 0,
            deletePolicies: Set(policies.compactMap(DeletePolicy.init)))
        if deletePolicies.isEmpty { deletePolicies = [.beforeHookCreation] }
    }
}

extension ResourceAddress {
    private static let before = ":hooks-before"
    private static let after = ":hooks-after"

    /// The address of what a chart's hooks make: those that are run before its objects are written, or after.
    package func hooks(before isBefore: Bool) -> ResourceAddress {
        var address = self
        address.name += isBefore ? Self.before : Self.after
        return address
    }

    /// The address of the chart's objects, where this is that of hooks; nil for everything else.
    package var hookedChart: ResourceAddress? {
        for ending in [Self.before, Self.after] where name.hasSuffix(ending) {
            var address = self
            address.name.removeLast(ending.count)
            return address
        }
        return nil
    }

    /// Whether it is that of hooks which are run before the chart's objects are written.
    package var isOfHooksBefore: Bool { name.hasSuffix(Self.before) }
}
