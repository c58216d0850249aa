import Document
import Execution
import Planning
import Reports
import Resources
import Testing

struct RunReportTests {
    private static let plane = ResourceAddress(workspace: "payments", "control-plane")
    private static let guardrails = ResourceAddress(workspace: "payments", "application/workspace-guardrails")
    private static let dns = ResourceAddress(workspace: "payments", "dns")

    private static let result = RunResult(
        status: .partlyApplied,
        outcomes: [
            plane: .done, guardrails: .failed("not ready after 10m: Deployment limits has 0 of 1 replicas"),
            dns: .skipped("application/workspace-guardrails failed"),
        ], commits: ["3f2a91c0"])

    private static let events = [
        RunEvent(time: "2026-12-31T23:59:58.500Z", kind: .runStarted(steps: 3)),
        RunEvent(time: "2026-12-31T23:59:58.600Z", address: plane, kind: .stepStarted),
        RunEvent(
            time: "2027-01-01T00:00:03.100Z", address: plane, kind: .stepProgress("waits for 2 of 3 replicas")),
        RunEvent(
            time: "2027-01-01T00:00:04.000Z", address: plane, kind: .stepRetried(reason: "503", attempt: 2)),
        RunEvent(time: "2027-01-01T00:01:04.500Z", address: plane, kind: .stepFinished(.done)),
        RunEvent(time: "2027-01-01T00:01:04.600Z", address: guardrails, kind: .stepStarted),
        RunEvent(time: "2027-01-01T01:02:00.000Z", address: guardrails, kind: .undoStarted),
        RunEvent(
            time: "2027-01-01T01:02:04.600Z", address: guardrails,
            kind: .stepFinished(.failed("not ready after 10m: Deployment limits has 0 of 1 replicas\u{1B}[2J"))),
        RunEvent(
            time: "2027-01-01T01:02:05.000Z", address: dns,
            kind: .stepFinished(.skipped("application/workspace-guardrails failed"))),
        RunEvent(time: "2027-01-01T01:02:05.100Z", kind: .runFinished(result)),
    ]

    /// What an earlier run of the plan made is not made by this one.
    @Test func objectsOfAnEarlierRunAreToldApart() {
        let steps = ["a", "b"].map {
            Step(address: ResourceAddress(workspace: "w", $0), kind: .kubeconfigStore, action: .create)
        }
        let plan = Plan(estate: "e", purpose: .apply, steps: steps, groups: [])
        let result = RunResult(
            status: .applied, outcomes: [steps[0].address: .alreadyDone, steps[1].address: .done])
        let text = RunText().summary(of: result, plan: plan)
        #expect(
            text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
                "1 object created, 0 updated, 0 deleted (1 step done, 1 done before, 1 object done before this run)."))
    }

    @Test func writesALineAnEvent() throws {
        var text = RunText()
        let lines = Self.events.compactMap { text.line($0) }
        let plan = Plan(estate: "e", purpose: .apply, steps: SamplePlan.full.steps, groups: [])
        try expectGolden(
            lines.map { "\($0)\n" }.joined() + "\n" + text.summary(of: Self.result, plan: plan), "run.txt")
        #expect(lines.count == Self.events.count - 1)
        #expect(lines[4].contains("done after 1m05s"))
        #expect(lines.allSatisfy { !$0.contains("\u{1B}") })
    }

    /// The counts of the last sentence are of objects that were written, also by a step that failed behind them.
    @Test func countsWhatAFailedStepWrote() {
        var result = Self.result
        let plan = Plan(estate: "e", purpose: .apply, steps: SamplePlan.full.steps, groups: [])
        let without = RunText().summary(of: result, plan: plan)
        result.unfinished = [Self.guardrails: [.create: 2, .delete: 1]]
        let with = RunText().summary(of: result, plan: plan)
        #expect(without.contains("1 object created, 0 updated, 0 deleted"), "\(without)")
        #expect(with.contains("3 objects created, 0 updated, 1 deleted"), "\(with)")
    }

    @Test func followsTheRun() {
        var progress = RunProgress()
        for event in Self.events.prefix(6) { progress.add(event) }
        #expect(progress.counts == "1 of 3 done, 1 running")
        #expect(progress.running[Self.guardrails]?.note == nil)
        for event in Self.events.dropFirst(6) { progress.add(event) }
        #expect(progress.counts == "1 of 3 done, 1 failed, 1 skipped")
        #expect(progress.isFinished)
    }

    @Test func writesEventsAsJSONLines() throws {
        let text = Self.events.map { RunJSON().line($0) }.joined()
        try expectGolden(text, "run.ndjson")
        let lines = text.split(separator: "\n")
        #expect(lines.count == Self.events.count)
        for line in lines {
            let value = try Value(json: Array(line.utf8))
            #expect(value["format_version"] == "2.1" && value["type"]?.string != nil)
        }
    }
}
