import Foundation
import TestSupport
import Testing

/// Files and streams that are not what they should be: refused by their name, never waited for, and never replaced.
struct HostileFilesTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace(environment: Site.planted) }

    private var folder: TemporaryFolder { workplace.folder }

    private func pipe(_ name: String) throws {
        let path = URL(filePath: folder.path(name))
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? FileManager.default.removeItem(at: path)
        #expect(mkfifo(path.path(), 0o600) == 0)
    }

    /// Runs a line of shell in the folder, in which `berth` is the built one; a test that would hang is ended.
    private func shell(_ line: String) async throws -> Program.Outcome {
        let berth = Workplace.berth
        return try await Program("sh", environment: Site.planted).outcome(
            ["-c", "alias berth=\(berth)\n\(line)"], in: folder.path)
    }

    struct Pipe: Sendable, CustomTestStringConvertible {
        var file: String
        var arguments: [String]

        var testDescription: String { file }
    }

    @Test(arguments: [
        Pipe(file: "specs/workspaces/payments.yaml", arguments: ["validate"]),
        Pipe(file: "templates/namespace.yaml", arguments: ["validate"]),
        Pipe(file: ".sandbox/age.key", arguments: ["plan"]),
        Pipe(file: ".sandbox/recipients.txt", arguments: ["plan"]),
        Pipe(file: ".sandbox/kubeconfig/root-1.yaml", arguments: ["plan"]),
        Pipe(file: "saved.plan", arguments: ["apply", "saved.plan"]),
        Pipe(file: "state/estate.git/refs/heads/main", arguments: ["status"]),
    ])
    func aPipeIsRefusedByItsName(_ test: Pipe) async throws {
        try workplace.makeRecipients()
        try pipe(test.file)
        let outcome = try await workplace.berth(test.arguments + ["--timeout", "60s"])
        #expect(outcome.status == 1 || outcome.status == 7, "\(outcome)")
        // A table folds what is long.
        let said = (outcome.errors + outcome.output).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("a named pipe, not a regular file"), "\(outcome)")
    }

    @Test func closedStreamsGetNoFileOfBerthsOwn() async throws {
        let closed = try await shell("berth validate >&-")
        #expect(closed.status == 1)
        #expect(closed.errors == "error: cannot write to standard output: Bad file descriptor\n")
        #expect(try await shell("berth validate 2>&- <&-").status == 0)
        let outcome = try await shell("berth schema workspace >&- 2>&- <&-; echo $?")
        #expect(outcome.output == "1\n")
    }

    @Test func aFullDiskIsSaid() async throws {
        guard mknod(folder.path("full"), S_IFCHR | 0o666, 1 << 8 | 7) == 0 else { return }
        for command in ["schema workspace", "--help", "validate", "version"] {
            let outcome = try await shell("berth \(command) >full")
            #expect(outcome.status == 1, "\(command)")
            #expect(outcome.errors == "error: cannot write to standard output: No space left on device\n", "\(command)")
        }
        var status = stat()
        #expect(lstat(folder.path("full"), &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func aReaderThatHasGoneIsNoError() async throws {
        let outcome = try await shell("{ berth schema workspace; echo $? >status; } | true; cat status")
        #expect(outcome.output == "0\n")
        #expect(outcome.errors.isEmpty)
    }

    @Test func initWritesAllFilesOrNone() async throws {
        try folder.write("", to: "new/templates/namespace.yaml/file")
        var outcome = try await workplace.berth(["init", "--root", "new"])
        #expect(outcome.status == 1, "\(outcome)")
        try FileManager.default.removeItem(atPath: folder.path("new/templates"))
        // A link that leads nowhere is not a file, and nothing is written through it.
        try FileManager.default.createDirectory(atPath: folder.path("new/templates"), withIntermediateDirectories: true)
        #expect(symlink("/nowhere/at/all", folder.path("new/templates/namespace.yaml")) == 0)
        outcome = try await workplace.berth(["init", "--root", "new"])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.errors.contains("nothing was written"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("new/specs/estate.yaml")))
    }
}
