import Document
import Foundation
import TestSupport
import Testing

/// A recovery that is killed: while it asks the world, while it writes, and once it has written.
struct KilledRecoveryTests {
    private static let command = ["state", "recover", "--yes"]

    /// A site of which the state is lost.
    private func lost() async throws -> Site {
        let site = try await Site.project()
        try site.application(
            "web", in: .namespace,
            manifests: Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "1""#))
        try await site.berth("apply", "--yes", exits: 0)
        try site.workplace.remove("state/estate.git")
        return site
    }

    /// The commits of the state; none where there is no repository yet. What there is must be sound.
    private func history(_ site: Site) async throws -> [String] {
        guard FileManager.default.fileExists(atPath: site.folder.path("state/estate.git")) else { return [] }
        try await site.git("fsck", "--strict")
        return try await site.git("log", "--all", "--format=%s").split(separator: "\n").map(String.init)
    }

    private func recovers(_ site: Site) async throws {
        let recovered = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(recovered.output.contains("recorded: "), "\(recovered.output)")
        #expect(try await history(site) == ["Recover the state from the world: w1"])
        try await site.berth("state", "verify", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// At requests from the first to the last of a recovery, as the sandbox's log has them.
    @Test func whileItAsksNothingIsOnRecord() async throws {
        let site = try await lost()
        let count = try await site.requests().count
        try await site.berth("state", "recover", "--yes", exits: 0)
        let points = RequestPoint.all(in: Array(try await site.requests().dropFirst(count)))
        try site.workplace.remove("state/estate.git")
        let last = points.count - 1
        try #require(last > 8, "\(points)")
        for (index, boundary) in [
            (0, Kill.Boundary.before), (last / 4, .answered), (last / 2, .before), (last * 3 / 4, .answered),
            (last, .before),
        ] {
            let point = points[index]
            let status = try await site.killing(
                Self.command, boundary, "method=\(point.method),cluster=\(point.cluster),path=\(point.path)",
                skipping: point.earlier)
            #expect(status == 137, "\(boundary) \(point)")
            #expect(try await history(site).isEmpty, "\(boundary) \(point)")
        }
        try await recovers(site)
    }

    /// Everything is known and said, and another writer keeps it from the state: nothing is on record. Then it commits, and
    /// cannot say so, since nobody reads what it says: all is on record.
    @Test(arguments: [false, true]) func aroundItsCommitAllIsOnRecordOrNothing(commits: Bool) async throws {
        let site = try await lost()
        let repository = site.folder.path("state/estate.git")
        try await Program.git("init", "-q", "--bare", "-b", "main", repository)
        let lock = open("\(repository)/berth.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        defer { close(lock) }
        try #require(flock(lock, LOCK_EX) == 0)
        let output = Pipe()
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        let process = try ChildProcess(
            [Workplace.berth] + Self.command, environment: Site.planted,
            in: site.folder.path, output: output.fileHandleForWriting.fileDescriptor, errors: nowhere)
        defer { process.kill() }
        var said = ""
        let reading = output.fileHandleForReading.fileDescriptor
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        try await eventually("it says what it found") {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(reading, &bytes, bytes.count)
            said += String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
            return said.hasSuffix("Nothing in the world is changed.\n")
        }
        // It waits for the other writer for some seconds only: nothing that takes time comes before the kill.
        if commits {
            try fill(output)
            flock(lock, LOCK_UN)
            try await eventually("it commits") { try await !history(site).isEmpty }
        }
        process.kill()
        #expect(process.waitUntilExit() == 137, "it was killed")
        flock(lock, LOCK_UN)
        #expect(said.contains("w1: ") && said.contains("not known: who did what when"), "\(said)")
        guard commits else {
            #expect(try await history(site).isEmpty)
            return try await recovers(site)
        }
        #expect(try await history(site) == ["Recover the state from the world: w1"])
        let again = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(again.output.contains("Nothing is missing in the state"), "\(again.output)")
        try await site.berth("state", "verify", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// Two at once: the one that comes second is told so, in words that fit what it did.
    @Test func theSecondOfTwoIsToldThatThereWasAnother() async throws {
        let site = try await lost()
        let repository = site.folder.path("state/estate.git")
        try await site.berth("state", "recover", "--yes", exits: 0)
        let first = try await site.git("rev-parse", "main").split(whereSeparator: \.isWhitespace).joined()
        // As it is while the other one has written its objects, and not moved the branch yet.
        try await site.git("update-ref", "-d", "refs/heads/main")
        let lock = open("\(repository)/berth.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        defer { close(lock) }
        try #require(flock(lock, LOCK_EX) == 0)
        let log = site.folder.path("second.log")
        let process = try site.start(Self.command, writingTo: log)
        defer { process.kill() }
        try await eventually("it says what it found") {
            try String(contentsOfFile: log, encoding: .utf8).contains("Nothing in the world is changed.")
        }
        try await site.git("update-ref", "refs/heads/main", first)
        flock(lock, LOCK_UN)
        #expect(process.waitUntilExit() == 1)
        let said = try String(contentsOfFile: log, encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("nothing was written: where that was another `berth state recover`"), "\(said)")
        #expect(!said.contains("plan and apply again"), "\(said)")
        #expect(try await history(site) == ["Recover the state from the world: w1"])
        let again = try await site.berth("state", "recover", "--yes", exits: 0)
        #expect(again.words.contains("Nothing is missing in the state"), "\(again.words)")
    }

    /// Leaves no room in a pipe, so that whoever writes to it waits until somebody reads.
    private func fill(_ pipe: Pipe) throws {
        // Opened anew, since not to wait would be the same for all who write by one description.
        let writing = open(
            "/proc/self/fd/\(pipe.fileHandleForWriting.fileDescriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(writing >= 0)
        defer { close(writing) }
        let bytes = [UInt8](repeating: 0, count: 4096)
        for size in [bytes.count, 1] {
            while write(writing, bytes, size) > 0 {}
        }
    }

    /// Its objects are written, and something has git's own lock of the branch, so that the branch cannot move yet.
    @Test func betweenItsObjectsAndItsBranchNothingIsOnRecord() async throws {
        let site = try await lost()
        let repository = site.folder.path("state/estate.git")
        let lock = "\(repository)/refs/heads/main.lock"
        // It waits some seconds for that lock and then ends by itself; on a machine that is slower than that it is tried anew.
        try await eventually("it is killed before its branch moves", within: .seconds(300)) {
            if FileManager.default.fileExists(atPath: repository) { try site.workplace.remove("state/estate.git") }
            try await Program.git("init", "-q", "--bare", "-b", "main", repository)
            try site.folder.write("", to: "state/estate.git/refs/heads/main.lock")
            // Not one that counts as left behind.
            try FileManager.default.setAttributes([.modificationDate: Date.now + 3600], ofItemAtPath: lock)
            let process = try site.start("state", "recover", "--yes")
            defer { process.kill() }
            try await eventually("the commit is written") {
                try await site.git("cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").contains("commit")
            }
            process.kill()
            return process.waitUntilExit() == 137
        }
        try FileManager.default.removeItem(atPath: lock)
        #expect(try await history(site).isEmpty)
        try await recovers(site)
    }
}
