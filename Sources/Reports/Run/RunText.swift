import Execution
import Planning
import Resources

/// A run as plain lines, one an event, and what it came to.
package struct RunText: Sendable {
    package var layout: TextLayout
    /// How far the run is by the events so far.
    package private(set) var progress = RunProgress()

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The line of an event with the time since the run began; nil for what the summary says.
    package mutating func line(_ event: RunEvent) -> String? {
        let begun = event.address.flatMap { progress.running[$0]?.since }
        progress.add(event)
        guard let (mark, text, style) = words(event, took: Self.elapsed(from: begun, to: event.time)) else {
            return nil
        }
        var line = StyledLine()
        let elapsed = Self.elapsed(from: progress.started, to: event.time) ?? ""
        line.pad(to: 7 - elapsed.columns)
        line.append(elapsed, .dim)
        line.append(" \(mark) ", style)
        if let address = event.address { line.append("\(address)", style == .failure ? .failure : .bold) }
        line.append(event.address == nil ? text : ": \(text)")
        return line.text(usesColor: layout.usesColor)
    }

    private func words(_ event: RunEvent, took: String?) -> (mark: String, text: String, style: TextStyle)? {
        let after = took.map { " after \($0)" } ?? ""
        switch event.kind {
        case .runStarted(let steps): return ("▸", "\(steps.counted("step")) to carry out", .bold)
        case .stepStarted: return ("▸", "started", .dim)
        case .stepProgress(let text): return (">", text, .wait)
        case .stepRetried(let reason, let attempt): return ("↻", "attempt \(attempt), since \(reason)", .update)
        case .notice(let text): return ("!", text, .wait)
        case .undoStarted: return ("↶", "taking back what it created", .update)
        case .stepFinished(.done): return ("✓", "done\(after)", .success)
        case .stepFinished(.alreadyDone): return ("✓", "was done already", .success)
        case .stepFinished(.failed(let reason)): return ("✗", "failed\(after): \(reason)", .failure)
        case .stepFinished(.skipped(let reason)): return ("-", "skipped: \(reason)", .dim)
        case .runFinished: return nil
        }
    }

    private static func elapsed(from start: String?, to end: String) -> String? {
        guard let start = start.flatMap(EventTime.seconds), let end = EventTime.seconds(end) else { return nil }
        return max(end - start, 0).asElapsed
    }

    /// How far a run is whose process ends in the middle of it, and what becomes of the rest.
    package var abandonment: String {
        var page = TextPage(layout)
        page.add("Aborted: \(progress.counts).", .failure)
        let running = progress.running.sorted { $0.key < $1.key }
        for (address, step) in running.prefix(10) {
            page.add(prose: "\(address)\(step.note.map { ": \($0)" } ?? "")", .wait, indent: 2, mark: "? ")
        }
        if running.count > 10 { page.add("… and \((running.count - 10).grouped) more", .dim, indent: 2) }
        page.add(
            prose:
                "whether what was running was still written is not known; run the same command again: it goes on from what "
                + "is there, once the locks of this run are free, which takes half a minute", .wait, mark: "→ ")
        return page.text
    }

    /// What a run came to: what failed and why, what to do next, and the commits that record it.
    package func summary(of result: RunResult, plan: Plan) -> String {
        var page = TextPage(layout)
        page.separate()
        let failures = result.failures
        if !failures.isEmpty {
            page.add("\(failures.count.counted("step")) failed:", .failure)
            for (address, reason) in failures {
                page.add("✗ \(address)", .failure, indent: 2)
                page.add(prose: reason, indent: 4)
                if let step = plan.steps.first(where: { $0.address == address }), let location = step.location {
                    page.add(prose: "from \(location.file):\(location.line)", .dim, indent: 4)
                }
            }
            page.separate()
        }
        PlanFindings(layout).writeOmissions(of: plan, to: &page)
        page.separate()
        if let reason = result.reason {
            page.add(prose: "stopped: \(reason)", .failure)
            page.separate()
        }
        page.add(
            prose: Self.sentence(result, plan), failures.isEmpty && result.status == .applied ? .success : .bold
        )
        if let last = result.commits.last {
            page.add("recorded in \(result.commits.count.counted("commit")) up to \(last.prefix(12))", .dim, indent: 2)
        }
        let deferred = plan.steps.filter { $0.action == .defer && $0.gate == nil }
        for step in deferred { page.add(prose: "\(step.address): \(step.reason)", .deferred, indent: 2, mark: "… ") }
        if let advice = Self.advice(result, plan) { page.add(prose: advice, .wait, mark: "→ ") }
        return page.text
    }

    private static func sentence(_ result: RunResult, _ plan: Plan) -> String {
        let objects = result.objects(of: plan)
        let changes = objects.sentenceParts(objects.changes(for: plan.purpose), \.past)
        var (done, already, failed, skipped) = (0, 0, 0, 0)
        for outcome in result.outcomes.values {
            switch outcome {
            case .done: done += 1
            case .alreadyDone: already += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            }
        }
        var parts = ["\(done.counted("step")) done"]
        if already > 0 { parts.append("\(already.grouped) done before") }
        if failed > 0 { parts.append("\(failed.grouped) failed") }
        if skipped > 0 { parts.append("\(skipped.grouped) not finished") }
        let name =
            switch result.status {
            case .applied where plan.problems.isEmpty: plan.purpose == .destroy ? "Destroyed" : "Applied"
            case .applied, .partlyApplied: plan.purpose == .destroy ? "Destroyed in part" : "Applied in part"
            case .interrupted: "Interrupted"
            }
        let before = result.objectsDoneBefore(of: plan)
        if before > 0 { parts.append("\(before.counted("object")) done before this run") }
        return "\(name): \(changes.joined(separator: ", ")) (\(parts.joined(separator: ", ")))."
    }

    private static func advice(_ result: RunResult, _ plan: Plan) -> String? {
        switch result.status {
        case .applied: nil
        case .partlyApplied where !plan.waves.isEmpty:
            "settle what stands in the way, then plan and apply again: it goes on with the wave where this run stopped"
        case .partlyApplied where result.reason != nil && result.failures.isEmpty:
            "another run may have taken over: look with `berth status`, then run the same command again: it goes on where "
                + "this run stopped, and repeats nothing"
        case .partlyApplied:
            "settle what failed, then run the same command again: it goes on where this run stopped, and repeats nothing"
        case .interrupted: "run the same command again: it goes on where this run stopped, and repeats nothing"
        }
    }
}

extension Action {
    /// Behind a number of what was done: `3 created`.
    fileprivate var past: String {
        switch self {
        case .create: "created"
        case .update: "updated"
        case .replace: "replaced"
        case .delete: "deleted"
        case .wait: "waited for"
        case .defer: "deferred"
        case .unknown: "unknown"
        case .none: "unchanged"
        }
    }
}
