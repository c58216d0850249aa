import Foundation
import TestSupport
import Testing

/// One signal, or the end of `--timeout`, ends what waits for anything.
struct StoppingTests {
    private let workplace: Workplace

    init() throws { workplace = try Workplace(environment: Site.planted) }

    /// A pipe that is full, and whose reader reads nothing.
    private final class FullPipe: Sendable {
        let ends: [Int32]

        init() throws {
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw Program.Failure(description: "no pipe") }
            self.ends = ends
            _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
            let bytes = [UInt8](repeating: 0x20, count: 4096)
            while write(ends[1], bytes, bytes.count) > 0 {}
            _ = fcntl(ends[1], F_SETFL, 0)
        }

        deinit { for end in ends { close(end) } }
    }

    /// Makes the estate's clusters answer nothing: they accept connections only.
    private func silenceClusters() async throws -> StubServer {
        try workplace.makeRecipients()
        let server = try StubServer { _ in .silence() }
        for cluster in ["fsn1-a", "fra-a", "root-1"] {
            try workplace.folder.write(
                """
                apiVersion: v1
                kind: Config
                current-context: x
                contexts: [{name: x, context: {cluster: x, user: x}}]
                clusters: [{name: x, cluster: {server: "https://127.0.0.1:\(server.port)", insecure-skip-tls-verify: true}}]
                users: [{name: x, user: {token: abcdefghijkl}}]
                """, to: ".sandbox/kubeconfig/\(cluster).yaml")
        }
        try workplace.folder.write("", to: ".sandbox/zones/cloud.example.com.zone")
        return server
    }

    private func start(_ arguments: [String], output: Int32, errors: Int32? = nil) throws -> ChildProcess {
        let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(nowhere) }
        return try ChildProcess(
            [Workplace.berth] + arguments, environment: Site.planted,
            in: workplace.folder.path, output: output, errors: errors ?? nowhere)
    }

    /// Signals until the process ends, as long as it may not have begun to listen; -1 where it does not end.
    private func signal(_ process: ChildProcess, _ number: Int32) async throws -> Int32 {
        try await Task.sleep(for: .seconds(1))
        kill(process.identifier, number)
        for _ in 0..<600 where process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        guard !process.isRunning else {
            process.kill()
            return -1
        }
        return process.waitUntilExit()
    }

    @Test(
        arguments: [["schema", "workspace"], ["validate"], ["graph"], ["completion", "bash"]],
        [SIGINT, SIGTERM, SIGHUP])
    func aWriteThatNobodyTakes(_ arguments: [String], number: Int32) async throws {
        let full = try FullPipe()
        let process = try start(arguments, output: full.ends[1])
        #expect(try await signal(process, number) == 130)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aPlanThatWaitsForAnswers(number: Int32) async throws {
        let server = try await silenceClusters()
        defer { server.stop() }
        let output = try ScratchFile()
        let process = try start(["plan"], output: output.descriptor)
        #expect(try await signal(process, number) == 130)
        #expect(output.text.isEmpty)
    }

    @Test func theTimeOfAPlanIsOver() async throws {
        let server = try await silenceClusters()
        defer { server.stop() }
        let outcome = try await workplace.berth(["plan", "--timeout", "2s"])
        #expect(outcome.status == 124)
        #expect(outcome.errors.contains("error: not done within the 2s of --timeout"), "\(outcome.errors)")
    }

    @Test func theTimeOfAWriteThatNobodyTakes() async throws {
        let full = try FullPipe()
        let errors = try ScratchFile()
        let process = try start(["graph", "--timeout", "1s"], output: full.ends[1], errors: errors.descriptor)
        for _ in 0..<600 where process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        process.kill()
        #expect(process.waitUntilExit() == 124)
        #expect(errors.text.hasSuffix("error: not done within the 1s of --timeout\n"), "\(errors.text)")
    }

    @Test(arguments: ["0s", "5", "1x", "-1s", "99999999999999999999h"])
    func aTimeThatIsNone(text: String) async throws {
        #expect(try await workplace.berth(["plan", "--timeout=\(text)"]).status == 64)
    }
}
