import Foundation
import TestSupport
import Testing

/// A sandbox in a folder, in a network that was free; it ends with the last reference to it.
final class RunningSandbox: Sendable {
    /// Its addresses begin with this: `127.<n>`.
    var network: String { place.prefix }
    /// Where it keeps its files.
    let directory: String
    private let folder: TemporaryFolder
    private let program: Program
    private let place: TestNetwork

    init(
        in folder: TemporaryFolder, clusters: String, seed: String = "1", environment: [String: String] = [:],
        options: [String] = []
    ) async throws {
        self.folder = folder
        directory = folder.path(".sandbox")
        program = Program(Workplace.sandbox, environment: environment)
        place = try await Self.bringUp(
            program, ["--dir", directory, "--clusters", clusters, "--pace", "5-30", "--seed", seed] + options)
    }

    /// Brings one up in a network that is free, which is its own as long as it is referred to.
    static func bringUp(_ program: Program, _ arguments: [String]) async throws -> TestNetwork {
        var failure = ""
        for _ in 0..<20 {
            let network = TestNetwork()
            let outcome = try await program.outcome(["up", "--network", "\(network.prefix).0.0/16"] + arguments)
            if outcome.status == 0 { return network }
            failure = outcome.errors
        }
        throw Program.Failure(description: "no sandbox could be started: \(failure)")
    }

    deinit {
        do {
            _ = try program.run(["down", "--dir", directory, "--purge"])
        } catch {
            Issue.record("the sandbox could not be stopped: \(error)")
        }
    }

    /// Runs a command of `berth-sandbox` on it.
    @discardableResult
    func callAsFunction(_ arguments: [String]) async throws -> String {
        try await program(arguments + ["--dir", directory])
    }

    /// The administrator's way into a management cluster.
    func kubeconfig(_ cluster: String) -> String { "\(directory)/kubeconfig/\(cluster).yaml" }
}
