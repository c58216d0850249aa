import Foundation
import TestSupport
import Testing

/// A second signal ends a run in the middle of a write: it says how far it came, and the next run goes on.
struct AbortedRunTests {
    @Test func aSecondSignalSaysHowFarItIs() async throws {
        let site = try await Site.project()
        try site.application(
            "slow", in: .namespace, manifests: Manifests.configMap("slow", namespace: "${workspace.namespace}", "a: b"))
        let fault = try await site.sandbox(
            "fault", "add", "latency", "--delay", "600s", "--skip", "1", "--match", "method=PATCH,path=/configmaps/slow"
        )
        #expect(!fault.isEmpty)
        let (log, events) = (site.folder.path("run.log"), site.folder.path("events.ndjson"))
        let run = try site.start(["apply", "--yes", "--events", events], writingTo: log)
        defer { run.kill() }
        func shown(_ file: String) -> String { (try? String(contentsOfFile: file, encoding: .utf8)) ?? "" }
        try await eventually("the run writes") {
            shown(events).split(separator: "\n").contains { $0.contains("/slow\"") && $0.contains("step_started") }
        }
        kill(run.identifier, SIGINT)
        try await eventually("the run stops") {
            shown(log).contains("interrupted: stopping; once more to abort at once\n")
        }
        #expect(run.isRunning)
        kill(run.identifier, SIGINT)
        #expect(run.waitUntilExit() == 130)
        let end = try #require(shown(log).components(separatedBy: "once more to abort at once\n").last)
        #expect(end.contains("Aborted: ") && end.contains("1 running"), "\(end)")
        #expect(end.contains("? w1/application/slow"), "\(end)")
        #expect(end.contains("run the same command again"), "\(end)")

        try await site.sandbox("fault", "clear")
        try await site.berth("apply", "--yes", "--lock-timeout", "2m", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
