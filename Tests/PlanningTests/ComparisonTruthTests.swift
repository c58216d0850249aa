import Document
import Kubernetes
import TestSupport
import Testing

@testable import Planning

/// What the comparison concludes from `managedFields`, held against what a real server then did.
@Suite(.enabled(if: KubeTruth.isPresent)) struct ComparisonTruthTests {
    /// Counts of what was predicted of applies that the server accepted.
    private struct Score {
        var same = 0
        var unchanged = 0
        var wrong: [String] = []
    }

    private func score(_ exchanges: [KubeTruth.Exchange], _ name: String, into score: inout Score) {
        var live: [String: Value] = [:]
        for (index, exchange) in exchanges.enumerated() {
            let before = live[exchange.object]
            if exchange.method == "PATCH", exchange.path.contains("fieldManager"),
                let manager = exchange.query("fieldManager"),
                exchange.status == 200, exchange.query("dryRun") == nil, exchange.answer["kind"] != "Status",
                let before,
                exchange.body["metadata"]?["name"] != nil || exchange.body["kind"] != nil,
                !exchange.object.hasSuffix("/status")
            {
                let comparison = Comparison(
                    desired: exchange.body, observed: before, ownership: FieldOwnership(of: before, manager: manager))
                let isUnchanged =
                    exchange.answer["metadata"]?["resourceVersion"] == before["metadata"]?["resourceVersion"]
                if isUnchanged { score.unchanged += 1 }
                if comparison.isSame {
                    score.same += 1
                    if !isUnchanged {
                        score.wrong.append("\(name) step \(index): \(exchange.note) \(exchange.body.compactJSON)")
                    }
                }
            }
            guard exchange.status < 300, exchange.query("dryRun") == nil else { continue }
            if exchange.method == "DELETE" {
                live[exchange.object] = nil
            } else if exchange.answer["metadata"]?["uid"] != nil, !exchange.object.hasSuffix("/status") {
                live[exchange.object] = exchange.answer
            }
        }
    }

    @Test(arguments: [
        "ssa-create-update-remove", "ssa-conflicts", "ssa-deployment", "ssa-service-secret-rbac",
        "ssa-tenantcontrolplane",
    ])
    func neverCallsAChangeTheSame(_ name: String) throws {
        var result = Score()
        score(try KubeTruth.scenario(name), name, into: &result)
        #expect(result.wrong.isEmpty)
        #expect(result.unchanged > 0)
    }

    @Test func agreesOnRandomWrites() throws {
        var result = Score()
        for sequence in try KubeTruth.randomSequences() {
            score(sequence.exchanges, sequence.name, into: &result)
        }
        #expect(result.wrong.isEmpty)
        print("of \(result.unchanged) applies that changed nothing, \(result.same) were known without a dry run")
        // The rest are respelled, reordered or hold empty values: doubt that a dry run settles.
        #expect(result.same * 2 > result.unchanged)
    }
}
