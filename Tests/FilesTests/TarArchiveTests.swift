import FoundationEssentials
import TestSupport
import Testing

@testable import Files

struct TarArchiveTests {
    /// Packs with the `tar` of this machine.
    private func packed(_ script: String, _ options: String...) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        try await Program("sh")("-ec", "mkdir c; cd c; \(script)", in: folder.path)
        try await Program("tar")(["-czf", "../c.tgz"] + options, in: folder.path("c"))
        return Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("c.tgz"))))
    }

    private func files(_ bytes: [UInt8]) throws -> [String: String] {
        try TarArchive(try Gzip.unpacked(bytes, limit: 1 << 20)).files.mapValues { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["ustar", "gnu", "pax"])
    func readsFiles(_ format: String) async throws {
        let long = String(repeating: "d", count: 90) + "/" + String(repeating: "f", count: 90)
        let script =
            "mkdir -p web/templates web/\(long.prefix(90)); printf one > web/a; : > web/empty; printf two > web/\(long)"
        let bytes = try await packed(script, "--format=\(format)", "./web")
        #expect(try files(bytes) == ["web/a": "one", "web/empty": "", "web/\(long)": "two"])
    }

    struct RefusedCase: Sendable {
        var what: String
        var script: String
        var options: [String]
        var failure: TarArchive.Failure
    }

    @Test(arguments: [
        RefusedCase(
            what: "..", script: "mkdir web; printf x > web/a", options: ["-P", "--transform=s,web,../web,", "web/a"],
            failure: .leavesFolder("../web/a")),
        RefusedCase(
            what: "absolute", script: "mkdir web; printf x > web/a",
            options: ["-P", "--transform=s,web,/web,", "web/a"],
            failure: .leavesFolder("/web/a")),
        RefusedCase(
            what: "a link", script: "mkdir web; ln -s /etc/passwd web/a", options: ["web"],
            failure: .notRegular("web/a")),
        RefusedCase(
            what: "a hard link", script: "mkdir web; printf x > web/a; ln web/a web/b", options: ["web/a", "web/b"],
            failure: .notRegular("web/b")),
        RefusedCase(what: "a pipe", script: "mkdir web; mkfifo web/a", options: ["web"], failure: .notRegular("web/a")),
        RefusedCase(
            what: "twice", script: "mkdir web; printf x > web/a", options: ["--hard-dereference", "web/a", "web/a"],
            failure: .twice("web/a")),
    ])
    func refusesWhatCouldReachOut(_ test: RefusedCase) async throws {
        let folder = try TemporaryFolder()
        try await Program("sh")("-ec", "mkdir c; cd c; \(test.script)", in: folder.path)
        try await Program("tar")(["-czf", "../c.tgz"] + test.options, in: folder.path("c"))
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.path("c.tgz"))))
        #expect(throws: test.failure, "\(test.what)") { try files(bytes) }
    }

    @Test func stopsAtTheLimit() async throws {
        let bytes = try await packed("mkdir web; head -c 3000000 /dev/zero > web/a", "web")
        #expect(bytes.count < 10_000)
        #expect(throws: Gzip.Failure.tooLarge(limit: 1 << 20)) { try files(bytes) }
    }

    @Test func refusesDamage() async throws {
        let bytes = try await packed("mkdir web; head -c 30000 /dev/urandom > web/a", "web")
        #expect(throws: Gzip.Failure.damaged) { try files(Array(bytes.dropLast(9000))) }
        #expect(throws: Gzip.Failure.damaged) { try files(Array("nonsense".utf8)) }
        #expect(throws: Gzip.Failure.damaged) { try files([]) }
    }
}
