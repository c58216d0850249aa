import Foundation
import TestSupport
import Testing

/// A sandbox of management clusters alone, which ends with the last reference to it.
final class KubectlSandbox: Sendable {
    private let folder: TemporaryFolder
    private let program = Program(Workplace.products.appending(path: "berth-sandbox").path)

    /// Starts it in a network that is free.
    init(clusters: [String]) async throws {
        folder = try TemporaryFolder()
        var outcome: Program.Outcome?
        for _ in 0..<20 where outcome?.status != 0 {
            outcome = try await program.outcome([
                "up", "--dir", folder.path("sandbox"), "--clusters", clusters.joined(separator: ","), "--network",
                "127.\(Int.random(in: 70...250)).0.0/16", "--pace", "5-30",
            ])
        }
        try #require(outcome?.status == 0, "no sandbox could be started: \(outcome?.errors ?? "")")
    }

    deinit {
        do {
            _ = try program.run(["down", "--dir", folder.path("sandbox"), "--purge"])
        } catch {
            Issue.record("the sandbox could not be stopped: \(error)")
        }
    }

    /// The administrator's way into a cluster.
    func kubeconfig(_ cluster: String) -> String { folder.path("sandbox/kubeconfig/\(cluster).yaml") }
}
