import Document
import Foundation
import TestSupport
import Testing

@testable import Sandbox

/// A sandbox of its own for one test, in this process, on a network nobody else has.
struct TestEstate {
    let sandbox: Sandbox
    let directory: String

    /// Runs a test with a sandbox that ends with it.
    static func run<Result>(
        clusters: [String] = ["fsn1-a"], controllers: ControllerSet = .all, pace: ClosedRange<Int> = 5...30,
        hetznerToken: String? = nil, _ body: (TestEstate) async throws -> Result
    ) async throws -> Result {
        let directory = NSTemporaryDirectory() + "sandbox-" + UUID().uuidString.lowercased()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (sandbox, network) = try await start(
            directory, clusters: clusters, controllers: controllers, pace: pace, hetznerToken: hetznerToken)
        defer { withExtendedLifetime(network) {} }
        do {
            let result = try await body(TestEstate(sandbox: sandbox, directory: directory))
            await sandbox.stop()
            return result
        } catch {
            await sandbox.stop()
            throw error
        }
    }

    /// Starts a sandbox, on a network that is free unless it is to be a certain one, which stays its own as long as the
    /// second part of the answer is referred to.
    static func start(
        _ directory: String, clusters: [String], controllers: ControllerSet = .all,
        pace: ClosedRange<Int> = 5...30, hetznerToken: String? = nil, on network: TestNetwork? = nil
    ) async throws -> (Sandbox, TestNetwork) {
        for _ in 0..<20 {
            let candidate = network ?? TestNetwork()
            do {
                let sandbox = try await Sandbox.start(
                    SandboxConfiguration(
                        directory: directory, clusters: clusters, network: LoopbackNetwork(octet: candidate.octet),
                        controllers: controllers, pace: Pace(milliseconds: pace), hetznerToken: hetznerToken))
                return (sandbox, candidate)
            } catch SandboxError.cannotListen where network == nil {
                continue
            }
        }
        throw SandboxError.badNetwork("no /16 is free")
    }

    var control: String { "http://\(sandbox.configuration.network.control):8080" }
    var hetzner: String { "http://\(sandbox.configuration.network.hetznerCloud):8080/v1" }
    var ionos: String { "http://\(sandbox.configuration.network.ionosCloud):8080/cloudapi/v6" }
    var cloudflare: String { "http://\(sandbox.configuration.network.cloudflare):8080/client/v4" }

    func kubeconfig(_ cluster: String = "fsn1-a") -> String { "\(directory)/kubeconfig/\(cluster).yaml" }

    /// What `kubectl` prints; a failure is an error with its words.
    @discardableResult
    func kubectl(_ arguments: String..., input: String = "", kubeconfig: String? = nil) async throws -> String {
        let result = try await Self.kubectl(arguments, input: input, kubeconfig: kubeconfig ?? self.kubeconfig())
        guard result.status == 0 else { throw CommandFailure(words: result.error) }
        return result.output
    }

    /// The words with which `kubectl` fails; nothing where it succeeds.
    func failure(_ arguments: String..., input: String = "", kubeconfig: String? = nil) async throws -> String {
        let result = try await Self.kubectl(arguments, input: input, kubeconfig: kubeconfig ?? self.kubeconfig())
        return result.status == 0 ? "" : result.error
    }

    /// What `curl` gets, its status code on the last line.
    func curl(_ arguments: String...) async throws -> Answer {
        let result = try await Command.run("curl", ["-sS", "-m", "120", "-w", "\n%{http_code}"] + arguments)
        guard result.status == 0 else { throw CommandFailure(words: result.error) }
        var lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        let status = lines.popLast().flatMap { Int($0) } ?? 0
        return Answer(status: status, text: lines.joined(separator: "\n"))
    }

    /// Asks until something holds; fails the test where it does not within a time that is long for it.
    func eventually(
        _ what: Comment, within limit: Duration = .seconds(90), _ condition: () async throws -> Bool,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            let start = ContinuousClock.now
            if try await condition() { return }
            // Asking by a program takes longer than what is waited for: the others need the processor, too.
            try await Task.sleep(for: max(.milliseconds(30), (ContinuousClock.now - start) * 2))
        }
        Issue.record(what, sourceLocation: location)
        throw CommandFailure(words: "gave up waiting")
    }

    private static func kubectl(
        _ arguments: [String], input: String, kubeconfig: String
    ) async throws -> Command.Result {
        try await Command.run(
            "kubectl", ["--kubeconfig", kubeconfig, "--cache-dir", kubeconfig + ".cache"] + arguments, input: input)
    }
}

struct CommandFailure: Error, CustomStringConvertible {
    var words: String
    var description: String { words }
}

/// What a server answered to `curl`.
struct Answer {
    var status: Int
    var text: String

    /// The body as JSON; null where it is none.
    var json: Value { (try? Value(json: text)) ?? .null }
}

/// Runs a program without blocking the tests' threads.
enum Command {
    struct Result: Sendable {
        var status: Int32
        var output: String
        var error: String
    }

    static func run(_ program: String, _ arguments: [String], input: String = "") async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: reading a pipe to its end blocks.
            Thread.detachNewThread {
                do {
                    continuation.resume(returning: try wait(program, arguments, input))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private static func wait(_ program: String, _ arguments: [String], _ input: String) throws -> Result {
        let outcome = try Program(program).run(arguments, input: input)
        return Result(status: outcome.status, output: outcome.output, error: outcome.errors)
    }
}
