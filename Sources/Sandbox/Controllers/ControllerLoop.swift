import Document
import SandboxAPI

/// Runs the controllers of one cluster: each change makes them look at what it concerns, a short real delay later.
package actor ControllerLoop {
    private struct Work: Hashable {
        let controller: Int
        let key: ObjectKey
    }

    private let cluster: String
    private let controllers: [any Controller]
    private let faults: FaultPlan
    private let pace: Pace
    private let graph: OwnerGraph
    private var scheduled: [Work: (due: ContinuousClock.Instant, task: Task<Void, Never>)] = [:]
    private var running: Set<Work> = []
    private var again: Set<Work> = []
    private var held: Set<Work> = []
    private var consumer: Task<Void, Never>?

    package init(
        cluster: String, controllers: [any Controller], graph: OwnerGraph, faults: FaultPlan, pace: Pace
    ) {
        self.cluster = cluster
        self.controllers = controllers
        self.graph = graph
        self.faults = faults
        self.pace = pace
    }

    /// Starts with the objects there are and follows the changes until it is stopped.
    package func start(_ existing: [StoreRecord], changes: AsyncStream<StoreRecord>) {
        // All are known before the first is looked at: an owner may have changed after its dependents.
        let present = existing.map(graph.note)
        consumer = Task { [weak self] in
            for change in present { await self?.take(change) }
            for await record in changes { await self?.take(record) }
        }
    }

    /// Ends all work. What was being written is written; nothing new is started.
    package func stop() {
        consumer?.cancel()
        consumer = nil
        for entry in scheduled.values { entry.task.cancel() }
        scheduled = [:]
    }

    /// Looks at everything anew: for when the faults in force have changed.
    package func resynchronize() {
        guard consumer != nil else { return }
        let work = held
        held = []
        for item in work { schedule(item, after: pace.step()) }
        for change in graph.everything() { take(change) }
    }

    private func take(_ record: StoreRecord) {
        take(graph.note(record))
    }

    private func take(_ change: ObjectChange) {
        for (index, controller) in controllers.enumerated() {
            for key in controller.keys(after: change) {
                schedule(Work(controller: index, key: key), after: pace.step())
            }
        }
    }

    /// Work that is scheduled already is done at the earlier of the two times.
    private func schedule(_ work: Work, after delay: Duration) {
        let due = ContinuousClock.now + delay
        guard consumer != nil else { return }
        if let present = scheduled[work] {
            guard due < present.due else { return }
            present.task.cancel()
        }
        let task = Task { [weak self] in
            do {
                try await Task.sleep(until: due, clock: .continuous)
            } catch {
                return
            }
            await self?.run(work, due: due)
        }
        scheduled[work] = (due, task)
    }

    private func run(_ work: Work, due: ContinuousClock.Instant) async {
        // Another time may have been set between the end of the wait and now.
        guard consumer != nil, scheduled[work]?.due == due else { return }
        scheduled[work] = nil
        if faults.holds(.pauseControllers, cluster: cluster) {
            held.insert(work)
            return
        }
        guard running.insert(work).inserted else {
            again.insert(work)
            return
        }
        let delay = await controllers[work.controller].reconcile(work.key)
        running.remove(work)
        if again.remove(work) != nil {
            schedule(work, after: pace.step())
        } else if let delay {
            schedule(work, after: delay)
        }
    }
}
