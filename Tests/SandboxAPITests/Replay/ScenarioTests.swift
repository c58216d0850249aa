import TestSupport
import Testing

/// The server must answer as the real one did: one case a scenario and step.
@Suite("Transcripts of a real API server", .enabled(if: KubeTruth.isPresent))
struct ScenarioTests {
    @Test("Each scenario is answered alike", arguments: ScenarioReplay.scenarios)
    func scenario(_ name: String) async throws {
        let results = try await ScenarioReplay.results.value.filter { $0.scenario == name }
        #expect(!results.isEmpty)
        for result in results {
            if case .different(let differences) = result.verdict {
                Issue.record("\(result.testDescription)\n    \(differences.joined(separator: "\n    "))")
            }
        }
    }

    @Test("The table of all scenarios")
    func table() async throws {
        let results = try await ScenarioReplay.results.value
        print(ReplayTable(results: results))
        let equal = results.count { $0.verdict == .equal }
        #expect(equal * 100 >= results.count * 95)
    }
}
