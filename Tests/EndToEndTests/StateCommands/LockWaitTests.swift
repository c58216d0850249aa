import Document
import Foundation
import TestSupport
import Testing

/// Locks that are waited for, and those that a person takes away.
struct LockWaitTests {
    /// A run of `w1` that does not end before the fault is cleared.
    private func held(_ body: (Site, ChildProcess) async throws -> Void) async throws {
        let site = try await Site.project()
        try site.workspace("w2")
        try await site.sandbox("fault", "add", "never-ready", "--match", "cluster=m1")
        let process = try site.start("apply", "w1", "--yes")
        try await eventually("the run is alive", within: .seconds(240)) {
            try await site.berth("locks", "--json", exits: 0).output.contains(#""alive": true"#)
        }
        try await body(site, process)
    }

    @Test func aHeldLockIsWaitedForAndTheWorldIsPlannedAnew() async throws {
        try await held { site, process in
            let short = try await site.berth("apply", "w1", "--yes", "--lock-timeout", "3s", exits: 4)
            #expect(short.errors.contains("w1 is locked by another run: "))
            #expect(short.errors.contains("waiting for at most"))
            let (waiting, log) = try await waiting(site, "apply", "w1", "--yes", "--lock-timeout", "5m")
            try await site.sandbox("fault", "clear")
            #expect(process.waitUntilExit() == 0)
            #expect(waiting.waitUntilExit() == 0)
            // The other run did it all, and the plan was made after it.
            let said = try String(contentsOfFile: log, encoding: .utf8)
            #expect(said.contains("No changes in w1."), "\(said)")
        }
    }

    /// Starts berth and returns once it says that it waits, with the file that all it says is in.
    private func waiting(_ site: Site, _ arguments: String...) async throws -> (process: ChildProcess, log: String) {
        let log = site.folder.path("waiting.log")
        let process = try site.start(arguments, writingTo: log)
        try await eventually("it waits", within: .seconds(240)) {
            try String(contentsOfFile: log, encoding: .utf8).contains("waiting for at most")
        }
        return (process, log)
    }

    @Test func waitingEndsWithASignal() async throws {
        try await held { site, process in
            let (waiting, _) = try await waiting(site, "destroy", "w1", "--yes", "--lock-timeout", "10m")
            kill(waiting.identifier, SIGINT)
            #expect(waiting.waitUntilExit() == 130)
            process.kill()
            process.waitUntilExit()
        }
    }

    @Test func aLockTakenFromALiveRunStopsIt() async throws {
        try await held { site, process in
            let shown = try await site.berth("locks", exits: 0)
            #expect(shown.words.contains(#/, for \S+; ends at \d{4}-.*Z unless it is renewed/#), "\(shown.output)")
            let json = try Value(json: try await site.berth("locks", "--json", exits: 0).output)
            #expect(json["locks"]?.array?.contains { $0["expires"]?.string != nil } == true)

            let refused = try await site.berth(typing: "yes", "locks", "release", "w1")
            #expect(refused.status == 4 && refused.output.contains("is held by a run that is alive"))
            let declined = try await site.berth(typing: "no", "locks", "release", "w1", "--force")
            #expect(declined.status == 1 && declined.output.contains("not approved: nothing was written"))
            #expect(declined.output.contains("it notices at its next renewal and stops"))
            let nobody = try await site.berth("locks", "release", "w1", "--force", exits: 64)
            #expect(nobody.errors.contains("give --yes to release the locks of this run"))
            #expect(process.isRunning)
            let released = try await site.berth(typing: "yes", "locks", "release", "w1", "--force")
            #expect(released.status == 0 && released.output.contains("w1: held by "), "\(released.output)")
            // The old holder notices that it lost the lock, and stops by itself; the next run goes on.
            #expect(process.waitUntilExit() == 6)
            try await site.sandbox("fault", "clear")
            try await site.berth("apply", "w1", "--yes", exits: 0)
            try await site.berth("plan", "w1", "--detailed-exitcode", exits: 0)
        }
    }

    @Test func theEstatesOwnLockIsReleasedByItsName() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "w1", "--yes", exits: 0)
        let none = try await site.berth("locks", "release", "estate", "--yes", exits: 1)
        #expect(none.errors.contains("nobody holds"))
        // A run that died while it took its locks.
        try await site.kubectl(
            "m1", "-n", "berth-system", "patch", "lease", "loopback.estate", "--type=merge", "-p",
            #"{"spec":{"holderIdentity":"gone on ci-3","leaseDurationSeconds":3600,"renewTime":"2026-01-01T00:00:00.000000Z"}}"#
        )
        let released = try await site.berth("locks", "release", "estate", "--yes", exits: 0)
        #expect(released.output.contains("estate: held by gone on ci-3"), "\(released.output)")
        try site.workspace("w2")
        try await site.berth("apply", "w2", "--yes", exits: 0)
    }
}
