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

extension ChartHook {
    /// When a step runs hooks, seen from the chart's own objects.
    package enum Stage: String, Sendable, Hashable, CaseIterable {
        case before = "hooks-before"
        case after = "hooks-after"
        case beforeRemoval = "hooks-before-removal"
        case afterRemoval = "hooks-after-removal"

        /// The events whose hooks are run then.
        package var events: Set<Event> {
            switch self {
            case .before: [.preInstall, .preUpgrade]
            case .after: [.postInstall, .postUpgrade]
            case .beforeRemoval: [.preDelete]
            case .afterRemoval: [.postDelete]
            }
        }

        package var isOfRemoval: Bool { self == .beforeRemoval || self == .afterRemoval }

        fileprivate var ending: String { ":\(rawValue)" }
    }
}

extension ResourceAddress {
    /// The address of what a chart's hooks make at a stage.
    package func hooks(_ stage: ChartHook.Stage) -> ResourceAddress {
        var address = self
        address.name += stage.ending
        return address
    }

    /// The stage at which hooks are run, where this is their address; nil for everything else.
    package var hookStage: ChartHook.Stage? { ChartHook.Stage.allCases.first { name.hasSuffix($0.ending) } }

    /// The address of the chart's objects, where this is that of hooks; nil for everything else.
    package var hookedChart: ResourceAddress? {
        guard let stage = hookStage else { return nil }
        var address = self
        address.name.removeLast(stage.ending.count)
        return address
    }
}
