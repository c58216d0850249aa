import Diagnostics
import Document
import Redaction
import Resources

/// Why something in a cluster does not come up, as its pods and the events about it show: what a person would look up with
/// `kubectl describe`. A pure function of what was listed.
struct WorkloadSymptoms: Sendable {
    let key: ItemKey
    /// The object itself, as it was read last.
    let object: Value
    /// The Pods of its namespace.
    let pods: [Value]
    /// The Events of its namespace.
    let events: [Value]

    /// The end of a sentence about the object; nil where nothing tells more than its own status.
    var words: String? {
        let pods = ownPods
        let sick = pods.filter { !$0.isPodReady }.max { ($0.urgency, $0.created) < ($1.urgency, $1.created) }
        var parts: [String] = []
        if let sick, let words = Self.words(ofPod: sick) { parts.append(words) }
        if pods.isEmpty, key.kind != "Pod", key.isWorkload { parts.append("it has no pods") }
        if let event = lastEvent(about: sick, among: pods) { parts.append(event) }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// The pods that its controller made, or itself.
    private var ownPods: [Value] {
        if key.kind == "Pod" { return [object] }
        guard key.isWorkload else { return [] }
        let labels = object["spec"]?["selector"]?["matchLabels"]?.object ?? [:]
        return pods.filter { pod in
            let owners = pod["metadata"]?["ownerReferences"]?.array ?? []
            if owners.contains(where: { $0["uid"] != nil && $0["uid"] == object["metadata"]?["uid"] }) { return true }
            // A selector may fit pods that nobody controls; those are not of this workload.
            guard !labels.isEmpty, !owners.isEmpty else { return false }
            return labels.allSatisfy { label, value in pod["metadata"]?["labels"]?[label] == value }
        }
    }

    private static func words(ofPod pod: Value) -> String? {
        let status = pod["status"]
        let containers = ["initContainerStatuses", "containerStatuses"].flatMap { status?[$0]?.array ?? [] }
        var parts: [String] = []
        for container in containers {
            if let waiting = container["state"]?["waiting"], waiting["reason"]?.string.map(\.isFault) ?? true {
                parts.append("\(container.containerName) waits: \(reason(waiting, orElse: "no reason is given"))")
            }
            if let ended = container.failedEnd {
                let code = ended["exitCode"]?.integer.map { "with exit code \($0)" } ?? "without an exit code"
                parts.append("\(container.containerName) ended \(code)\(reason(ended).map { ": \($0)" } ?? "")")
            }
        }
        if let scheduled = pod.podCondition("PodScheduled"), scheduled["status"] == "False" {
            parts.append("it is not scheduled: \(reason(scheduled, orElse: "no reason is given"))")
        }
        if let words = status.flatMap({ reason($0) }) { parts.append(words) }
        if parts.isEmpty, status?["phase"] == "Running" {
            let unready = containers.filter { $0["ready"] == false }.map(\.containerName)
            parts.append(
                unready.isEmpty ? "it is not ready" : "\(unready.joined(separator: ", ")) runs and is not ready")
        }
        guard !parts.isEmpty else { return nil }
        return "pod \(shown(pod["metadata"]?["name"]?.string ?? "")): \(parts.joined(separator: ", "))"
    }

    /// The newest event about the object or what it made; a warning before anything that went well.
    private func lastEvent(about pod: Value?, among pods: [Value]) -> String? {
        let names = Set(pods.compactMap { $0["metadata"]?["name"]?.string })
        let last = events.filter { isAbout($0, names) }
            .max { ($0.isWarning ? 1 : 0, $0.eventTime) < ($1.isWarning ? 1 : 0, $1.eventTime) }
        guard let last, let words = Self.reason(last) else { return nil }
        let count = last["series"]?["count"]?.integer ?? last["count"]?.integer ?? 1
        return "last event: \(words)\(count > 1 ? ", \(count) times" : "")"
    }

    private func isAbout(_ event: Value, _ pods: Set<String>) -> Bool {
        let subject = event["involvedObject"]
        guard let kind = subject?["kind"]?.string, let name = subject?["name"]?.string else { return false }
        if kind == key.kind, name == key.name { return true }
        if kind == "Pod" { return pods.contains(name) }
        // What a Deployment makes pods by is called after it.
        return kind == "ReplicaSet" && key.kind == "Deployment" && name.hasPrefix("\(key.name)-")
    }

    private static func reason(_ status: Value, orElse fallback: String) -> String { reason(status) ?? fallback }

    /// `ImagePullBackOff: back-off pulling image "x"` of something with a reason and a message; nil where it has neither.
    private static func reason(_ status: Value) -> String? {
        let parts = [status["reason"]?.string, status["message"]?.string].compactMap(\.self).filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.map(shown).joined(separator: ": ")
    }

    /// How much is shown of one text that others wrote.
    private static let longest = 300

    /// A text of others, fit to be shown and kept: what is secret in it is redacted before it is cut, so that no half of it is
    /// left, and it acts on no terminal.
    static func shown(_ text: String) -> String {
        // More than this is never shown, and what is shown is judged with some of what follows it.
        let redacted = KnownSecrets.shared.redacting(String(text.prefix(1 << 16)))
        let line = redacted.split(whereSeparator: \.isWhitespace).joined(separator: " ").sanitized
        return line.count > longest ? line.prefix(longest) + "…" : line
    }
}

extension ItemKey {
    /// Whether pods are made for it.
    fileprivate var isWorkload: Bool {
        switch (group, kind) {
        case ("apps", _), ("batch", "Job"), ("", "Pod"), ("", "ReplicationController"): true
        default: false
        }
    }
}

extension String {
    /// Whether a container that waits for this does so for a fault, and is not just on its way.
    fileprivate var isFault: Bool { self != "ContainerCreating" && self != "PodInitializing" }
}

extension Value {
    fileprivate func podCondition(_ type: String) -> Value? {
        self["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    fileprivate var isPodReady: Bool {
        self["status"]?["phase"] == "Succeeded" || podCondition("Ready")?["status"] == "True"
    }

    fileprivate var created: String { self["metadata"]?["creationTimestamp"]?.string ?? "" }

    /// How much a pod has to tell: one of which a container failed before one that only waits.
    fileprivate var urgency: Int {
        let containers = ["initContainerStatuses", "containerStatuses"].flatMap { self["status"]?[$0]?.array ?? [] }
        if containers.contains(where: { $0.failedEnd != nil }) { return 2 }
        let waits = containers.contains { $0["state"]?["waiting"]?["reason"]?.string?.isFault == true }
        return waits || podCondition("PodScheduled")?["status"] == "False" ? 1 : 0
    }

    fileprivate var containerName: String { "container \(WorkloadSymptoms.shown(self["name"]?.string ?? ""))" }

    /// How a container ended last, where it failed.
    fileprivate var failedEnd: Value? {
        [self["state"]?["terminated"], self["lastState"]?["terminated"]].compactMap(\.self)
            .first { $0["exitCode"]?.integer != 0 }
    }

    fileprivate var isWarning: Bool { self["type"] == "Warning" }

    fileprivate var eventTime: String {
        self["series"]?["lastObservedTime"]?.string ?? self["lastTimestamp"]?.string ?? self["eventTime"]?.string
            ?? created
    }
}
