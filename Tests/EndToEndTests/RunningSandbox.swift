import Foundation
import TestSupport
import Testing

/// A sandbox in a folder, in a network that was free; it ends with the last reference to it.
final class RunningSandbox: Sendable {
    /// Its addresses begin with this: `127.<n>`.
    let network: String
    /// Where it keeps its files.
    let directory: String
    private let folder: TemporaryFolder
    private let program: Program

    init(
        in folder: TemporaryFolder, clusters: String, seed: String = "1", environment: [String: String] = [:]
    ) async throws {
        self.folder = folder
        directory = folder.path(".sandbox")
        program = Program(Workplace.products.appending(path: "berth-sandbox").path, environment: environment)
        var started: String?
        var failure = ""
        for _ in 0..<20 where started == nil {
            let candidate = "127.\(Int.random(in: 70...250))"
            let outcome = try await program.outcome([
                "up", "--dir", directory, "--clusters", clusters, "--network", "\(candidate).0.0/16",
                "--pace", "5-30", "--seed", seed,
            ])
            if outcome.status == 0 { started = candidate } else { failure = outcome.errors }
        }
        network = try #require(started, "no sandbox could be started: \(failure)")
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
