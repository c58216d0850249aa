import Foundation
import TestSupport
import Testing

/// A user of one cluster of a sandbox who has a namespace and a folder of its own and types what a transcript says.
struct KubectlSession: Sendable {
    /// What a command did.
    struct Result: Sendable {
        var step: KubectlTranscript.Step
        var printed: String
        var status: Int32
        var isAsExpected: Bool { status == step.status && step.matches(printed) }
    }

    let transcript: KubectlTranscript
    private let folder: TemporaryFolder
    private let program: Program

    init(_ transcript: KubectlTranscript, kubeconfig: String) throws {
        self.transcript = transcript
        folder = try TemporaryFolder()
        for manifest in try KubectlTranscript.manifests {
            try FileManager.default.copyItem(
                at: manifest, to: URL(filePath: folder.path(manifest.lastPathComponent)))
        }
        try FileManager.default.copyItem(atPath: kubeconfig, toPath: folder.path("kubeconfig"))
        program = Program(
            "timeout",
            environment: [
                "KUBECONFIG": folder.path("kubeconfig"), "HOME": folder.path, "KUBECACHEDIR": folder.path(".cache"),
                "TMPDIR": folder.path, "LC_ALL": "C.UTF-8",
                // A command lives too short to collect its garbage.
                "GOGC": "off",
            ])
    }

    /// Types every command in turn.
    func run() async throws -> [Result] {
        let name = transcript.name
        _ = try await shell("kubectl create namespace \(name)")
        _ = try await shell("kubectl config set-context --current --namespace=\(name)")
        var results: [Result] = []
        for step in transcript.steps {
            let outcome = try await shell(step.command)
            results.append(Result(step: step, printed: outcome.output, status: outcome.status))
        }
        return results
    }

    /// Ends what would never end, later than any `--timeout` of a transcript: on a busy machine a roll-out takes its time.
    private func shell(_ command: String) async throws -> Program.Outcome {
        try await program.outcome(["300", "bash", "-c", "exec 2>&1; \(command)"], in: folder.path)
    }
}
