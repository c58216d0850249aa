import Diagnostics
import Document
import Planning

/// Findings as GitLab's code quality report, which shows them beside the lines of a merge request.
package struct FindingsCodeQuality: Sendable {
    private let places: FindingPlaces

    /// `places` says where files lie in the repository.
    package init(places: FindingPlaces = FindingPlaces()) { self.places = places }

    /// What somebody changed outside of Berth.
    package func render(driftIn plan: Plan) -> String { document(DriftReport(plan).allFindings(of: plan)) }

    /// What stands in the way of a plan, and what is wrong with specs and templates that it is not made of.
    package func render(_ plan: Plan, _ diagnostics: [Diagnostic] = []) -> String {
        document(plan.findings + [ReviewFinding](diagnostics))
    }

    /// What is wrong with specs and templates.
    package func render(_ diagnostics: [Diagnostic]) -> String { document([ReviewFinding](diagnostics)) }

    private func document(_ findings: [ReviewFinding]) -> String {
        let entries = findings.map { finding -> Value in
            let place = places.place(of: finding.location)
            return [
                "description": .string(finding.message), "check_name": .string(finding.rule.id),
                "fingerprint": .string(finding.fingerprint),
                "severity": .string(
                    finding.level == .error ? "critical" : finding.level == .warning ? "major" : "info"),
                "location": [
                    "path": .string(place.file), "lines": ["begin": .integer(Int64(max(place.line, 1)))],
                ],
            ]
        }
        return String(decoding: Value.array(entries).json(.pretty), as: UTF8.self)
    }
}

/// How many objects a plan creates, updates and deletes, as GitLab's `terraform` report takes it for its merge request widget.
package struct PlanGitLab: Sendable {
    package init() {}

    /// A replaced object counts as deleted and as created.
    package func render(_ plan: Plan) -> String {
        let summary = PlanSummary(plan)
        let counts: Value = [
            "create": .integer(Int64(summary.count(.create) + summary.count(.replace))),
            "update": .integer(Int64(summary.count(.update))),
            "delete": .integer(Int64(summary.count(.delete) + summary.count(.replace))),
        ]
        return String(decoding: counts.json(.pretty), as: UTF8.self)
    }
}
