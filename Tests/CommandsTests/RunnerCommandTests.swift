import Diagnostics
import Document
import Planning
import Resources
import Testing

@testable import Commands
@testable import Reports

/// Runners of pipelines act on lines that begin with a command, whatever blanks stand before it, and on `##[` anywhere: nothing that
/// is written to a standard stream has one, whatever others call their things.
struct RunnerCommandTests {
    private static let words = Array(repeating: "::add-mask::x ##[error]y", count: 40).joined(separator: " ")
    private static let blanks = Array(repeating: "\u{3000}::error::pwn ##[error]x", count: 40).joined(separator: " ")

    private static let plan: Plan = {
        let key = ItemKey(
            place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "n", name: "##[group]x")
        var step = Step(
            address: ResourceAddress(workspace: "w", "application/web"), kind: .application, action: .update,
            changes: [
                ItemChange(
                    key: key, action: .update,
                    leaves: [
                        LeafChange(
                            path: ["data", "##[error]k"], old: "##[error]a\n::error::b\n", new: .string(words),
                            reason: .drift, author: .init(manager: "##[debug]", time: nil)),
                        LeafChange(path: ["data", "t"], old: nil, new: "a\n  ::error::c\n##[error]d\n", reason: .spec),
                    ])
            ])
        step.reason = words
        return Plan(
            estate: "##[error]e", purpose: .apply, steps: [step], groups: [Plan.Group(name: "w", cluster: "m")],
            problems: [
                .init(kind: .conflict, message: words, hint: words),
                .init(kind: .foreign, message: blanks, hint: "\u{3000}\(blanks)"),
            ], remarks: [words])
    }()

    private static let faults = [
        Diagnostic.error(words, at: SourceLocation(file: "specs/##[error]x.yaml", line: 3, column: 1), notes: blanks)
    ]

    private static func isFree(_ text: String, _ language: StandardStreams.Language) -> Bool {
        language.withoutCommands(text).split(whereSeparator: \.isNewline).allSatisfy { line in
            !line.drop(while: \.isWhitespace).hasPrefix("::") && !line.contains("##[")
        }
    }

    @Test func noTextHoldsACommand() {
        let (plan, faults) = (Self.plan, Self.faults)
        for text in [
            PlanText().render(plan), PlanText(TextLayout(width: 40, isVerbose: true)).render(plan),
            PlanText(TextLayout(usesColor: true, isVerbose: true)).render(plan), PlanMarkdown().render(plan),
            DriftText().render(plan), DriftMarkdown().render(plan), FindingsMarkdown().render(faults),
            ErrorReport.text(of: DiagnosticsError(faults), usesColor: false),
        ] {
            #expect(text.contains("##[") && Self.isFree(text, .text), "\(text)")
        }
    }

    /// Escaped, it means the same.
    @Test func noFormForProgramsHoldsACommand() throws {
        let (plan, faults) = (Self.plan, Self.faults)
        let log = FindingsSARIF(version: "1")
        for text in [
            PlanJSON().render(plan), DriftJSON().render(plan), FindingsJSON().render(faults), log.render(plan),
            log.render(driftIn: plan), log.render(faults), FindingsCodeQuality().render(plan, faults),
        ] {
            #expect(text.contains("##[") && Self.isFree(text, .json), "\(text)")
            #expect(try Value(json: StandardStreams.Language.json.withoutCommands(text)) == Value(json: text))
        }
        for text in [
            PlanHTML().render(plan), DriftHTML().render(plan), FindingsHTML(kind: "Plan").render(faults),
            DriftJUnit().render(plan), ValidationJUnit().render(faults, files: []),
        ] {
            #expect(text.contains("##[") && Self.isFree(text, .markup), "\(text)")
        }
    }
}
