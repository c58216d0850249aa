import Diagnostics
import Planning

/// Findings as workflow commands (`::error file=…`), by which the runners of GitHub, Forgejo and Gitea show them beside the lines.
package struct WorkflowAnnotations: Sendable {
    /// Whether they are wanted: the runner says so in the environment.
    private let isWanted: Bool
    /// Runners show few and keep no more.
    private static let limit = 50

    private let places: FindingPlaces

    /// `places` says where files lie in the repository.
    package init(environment: [String: String], places: FindingPlaces = FindingPlaces()) {
        isWanted = environment["GITHUB_ACTIONS"] == "true"
        self.places = places
    }

    /// For the problems of a plan, and what is wrong with files that it is not made of; empty where nobody wants them.
    package func text(of plan: Plan, _ diagnostics: [Diagnostic] = []) -> String {
        lines(plan.findings.map(line) + diagnostics.map(line))
    }

    /// For what somebody changed outside of Berth.
    package func text(ofDriftIn plan: Plan) -> String {
        lines(DriftReport(plan).allFindings(of: plan).map(line))
    }

    /// For what is wrong with the files that the user wrote.
    package func text(of diagnostics: [Diagnostic]) -> String { lines(diagnostics.map(line)) }

    private func line(_ diagnostic: Diagnostic) -> String {
        let message = ([diagnostic.message] + diagnostic.notes).joined(separator: "\n")
        return line(diagnostic.severity.rawValue, diagnostic.location, "berth", message)
    }

    private func line(_ finding: ReviewFinding) -> String {
        let level = finding.level == .note ? "notice" : finding.level.rawValue
        return line(level, finding.location, finding.rule.title, finding.message)
    }

    private func lines(_ lines: [String]) -> String {
        guard isWanted else { return "" }
        let rest = lines.count - Self.limit
        let more = rest > 0 ? [line("notice", nil, "berth", "and \(rest.grouped) more, which the report has")] : []
        return (lines.prefix(Self.limit) + more).map { "\($0)\n" }.joined()
    }

    private func line(_ level: String, _ location: SourceLocation?, _ title: String, _ message: String) -> String {
        var properties: [String] = []
        if let location = location.map(places.place) {
            properties.append("file=\(Self.escaped(location.file, isProperty: true))")
            if location.line > 0 { properties.append("line=\(location.line)") }
            if location.column > 0 { properties.append("col=\(location.column)") }
        }
        properties.append("title=\(Self.escaped(title, isProperty: true))")
        return "::\(level) \(properties.joined(separator: ","))::\(Self.escaped(message, isProperty: false))"
    }

    /// As the runners' own toolkit escapes: a message cannot end its command, nor a property the list.
    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var result = ""
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !result.isEmpty { result += "%0A" }
            for character in String(part).sanitized.withoutCommands {
                switch character {
                case "%": result += "%25"
                case ":" where isProperty: result += "%3A"
                case "," where isProperty: result += "%2C"
                default: result.append(character)
                }
            }
        }
        return result
    }
}
