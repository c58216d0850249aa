import Foundation
import Synchronization

/// Takes in trials as they end, and says at once what failed and now and then how far it got: who stops a long run has that.
final class ChaosReport: Sendable {
    private let state = Mutex<[Trial]>([])

    func add(_ trial: Trial) {
        let trials = state.withLock { trials in
            trials.append(trial)
            return trials
        }
        if !trial.findings.isEmpty { say(trial.report) }
        if trials.count.isMultiple(of: 100) { say("so far\n\(ChaosTable(trials: trials))") }
    }

    var trials: [Trial] { state.withLock { $0 } }

    private func say(_ text: String) {
        FileHandle.standardError.write(Data("chaos: \(text)\n".utf8))
    }
}

/// What is left to do, for those who share the work.
final class WorkQueue<Element: Sendable>: Sendable {
    private let elements: Mutex<ArraySlice<Element>>

    init(_ elements: [Element]) { self.elements = Mutex(ArraySlice(elements)) }

    func next() -> Element? { elements.withLock { $0.popFirst() } }
}
