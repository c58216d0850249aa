import Document
import Foundation
import TestSupport
import Testing

@testable import SandboxAPI

/// Replays what a real API server answered to every kind of write.
@Suite(.enabled(if: KubeTruth.isPresent, "the transcripts lie beside the repository"))
struct ReplayTests {
    @Test func randomSequences() throws {
        var equal = 0
        var different: [String] = []
        let server = try ReplayServer(namespaces: ["random"], definitions: [TenantControlPlaneDefinition.object])
        for (name, steps) in try KubeTruth.randomSequences() {
            var (theirs, ours) = (Normalization(), Normalization())
            for (index, step) in steps.enumerated() {
                let (status, body) = server.answer(step)
                let expected = theirs.normalized(step.answer)
                let answered = ours.normalized(body)
                if status == step.status, expected == answered {
                    equal += 1
                } else {
                    different.append(
                        "\(name) #\(index): \(step.status) → \(status)\n" + Self.difference(expected, answered))
                    break
                }
            }
        }
        print("ssa-random: \(equal) equal, \(different.count) sequences different")
        print(different.prefix(8).joined(separator: "\n"))
        #expect(different.count == 0)
    }

    static func difference(_ expected: Value, _ answered: Value) -> String {
        Value.differences(from: expected, to: answered).prefix(6).map {
            "   \($0.path): \($0.old?.compactJSON ?? "–") → \($0.new?.compactJSON ?? "–")"
        }
        .joined(separator: "\n")
    }
}

extension KubeTruth.Exchange {
    /// The latest time in the answer: when the server handled the request.
    var time: String? {
        let entries = answer["metadata"]?["managedFields"]?.array ?? []
        return entries.compactMap { $0["time"]?.string }.max()
    }
}
