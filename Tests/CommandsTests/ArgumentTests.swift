import Testing

@testable import Commands

/// Command lines, before anything is done.
struct ArgumentTests {
    @Test(arguments: [
        ["destroy"], ["destroy", "--all", "payments"], ["plan", "--json", "--format", "markdown"],
        ["plan", "--parallelism", "0"], ["schema", "pod"], ["completion", "tcsh"], ["plan", "--bogus"],
    ])
    func contradictionsAreUsageErrors(arguments: [String]) {
        do {
            _ = try BerthCommand.parseAsRoot(arguments)
            Issue.record("accepted \(arguments)")
        } catch {
            #expect(BerthCommand.exitCode(for: error).rawValue == Commands.ExitStatus.usage.rawValue)
        }
    }

    @Test func bothNamesOfApprovalAreTheSame() throws {
        for flag in ["--yes", "--auto-approve"] {
            let command = try #require(try BerthCommand.parseAsRoot(["apply", flag]) as? ApplyCommand)
            #expect(command.options.isApproved)
        }
    }

    @Test func jsonIsAFormat() throws {
        let command = try #require(try BerthCommand.parseAsRoot(["plan", "--json"]) as? PlanCommand)
        #expect(command.format.chosen == .json)
    }

    @Test(arguments: [
        ("plan.json", true), ("out/plan", true), ("payments", false), ("saved", true), ("missing", false),
    ])
    func anArgumentOfApplyIsAFileOrAWorkspace(argument: String, isFile: Bool) {
        // `payments` is also the name of a file here: the workspace is meant.
        let isSaved: (String) -> Bool = { ["saved", "payments"].contains($0) }
        #expect(PlanFile.isFile(argument, workspaces: ["payments"], exists: isSaved) == isFile)
    }

    @Test(arguments: [
        (["BERTH_ACTOR": "b", "GITHUB_ACTOR": "g"], "b"), (["GITHUB_ACTOR": "g"], "g"),
        (["GITLAB_USER_LOGIN": "l", "USER": "u"], "l"), (["USER": "u"], "Jane <j@example.com>"),
    ])
    func theActorIsWhoThePipelineOrGitSays(variables: [String: String], actor: String) {
        #expect(RunIdentity.actor(variable: { variables[$0] }, gitIdentity: "Jane <j@example.com>") == actor)
    }

    @Test(arguments: [
        ("Jane\nDoe\r\n<j@x>\u{1B}[31m", "Jane Doe <j@x> [31m"), ("  \n\t ", "Jane <j@example.com>"),
        (String(repeating: "x", count: 300), String(repeating: "x", count: 199) + "…"),
    ])
    func theActorIsOneShortLine(given: String, actor: String) {
        #expect(
            RunIdentity.actor(variable: { ["BERTH_ACTOR": given][$0] }, gitIdentity: "Jane <j@example.com>") == actor)
    }
}
