import Document
import Execution
import Planning
import Reports
import Resources
import Testing

/// A run read back from its events.
struct RunRecordTests {
    private static func address(_ name: String) -> ResourceAddress { ResourceAddress(workspace: "payments", name) }

    /// Two chains, of which the second is the slow one, and a step that failed.
    static let plan = Plan(
        estate: "loopback", purpose: .apply,
        steps: [
            step("network"), step("namespace", after: ["network"]),
            step("control-plane", after: ["namespace", "network"]),
            step("dns", after: ["control-plane"]), step("application/a", after: ["namespace"]),
        ], groups: [])

    private static func step(_ name: String, after: [String] = []) -> Step {
        Step(
            address: address(name), kind: .application, action: .create, dependencies: Set(after.map { address($0) }))
    }

    private static func event(_ second: Int, _ name: String? = nil, _ kind: RunEvent.Kind) -> String {
        let time = "2026-11-23T04:00:\(second < 10 ? "0" : "")\(second).000Z"
        return RunJSON().line(RunEvent(time: time, address: name.map { address($0) }, kind: kind))
    }

    static let events =
        RunJSON().line(plan, time: "2026-11-23T04:00:00.000Z") + event(0, .runStarted(steps: 5))
        + event(0, "network", .stepStarted) + event(4, "network", .stepFinished(.done))
        + event(5, "namespace", .stepStarted) + event(6, "namespace", .stepFinished(.done))
        + event(6, "control-plane", .stepStarted) + event(6, "application/a", .stepStarted)
        + event(9, "control-plane", .stepProgress("waits for 2 of 3 replicas"))
        + event(12, "control-plane", .stepRetried(reason: "503 from the server", attempt: 2))
        + event(20, "control-plane", .stepFinished(.done)) + event(21, nil, .notice("the lock could not be renewed"))
        + event(22, "application/a", .undoStarted) + event(23, "application/a", .stepFinished(.failed("not ready")))
        + event(21, "dns", .stepStarted) + event(30, "dns", .stepFinished(.done))
        + event(30, .runFinished(RunResult(status: .partlyApplied, outcomes: [:], commits: ["3f2a91c0"])))

    private static func event(_ second: Int, _ kind: RunEvent.Kind) -> String { event(second, nil, kind) }

    @Test func tellsWhatTheRunWaitedFor() throws {
        let page = RunHTML().render(try RunRecord(events: Self.events))
        let path = try #require(page.firstMatch(of: /What the run waited for<\/h2>(?:.|\n)*?<\/table>/)).output
        let names = path.matches(of: /<a href="#s\d+">payments\/([^<]*)</).map { String($0.output.1) }
        #expect(names == ["network", "namespace", "control-plane", "dns"])
        #expect(page.contains("Applied in part, in 30s."))
    }

    @Test func aRunThatWasKilledEndsWhereItsEventsEnd() throws {
        let cut = Self.events.prefix(Self.events.utf8.count * 2 / 3)
        let page = RunHTML().render(try RunRecord(events: String(cut)))
        #expect(page.contains("before the run did") && page.contains("not finished"))
    }

    /// Clocks that jump and runs of no length make odd numbers, and no crash.
    @Test(arguments: ["2026-11-23T04:00:00.0000000001Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "nonsense"])
    func oddTimesAreTold(_ time: String) throws {
        let odd = Self.events.split(separator: "\n").map(String.init).map { line in
            guard line.contains("run_finished") || line.contains("retried") else { return line }
            return line.replacing(/"time":"[^"]*"/, with: "\"time\":\"\(time)\"")
        }
        #expect(RunHTML().render(try RunRecord(events: odd.joined(separator: "\n") + "\n")).hasSuffix("</html>\n"))
    }

    @Test func ofSeveralRunsTheLastIsTold() throws {
        let page = RunHTML().render(try RunRecord(events: Self.events + Self.events.replacing("04:00", with: "05:00")))
        #expect(page.contains("2026-11-23T05:00:00.000Z") && !page.contains("2026-11-23T04:00"))
        #expect(page.ranges(of: "class=\"step\"").count == 5)
    }

    /// Events from before runs said what they were about to do, and of kinds that later versions add.
    @Test func readsWhatItKnows() throws {
        let old = Self.events.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        let later = "{\"format_version\":\"1.99\",\"time\":\"2026-11-23T04:00:07Z\",\"type\":\"wave_started\"}\n"
        let page = RunHTML().render(try RunRecord(events: old + later))
        #expect(page.contains("Applied in part") && !page.contains("What the run waited for</h2>"))
    }

    @Test(arguments: [
        ("", "there is no event of a run in it"), ("hello\n", "line 1 is not an event"),
        ("{\"format_version\":\"1.3\",\"type\":\"notice\",\"message\":\"x\"}\n", "there is no event of a run in it"),
        ("{\"format_version\":\"77.0\",\"type\":\"run_started\"}\n", "line 1 is of format 77.0"),
        (events + "{\"a\":1}\n", "is not an event of a run"), ("{\"steps\":[]}", "line 1 is not an event"),
    ])
    func saysWhatIsNoRun(_ text: String, _ words: String) {
        let error = #expect(throws: RunRecord.Failure.self) { try RunRecord(events: text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
