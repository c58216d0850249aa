import Document
import Foundation
import YAML

/// A job of a pipeline, taken out of its file: what the forge would run, and when.
package struct PipelineJob: Sendable {
    package struct Step: Sendable {
        package var name: String
        package var id: String?
        package var condition: String?
        package var environment: [String: String]
        package var script: String?
        /// `actions/checkout@…`
        package var action: String?
        package var inputs: [String: String]
    }

    /// Where the job does not run: an expression of the forge; of GitLab the condition of its only rule.
    package var condition: String?
    package var environment: [String: String]
    package var steps: [Step]

    /// Reads the only job of a workflow of GitHub or Forgejo.
    package init(workflow path: String) throws {
        let job = try Self.document(path)["jobs"]?.object?.values.first
        condition = job?["if"]?.string
        environment = Self.texts(job?["env"])
        steps = (job?["steps"]?.array ?? []).map { step in
            Step(
                name: step["name"]?.string ?? step["uses"]?.string ?? "", id: step["id"]?.string,
                condition: step["if"]?.string, environment: Self.texts(step["env"]), script: step["run"]?.string,
                action: step["uses"]?.string, inputs: Self.texts(step["with"]))
        }
    }

    /// Reads a job of GitLab, which is one script.
    package init(gitLab path: String, job name: String) throws {
        let file = try Self.document(path)
        let job = file[name]
        let base = job?["extends"]?.string.flatMap { file[$0] }
        condition = job?["rules"]?[0]?["if"]?.string
        environment = Self.texts(base?["variables"]).merging(Self.texts(job?["variables"])) { $1 }
        let lines = ((job?["before_script"] ?? base?["before_script"])?.array ?? []) + (job?["script"]?.array ?? [])
        steps = [
            Step(
                name: name, environment: [:], script: lines.compactMap(\.string).joined(separator: "\n"), inputs: [:])
        ]
    }

    private static func document(_ path: String) throws -> Value {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return try YAML.parse(bytes, file: path).first?.value ?? .null
    }

    private static func texts(_ value: Value?) -> [String: String] {
        let members = (value?.object ?? [:]).map { member in
            let text = member.value.string ?? member.value.bool.map { "\($0)" } ?? member.value.integer.map { "\($0)" }
            return (member.key, text ?? "")
        }
        return Dictionary(members, uniquingKeysWith: { $1 })
    }
}

/// What a forge knows while a job runs, for the expressions in its file.
package struct PipelineContext: Sendable {
    /// By the path of an expression: `github.event.pull_request.number`. What is not there is empty, as at a forge.
    package var values: [String: String]

    package init(_ values: [String: String]) { self.values = values }

    /// A text with its `${{ … }}` filled.
    package func filled(_ text: String) -> String {
        text.replacing(/\$\{\{\s*([^}]*?)\s*\}\}/) { values[String($0.output.1)] ?? "" }
    }

    /// Whether `a == b && …` holds; each side is a path, a variable (`$NAME`) or a text in quotation marks.
    package func holds(_ condition: String?) -> Bool {
        guard let condition else { return true }
        return condition.split(separator: "&&").allSatisfy { part in
            let sides = part.split(separator: "==").map { side in
                let text = side.trimmingCharacters(in: .whitespaces)
                if let quote = text.first, "'\"".contains(quote) { return String(text.dropFirst().dropLast()) }
                return values[text.hasPrefix("$") ? String(text.dropFirst()) : text] ?? ""
            }
            return sides.count == 2 && sides[0] == sides[1]
        }
    }
}
