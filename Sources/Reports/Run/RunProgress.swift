import Execution
import Resources

/// How far a run is, by the events of it so far.
package struct RunProgress: Sendable, Hashable {
    /// A step on its way.
    package struct Running: Sendable, Hashable {
        /// The time of its first event.
        package var since: String
        /// What it waits for, or why it is tried again.
        package var note: String?
    }

    /// How many steps are to be done; 0 before the run began.
    package private(set) var total = 0
    package private(set) var done = 0
    package private(set) var failed = 0
    package private(set) var skipped = 0
    package private(set) var running: [ResourceAddress: Running] = [:]
    package private(set) var started: String?
    package private(set) var isFinished = false
    /// What the run waits for before its first step, such as a lock and who holds it; nil once it has begun, and where nothing
    /// is said.
    package private(set) var obstacle: String?

    package init() {}

    package mutating func add(_ event: RunEvent) {
        if case .notice(let words) = event.kind {
            if started == nil { obstacle = words }
            return
        }
        if started == nil { started = event.time }
        obstacle = nil
        if case .runStarted(let steps) = event.kind { total = steps }
        if case .runFinished = event.kind {
            isFinished = true
            running = [:]
        }
        guard let address = event.address else { return }
        switch event.kind {
        case .stepStarted: running[address] = Running(since: event.time)
        case .stepProgress(let text): note(address, text, event)
        case .stepRetried(let reason, let attempt): note(address, "attempt \(attempt): \(reason)", event)
        case .undoStarted: note(address, "takes back what it created", event)
        case .stepFinished(let outcome):
            running[address] = nil
            switch outcome {
            case .done, .alreadyDone: done += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            }
        case .runStarted, .runFinished, .notice: break
        }
    }

    private mutating func note(_ address: ResourceAddress, _ text: String, _ event: RunEvent) {
        running[address, default: Running(since: event.time)].note = text
    }

    /// `7 of 12 done, 1 failed, 3 running`; before the first step, what that waits for.
    package var counts: String {
        guard started != nil else { return "nothing has begun yet\(obstacle.map { ": \($0)" } ?? "")" }
        var parts = ["\(done) of \(total) done"]
        if failed > 0 { parts.append("\(failed) failed") }
        if skipped > 0 { parts.append("\(skipped) skipped") }
        if !running.isEmpty { parts.append("\(running.count) running") }
        return parts.joined(separator: ", ")
    }
}
