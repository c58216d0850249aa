import Diagnostics
import Document
import Resources

/// Looks up why an item did not come up, before what was made is taken away again and nothing tells any more.
struct FailureCause: Sendable {
    let key: ItemKey
    let backend: any Backend
    let interruption: Interruption

    /// How long it may take: a failure is not held up by a server that does not answer.
    private static let longest: Duration = .seconds(10)

    /// The end of a sentence about the item, `; ` in front of it; empty where nothing more is known.
    func words() async -> String {
        let parts = [await LoadBalancerCause.words(of: key, from: backend), await symptoms()].compactMap(\.self)
        return parts.map { "; \($0)" }.joined()
    }

    private func symptoms() async -> String? {
        guard key.isKubernetes, let namespace = key.namespace else { return nil }
        let (key, backend) = (key, backend)
        do {
            return try await Deadline(after: Self.longest, interruption: interruption).wait {
                guard let found = try await backend.read(key) else { return nil }
                let pods = try await backend.objects(of: ItemKind(group: "", kind: "Pod"), in: namespace)
                let events = try await backend.objects(of: ItemKind(group: "", kind: "Event"), in: namespace)
                return WorkloadSymptoms(
                    key: key, object: found.value, pods: pods.map(\.value), events: events.map(\.value)
                ).words
            }
        } catch WaitError.interrupted {
            return nil
        } catch {
            return "its pods and events cannot be looked at: \(WorkloadSymptoms.shown(error.explained.description))"
        }
    }
}
