import Document
import Resources

/// Holds what stands at a DNS service against what its name server answers: a record is done when it is true.
struct AnswerCheck: Sendable {
    private let server: any NameServer
    private let ask: Gatherer<[NameQuestion], [NameAnswer]>

    init(_ server: any NameServer) {
        self.server = server
        ask = Gatherer { batch in
            do {
                var rest = try await server.answers(to: batch.flatMap(\.self))[...]
                return batch.map { questions in
                    defer { rest = rest.dropFirst(questions.count) }
                    return .success(Array(rest.prefix(questions.count)))
                }
            } catch {
                return batch.map { _ in .failure(error) }
            }
        }
    }

    /// Where an item says why it is not true yet.
    static let path = Path(["status", "answer"].map(Path.Component.key))

    /// The items with a note where the server answers otherwise. A server that cannot be asked says nothing against them, save
    /// where somebody waits for its answer (`isPatient`).
    func judged(_ observations: [Observation], isPatient: Bool) async throws -> [Observation] {
        let contents = observations.map { ($0.value["spec"]?["address"]?.string).flatMap { RecordContent($0) } }
        let questions = zip(observations, contents).map { observation, content in
            (content?.values ?? []).map { NameQuestion(name: observation.key.name, type: $0.type) }
        }
        var rest: ArraySlice<NameAnswer>
        do {
            rest = try await ask(questions.flatMap(\.self))[...]
        } catch let error as BackendError {
            return isPatient ? observations.map { noted($0, error.message) } : observations
        }
        return zip(observations, contents).map { observation, content in
            let wanted = content?.values ?? []
            let answers = rest.prefix(wanted.count)
            rest = rest.dropFirst(wanted.count)
            let reason = zip(wanted, answers).lazy.compactMap { mismatch($0.type, $0.texts, $1) }.first
            return reason.map { noted(observation, $0) } ?? observation
        }
    }

    private func mismatch(_ type: String, _ wanted: [String], _ answer: NameAnswer) -> String? {
        switch answer {
        case .elsewhere(let owner, let type):
            let what = type == "NS" ? "delegated" : "redirected"
            return "the name server \(server.address) answers that \(owner) is \(what)"
        case .refused(let reason): return "the name server \(server.address) answers \(reason)"
        case .records(let values, _):
            let found = values.map(\.text).sorted()
            guard found != wanted.sorted() else { return nil }
            let words = found.isEmpty ? "nothing" : found.joined(separator: ", ")
            return
                "the name server \(server.address) answers \(words) for \(type), not \(wanted.joined(separator: ", "))"
        }
    }

    private func noted(_ observation: Observation, _ reason: String) -> Observation {
        var observation = observation
        observation.value[Self.path] = .string(reason)
        return observation
    }

    static func condition(of observation: Observation) -> ItemCondition {
        (observation.value[path]?.string).map { .inProgress($0) } ?? .ready
    }
}
