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
        in folder: TemporaryFolder, clusters: String, seed: String = "1", environment: [String: String] = [:],
        options: [String] = []
    ) async throws {
        self.folder = folder
        directory = folder.path(".sandbox")
        program = Program(Workplace.products.appending(path: "berth-sandbox").path, environment: environment)
        network = try await Self.bringUp(
            program, ["--dir", directory, "--clusters", clusters, "--pace", "5-30", "--seed", seed] + options)
    }

    /// Brings one up in a network that is free, and says how its addresses begin.
    static func bringUp(_ program: Program, _ arguments: [String]) async throws -> String {
        var failure = ""
        for _ in 0..<20 {
            let network = anyNetwork
            let outcome = try await program.outcome(["up", "--network", "\(network).0.0/16"] + arguments)
            if outcome.status == 0 { return network }
            failure = outcome.errors
        }
        throw Program.Failure(description: "no sandbox could be started: \(failure)")
    }

    /// A network that is likely free: `127.<n>`.
    static var anyNetwork: String { "127.\(Int.random(in: 70...250))" }

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
