import Diagnostics
import Document
import Planning

/// Findings as a log of the Static Analysis Results Interchange Format (SARIF 2.1.0, OASIS), for code scanning.
///
/// A result for each field that was changed, with a fingerprint that stays the same while it lasts: no value, time or line is in
/// it. What comes from no line of the specification stands at the estate's file, since GitHub takes no result without a place.
package struct FindingsSARIF: Sendable {
    private let version: String
    private let places: FindingPlaces

    /// `version` is the program's, and `places` says where files lie in the repository.
    package init(version: String, places: FindingPlaces = FindingPlaces()) {
        self.version = version
        self.places = places
    }

    /// What somebody changed outside of Berth.
    package func render(driftIn plan: Plan) -> String { document(DriftReport(plan).allFindings(of: plan)) }

    /// What stands in the way of a plan, and what is wrong with specs and templates that it is not made of.
    package func render(_ plan: Plan, _ diagnostics: [Diagnostic] = []) -> String {
        document(plan.findings + [ReviewFinding](diagnostics))
    }

    /// What is wrong with specs and templates.
    package func render(_ diagnostics: [Diagnostic]) -> String { document([ReviewFinding](diagnostics)) }

    private func document(_ findings: [ReviewFinding]) -> String {
        let rules = Set(findings.map(\.rule)).sorted { $0.id < $1.id }
        let numbers = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1, $0) })
        let driver: Value = [
            "name": "berth", "version": .string(version), "semanticVersion": .string(version),
            "rules": .array(
                rules.map { rule in
                    ["id": .string(rule.id), "shortDescription": ["text": .string("\(rule.title).")]]
                }),
        ]
        let log: Value = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver], "columnKind": "unicodeCodePoints",
                    "originalUriBaseIds": [
                        "SRCROOT": [
                            "description": ["text": "The top of the repository, or the folder that berth was run in."]
                        ]
                    ],
                    "results": .array(findings.map { result($0, rule: numbers[$0.rule] ?? 0) }),
                ]
            ],
        ]
        return String(decoding: log.json(.pretty), as: UTF8.self)
    }

    private func result(_ finding: ReviewFinding, rule: Int) -> Value {
        let location = places.place(of: finding.location)
        var place: Value = ["artifactLocation": ["uri": .string(location.reference), "uriBaseId": "SRCROOT"]]
        if location.line > 0 {
            place["region"] = ["startLine": .integer(Int64(location.line))]
            if location.column > 0 { place["region"]?["startColumn"] = .integer(Int64(location.column)) }
        }
        let name = finding.address?.description ?? finding.subject
        return [
            "ruleId": .string(finding.rule.id), "ruleIndex": .integer(Int64(rule)),
            "level": .string(finding.level.rawValue),
            "message": ["text": .string(finding.message.asPlainMessage)],
            "locations": [
                [
                    "physicalLocation": place,
                    "logicalLocations": [
                        [
                            "fullyQualifiedName": .string(name),
                            "kind": finding.rule.isOfSpecification ? "module" : "resource",
                        ]
                    ],
                ]
            ],
            "partialFingerprints": ["berth/v1": .string(finding.fingerprint)],
        ]
    }
}

extension String {
    /// The text as a plain text message that says the same: braces are doubled, since `{0}` is a placeholder (SARIF 2.1.0, §3.11.5),
    /// and brackets and backslashes escaped where `[text](target)` may be a link (§3.11.6); elsewhere they may stand as they are.
    fileprivate var asPlainMessage: String {
        let text = replacing("{", with: "{{").replacing("}", with: "}}")
        guard text.contains("](") else { return text }
        return text.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
    }
}
