import Document
import Synchronization

@testable import Sandbox
@testable import SandboxAPI

/// What happens to some resources of the first management cluster from now on, in order. Nothing is missed, however
/// slow the test is.
struct History {
    private let stream: AsyncStream<StoreEvent>

    init(_ estate: TestEstate, _ resources: ResourceName...) {
        let (stream, continuation) = AsyncStream<StoreEvent>.makeStream()
        self.stream = stream
        // It listens as long as the server lives, which is as long as the test.
        estate.sandbox.clusters[0].server.state.withLock { state in
            let id = state.nextWatcher()
            for resource in resources {
                state.store.addWatcher(id, of: resource.groupResource) { continuation.yield($0) }
            }
        }
    }

    /// What happened until something did that is known to have happened. To be called once.
    func events(until isLast: (StoreEvent) -> Bool) async -> [StoreEvent] {
        var events: [StoreEvent] = []
        for await event in stream {
            events.append(event)
            if isLast(event) { break }
        }
        return events
    }
}

extension StoreEvent {
    /// `secrets k8s-w-pay/pay-ca`.
    var subject: String { "\(resource) \(object.key)" }

    /// The phase of a control plane.
    var phase: String? { object.value["status"]?["kubernetesResources"]?["version"]?["status"]?.string }

    /// Whether a control plane is ready by its newest spec.
    var isReady: Bool {
        phase == "Ready" && object.value["status"]?["observedGeneration"] == object.value["metadata"]?["generation"]
    }
}
