import Foundation
import TestSupport
import Testing

/// What people type: the transcripts beside this file, played by the real `kubectl` against one sandbox.
///
/// The test prints every command with what came of it.
struct KubectlTests {
    /// The transcripts by the management cluster they are played on: what drains nodes disturbs nobody on a second one.
    private static let transcripts = [
        "sandbox": [
            "reading", "creating", "applying", "changing", "workloads", "deleting", "access", "explaining", "kamaji",
        ],
        "other": ["nodes"],
    ]

    @Test(.timeLimit(.minutes(10)))
    func everyCommandAnswersAsOnACluster() async throws {
        let site = try await RunningSandbox(
            in: TemporaryFolder(), clusters: Self.transcripts.keys.sorted().joined(separator: ","))
        let sessions = try Self.transcripts.sorted { $0.key < $1.key }.flatMap { cluster, names in
            try names.map { try KubectlSession(KubectlTranscript($0), kubeconfig: site.kubeconfig(cluster)) }
        }
        let results = try await withThrowingTaskGroup(of: (String, [KubectlSession.Result]).self) { group in
            for session in sessions {
                group.addTask { (session.transcript.name, try await session.run()) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let report = KubectlReport(sections: sessions.map { ($0.transcript.name, results[$0.transcript.name] ?? []) })
        print(report.text)
        for (name, results) in report.sections {
            for result in results where !result.isAsExpected {
                Issue.record(
                    """
                    \(name).console:\(result.step.line): \(result.step.command)
                    exit \(result.status) instead of \(result.step.status); printed:
                    \(result.printed)
                    """)
            }
        }
        #expect(report.count > 350)
    }
}
