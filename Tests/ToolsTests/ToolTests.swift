import Foundation
import Redaction
import TestSupport
import Testing
import Tools

struct ToolTests {
    private let shell = Tool("sh")

    @Test func passesInputAndReturnsOutput() async throws {
        let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try await Tool("cat").run([], input: input, purpose: "copy") == input)
    }

    @Test func addsToTheEnvironment() async throws {
        let output = try await shell.run(
            ["-c", "printf '%s %s' \"$BERTH_TEST\" \"${HOME:+home}\""], environment: ["BERTH_TEST": "x"],
            purpose: "print")
        #expect(output == Array("x home".utf8))
    }

    @Test func reportsTheStatusAndWhatTheProgramSaid() async throws {
        let script = "printf 'bad \\033[31mthing\\n\\n  second\\n' >&2; exit 3"
        let error = await #expect(throws: ToolError.self) { try await shell.run(["-c", script], purpose: "try") }
        #expect(error?.cause == .failed(status: 3, complaint: "bad \\u{1b}[31mthing; second"))
        #expect(error?.description == "cannot try: sh ended with status 3: bad \\u{1b}[31mthing; second")
    }

    @Test func survivesAProgramThatReadsNothing() async throws {
        let input = [UInt8](repeating: 1, count: 1 << 20)
        #expect(try await Tool("true").run([], input: input, purpose: "ignore").isEmpty)
        let error = await #expect(throws: ToolError.self) {
            try await shell.run(["-c", "echo no >&2; exit 1"], input: input, purpose: "refuse")
        }
        #expect(error?.cause == .failed(status: 1, complaint: "no"))
    }

    /// What is kept of it is cut: that must not hide a secret from being recognised.
    @Test(arguments: [8_185, 65_530, 65_400]) func aSecretAcrossTheEndOfWhatIsKept(_ position: Int) async throws {
        KnownSecrets.shared.learn("planted-across-4711".utf8)
        let script = "head -c \(position) /dev/zero | tr '\\0' '\\n' >&2; printf 'x planted-across-4711 y' >&2; exit 1"
        let error = await #expect(throws: ToolError.self) { try await shell.run(["-c", script], purpose: "try") }
        #expect(error?.description.contains("plant") == false, "\(String(describing: error))")
    }

    @Test func boundsWhatAProgramWrites() async throws {
        let error = await #expect(throws: ToolError.self) {
            try await Tool("yes").run([], limits: .init(output: 1_000), purpose: "fill")
        }
        #expect(error?.cause == .outputTooLarge(limit: 1_000))
        let noise = await #expect(throws: ToolError.self) {
            try await shell.run(["-c", "head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 2"], purpose: "shout")
        }
        guard case .failed(2, let complaint) = noise?.cause else {
            Issue.record("not a failure: \(String(describing: noise))")
            return
        }
        #expect(complaint.count < 3_000)
    }

    @Test func endsWhatTakesTooLong() async throws {
        let folder = try TemporaryFolder()
        let script = "trap '' TERM; echo see >&2; sleep 60 & echo $! > \(folder.path("child")); wait"
        let error = await #expect(throws: ToolError.self) {
            try await shell.run(["-c", script], limits: .init(time: .seconds(1)), purpose: "wait")
        }
        #expect(error?.cause == .timedOut(.seconds(1), complaint: "see"))
        #expect(error?.description == "cannot wait: sh took longer than 1 s: see")
        try await expectGone(folder.path("child"))
    }

    @Test(arguments: ["yes", "yes >&2"])
    func endsWhatNeverStopsWriting(_ script: String) async throws {
        let error = await #expect(throws: ToolError.self) {
            try await shell.run(["-c", script], limits: .init(time: .seconds(60), output: 100_000), purpose: "fill")
        }
        #expect(error?.cause == .outputTooLarge(limit: 100_000))
    }

    /// Whoever holds a pipe open after the program ended, be it in a session of its own, holds nobody up.
    @Test(arguments: ["sleep 60 &", "setsid sleep 60 &", "(trap '' TERM; sleep 60) & exec 2>&-;"])
    func doesNotWaitForWhatAProgramLeavesBehind(_ rest: String) async throws {
        let folder = try TemporaryFolder()
        let script = "\(rest) echo $! > \(folder.path("child")); echo done"
        let output = try await shell.run(["-c", script], limits: .init(time: .seconds(30)), purpose: "leave")
        #expect(output == Array("done\n".utf8))
        let id = try String(contentsOfFile: folder.path("child"), encoding: .utf8).filter(\.isNumber)
        kill(try #require(Int32(id)), SIGKILL)
    }

    @Test func endsWithItsTask() async throws {
        let folder = try TemporaryFolder()
        let (started, file) = (folder.path("started"), folder.path("child"))
        let task = Task {
            try await shell.run(
                ["-c", "echo $$ > \(file); mv \(file) \(started); exec sleep 60"], purpose: "wait")
        }
        while !FileManager.default.fileExists(atPath: started) { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await expectGone(started)
    }

    /// Expects that the process whose id is in `file` is gone, or a zombie that nobody has collected yet.
    private func expectGone(_ file: String) async throws {
        let id = try String(contentsOfFile: file, encoding: .utf8).filter(\.isNumber)
        for _ in 0..<400 {
            let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8)
            if status?.contains(") Z ") ?? true { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("process \(id) is still running")
    }

    @Test func saysHowToGetAnAbsentProgram() async throws {
        let tool = Tool("berth-no-such-program", installation: "install it")
        let error = await #expect(throws: ToolError.self) { try await tool.run([], purpose: "try") }
        #expect(error?.description == "cannot try: berth-no-such-program is not installed; install it")
    }

    @Test func runsACredentialPlugin() async throws {
        let plugin = CredentialPlugin(
            command: "sh", arguments: ["-c", "printf '%s|%s' \"$REGION\" \"$KUBERNETES_EXEC_INFO\""],
            environment: ["REGION": "fsn1"])
        #expect(try await plugin.credential(for: "{}") == Array("fsn1|{}".utf8))
    }
}
