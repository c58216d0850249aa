import Resources
import Testing

@testable import State

/// What failed in a run of some of a workspace is made good by runs of just that.
struct SnapshotFailureTests {
    private let one = ResourceAddress(workspace: "w", "dns")
    private let two = ResourceAddress(workspace: "w", "rbac/ops")

    @Test func itIsWhatItWasOnceNothingIsOpen() throws {
        var snapshot = Snapshot(group: "w", phase: .active)
        snapshot.fail([one, two])
        (snapshot.phase, snapshot.cause) = (.error, "no")
        snapshot = try Snapshot(json: snapshot.json, path: "workspaces/w/snapshot.json")
        #expect(snapshot.failure == Snapshot.Failure(before: .active, open: [one, two]))
        snapshot.mend([one])
        #expect(snapshot.phase == .error && snapshot.failure?.open == [two])
        // Fails once more, of something else.
        snapshot.fail([one])
        snapshot.mend([one, two])
        #expect(snapshot.phase == .active && snapshot.failure == nil)
    }

    /// What an older Berth recorded, and a destruction that failed, is for a run of the whole to settle.
    @Test func whatIsNotKnownIsNotMended() {
        var snapshot = Snapshot(group: "w", phase: .error)
        snapshot.fail([one])
        snapshot.mend([one])
        #expect(snapshot.phase == .error && snapshot.failure == nil)
    }
}
