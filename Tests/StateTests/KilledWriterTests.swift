import Foundation
import State
import TestSupport
import Testing

/// A process that is killed in the middle of committing, at several moments.
struct KilledWriterTests {
    @Test(arguments: [1_000, 7_000, 20_000, 45_000, 90_000] as [UInt32])
    func leavesASoundRepository(afterMicroseconds delay: UInt32) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("estate.git")
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, delay] in
            let state = try await StateRepository.open(at: path)
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            for index in 0... {
                let changes = ["workspaces/a/snapshot.json", "runs/\(index).json"].map {
                    ($0, StateChange.text("\(index)"))
                }
                try await state.commit(Dictionary(uniqueKeysWithValues: changes), note: .test("commit \(index)"))
            }
        }
        let state = try await StateRepository.open(at: path)
        try await Program.git("fsck", "--strict", in: path)
        let before = try await state.list("runs").count
        #expect(try await state.history().count == before)
        if before > 0 { #expect(try await state.text("workspaces/a/snapshot.json") == "\(before - 1)") }
        try await state.commit(["after": .text("x")], note: .test("go on"))
        #expect(try await Program.git("show", "HEAD:after", in: path) == "x")
    }
}
