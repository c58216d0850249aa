import TestSupport
import Testing

/// The server must answer as the real one did: one case a scenario and step, one a random sequence.
@Suite("Transcripts of a real API server", .enabled(if: KubeTruth.isPresent))
struct ReplayTests {
    /// A step of a scenario, by its place.
    struct Step: Sendable, CustomTestStringConvertible {
        var scenario: String
        var index: Int
        var note: String
        var testDescription: String { "\(scenario) \(index + 1): \(note)" }
    }

    /// None where the transcripts are absent: the table's test says so.
    static let steps: [Step] = (ScenarioReplay.scenarios + ScenarioReplay.laterScenarios).flatMap { scenario in
        ((try? KubeTruth.scenario(scenario)) ?? []).enumerated().map {
            Step(scenario: scenario, index: $0.offset, note: $0.element.note)
        }
    }

    @Test("Each step is answered alike", arguments: steps)
    func step(_ step: Step) async throws {
        let results = try await ScenarioReplay.results.value
        let result = try #require(results.first { $0.scenario == step.scenario && $0.step == step.index + 1 })
        if case .different(let differences) = result.verdict {
            Issue.record("\(step.testDescription)\n    \(differences.joined(separator: "\n    "))")
        }
    }

    @Test("Random sequences of writes are answered alike")
    func randomSequences() async throws {
        var known: Set<String> = []
        for result in try await ScenarioReplay.randomResults.value {
            // What follows the first difference of a sequence follows from it.
            guard case .different(let differences) = result.verdict, known.insert(result.scenario).inserted else {
                continue
            }
            Issue.record("\(result.scenario) \(result.step)\n    \(differences.joined(separator: "\n    "))")
        }
    }

    @Test("The table of all scenarios")
    func table() async throws {
        let results = try await ScenarioReplay.results.value
        print(ReplayTable(results: results + (try await ScenarioReplay.randomResults.value)))
        #expect(results.count { $0.verdict == .equal } * 100 >= results.count * 95)
    }
}
