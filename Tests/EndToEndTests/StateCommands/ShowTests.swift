import Document
import Foundation
import TestSupport
import Testing

/// A saved plan is shown as it was when it was made, and asked for where somebody can answer.
struct ShowTests {
    @Test func aSavedPlanIsShownAsItWasMade() async throws {
        let site = try await Site.project()
        for format in ["text", "json", "markdown", "html", "gitlab", "sarif", "codequality"] {
            let made = try await site.berth("plan", "--format", format, "--out", "a.plan", exits: 0)
            let shown = try await site.berth("show", "a.plan", "--format", format, exits: 0)
            #expect(shown.output == made.output)
            let piped = try await site.workplace.program.outcome(
                ["show", "-", "--format", format], in: site.folder.path,
                input: String(contentsOf: URL(filePath: site.folder.path("a.plan")), encoding: .utf8))
            // Each names the command that shows the whole of what it showed.
            let expected = made.output.replacing("berth show a.plan --verbose", with: "berth show - --verbose")
            #expect(piped.status == 0 && piped.output == expected, "\(piped.errors)")
        }
        let verbose = try await site.berth("plan", "--verbose", exits: 0)
        #expect(try await site.berth("show", "a.plan", "--verbose", exits: 0).output == verbose.output)
        try await site.berth("show", "a.plan", "--detailed-exitcode", exits: 2)

        // The file is enough: no specs, no state, no cluster.
        try site.workplace.remove("specs")
        try await site.berth("show", "a.plan", exits: 0)
    }

    private struct Wrong {
        var name: String
        var says: String
        var change: (inout Value) -> Void
    }

    @Test func whatIsNoPlanIsRefusedByShowAndApplyAlike() async throws {
        let site = try await Site.project()
        try await site.berth("plan", "--out", "a.plan", exits: 0)
        let plan = try Value(json: Data(contentsOf: URL(filePath: site.folder.path("a.plan"))))
        let wrong = [
            Wrong(name: "changed.plan", says: "it was changed after it was made") { $0["owned"] = 7 },
            Wrong(name: "newer.plan", says: "its format has version 9, and this berth knows version 3") {
                $0["version"] = 9
            },
            Wrong(name: "other.plan", says: "it is some other file") { $0["format"] = "terraform" },
        ]
        for test in wrong {
            var value = plan
            test.change(&value)
            try site.folder.write(String(decoding: value.json(.pretty), as: UTF8.self), to: test.name)
        }
        try site.folder.write("\u{1B}[2J{\"format\": garbage", to: "garbage.plan")
        try site.folder.write("", to: "empty.plan")
        for (name, says) in wrong.map({ ($0.name, $0.says) }) + [
            ("garbage.plan", "this is not a plan"), ("empty.plan", "this is not a plan"),
            ("missing.plan", "cannot read the plan missing.plan"), (".", "is a folder"),
        ] {
            for arguments in [["show", name], ["apply", name, "--yes"]] where arguments != ["apply", ".", "--yes"] {
                let outcome = try await site.workplace.berth(arguments)
                #expect(outcome.status == 1 && outcome.output.isEmpty, "\(arguments): \(outcome.errors)")
                #expect(outcome.words.contains(says) && !outcome.errors.contains("\u{1B}"), "\(outcome.errors)")
            }
        }
    }

    @Test func onATerminalASavedPlanIsShownAndAskedFor() async throws {
        let site = try await Site.project()
        let before = try await site.inventory
        try await site.berth("plan", "--out", "a.plan", exits: 0)
        let declined = try await site.berth(typing: "y", "apply", "a.plan")
        #expect(declined.status == 1, "\(declined.output)")
        #expect(declined.output.contains("w1 on m1") && declined.output.contains("not approved: nothing was written"))
        #expect(try await site.inventory == before)
        let applied = try await site.berth(typing: "yes", "apply", "a.plan")
        #expect(applied.status == 0 && applied.output.contains("Apply? Only `yes` is taken"), "\(applied.output)")
        try await site.cluster(namespace: "k8s-w-w1")("get", "tenantcontrolplane", "w1")

        // An empty plan says so, on a terminal and without one.
        try await site.berth("plan", "--out", "none.plan", "--detailed-exitcode", exits: 0)
        for outcome in [
            try await site.berth(typing: "no", "apply", "none.plan"), try await site.berth("apply", "none.plan"),
        ] {
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("No changes."))
            #expect(outcome.output.contains("The plan is empty: there is nothing to apply."))
        }
        let shown = try await site.berth("show", "none.plan", exits: 0)
        #expect(shown.output.contains("No changes."))
    }
}
