import Testing

@testable import Commands

/// Command lines, before anything is done.
struct ArgumentTests {
    @Test(arguments: [
        ["destroy"], ["destroy", "--all", "payments"], ["plan", "--json", "--format", "markdown"],
        ["plan", "--parallelism", "0"], ["schema", "pod"], ["completion", "tcsh"], ["plan", "--bogus"], ["show"],
        ["apply", "--lock-timeout", "soon"], ["destroy", "w", "--lock-timeout", "0s"],
    ])
    func contradictionsAreUsageErrors(arguments: [String]) {
        do {
            _ = try BerthCommand.parseAsRoot(arguments)
            Issue.record("accepted \(arguments)")
        } catch {
            #expect(BerthCommand.exitCode(for: error).rawValue == Commands.ExitStatus.usage.rawValue)
        }
    }

    /// A form that a command does not have is refused before anything is looked at or written.
    @Test(arguments: [
        (["destroy", "w"], ["text", "json", "markdown"]), (["rollback", "w"], ["text", "json", "markdown"]),
        (["secret", "rotate", "w", "key"], ["text", "json", "markdown"]), (["apply"], ["text", "json", "markdown"]),
        (["destroy", "w", "--out", "f"], PlanReport.formats.map(\.rawValue)),
        (["rollback", "w", "--out", "f"], PlanReport.formats.map(\.rawValue)),
        (["secret", "rotate", "w", "key", "--out", "f"], PlanReport.formats.map(\.rawValue)),
        (["plan"], PlanReport.formats.map(\.rawValue)),
        (["show", "f"], PlanReport.formats.map(\.rawValue) + ["junit"]),
        (["validate"], ["text", "json", "sarif", "codequality", "junit"]),
        (["merge", "f"], PlanReport.formats.map(\.rawValue)), (["drift"], DriftOutput.formats.map(\.rawValue)),
        (["merge", "f", "--drift"], DriftOutput.formats.map(\.rawValue)), (["locks"], ["text", "json"]),
        (["status"], ["text", "json"]),
    ])
    func onlyTheFormsOfACommandAreTaken(arguments: [String], formats: [String]) {
        for format in OutputFormat.allCases.map(\.rawValue) {
            let isTaken = (try? BerthCommand.parseAsRoot(arguments + ["--format", format])) != nil
            #expect(isTaken == formats.contains(format), "\(arguments) --format \(format)")
        }
    }

    /// What is left out of a report of a plan is shown by a command that shows this plan, not another one.
    @Test(arguments: [
        (["plan"], "berth plan --verbose"), (["plan", "w", "v"], "berth plan w v --verbose"),
        (["plan", "--shard", "1/2"], "berth plan --shard 1/2 --verbose"),
        (["plan", "--prune"], "berth plan --prune --verbose"),
        (["plan", "--no-prune", "-C", "a b"], "berth plan -C 'a b' --no-prune --verbose"),
        (
            [
                "plan", "--changed-since", "origin/main", "--estate-from", "v1", "--allow", "cascade", "--target",
                "w/dns",
            ],
            "berth plan --estate-from v1 --changed-since origin/main --target w/dns --allow cascade --verbose"
        ), (["plan", "--verify", "full", "--replace", "w/a"], "berth plan --replace w/a --verify full --verbose"),
        (["plan", "w", "--out", "a b"], "berth show './a b' --verbose"),
    ])
    func theWholePlanIsShownByTheSameCommand(arguments: [String], command: String) throws {
        #expect(try #require(try BerthCommand.parseAsRoot(arguments) as? PlanCommand).whole == command)
    }

    /// Whoever saw a part is not sent to apply all.
    @Test(arguments: [
        (["plan"], nil), (["plan", "--out", "f", "w"], nil),
        (
            ["plan", "--changed-since", "main"],
            "not saved: `berth plan --changed-since main --out FILE` saves this plan"
        ),
        (["plan", "w"], "not saved: `berth plan w --out FILE` saves this plan"),
    ])
    func aPlanOfAPartSaysHowItIsCarriedOut(arguments: [String], words: String?) throws {
        let advice = try #require(try BerthCommand.parseAsRoot(arguments) as? PlanCommand).advice
        #expect(advice == words.map { "\($0) for `berth apply FILE`\n" })
    }

    @Test(arguments: [
        (["drift"], "berth apply"), (["drift", "w", "--shard", "1/2"], "berth apply --shard 1/2 w"),
        (["drift", "--changed-since", "main"], "berth plan --changed-since main --out FILE; berth apply FILE"),
        (["drift", "-C", "x", "--estate-from", "v1"], "berth plan -C x --estate-from v1 --out FILE; berth apply FILE"),
    ])
    func driftIsSetBackByWhatLookedForIt(arguments: [String], remedy: String) throws {
        #expect(try #require(try BerthCommand.parseAsRoot(arguments) as? DriftCommand).remedy == remedy)
    }

    /// The report goes to standard output, and nothing else does; no file is written twice.
    @Test(arguments: [
        ["plan", "--metrics", "-"], ["plan", "--out", "-"], ["drift", "--metrics", "-"], ["drift", "--out", "-"],
        ["apply", "--metrics", "-"], ["apply", "--events", "-"], ["destroy", "w", "--metrics", "-"],
        ["destroy", "w", "--out", "-"], ["rollback", "w", "--out", "-"], ["secret", "rotate", "w", "k", "--out", "-"],
        ["import", "w/a", "--out", "-"], ["plan", "--out", "x", "--metrics", "./x"],
        ["apply", "--events", "x", "--metrics", "x"], ["destroy", "w", "--out", "x", "--events", "x"],
        ["plan", "--out", ".././x", "--metrics", "Sources/../../x"],
        ["plan", "--out", "/dev/zero", "--metrics", "/dev//zero"],
    ])
    func aFileIsNotStandardOutputNorAnotherOnes(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try BerthCommand.parseAsRoot(arguments) }
        guard let error else { return }
        #expect(BerthCommand.exitCode(for: error).rawValue == Commands.ExitStatus.usage.rawValue)
        let message = BerthCommand.message(for: error)
        #expect(message.contains("names a file: -") || message.contains("name the same file"), "\(message)")
    }

    /// What is thrown away may be thrown away twice.
    @Test func nowhereIsNoFileOfTheReport() throws {
        _ = try BerthCommand.parseAsRoot(["plan", "--out", "/dev/null", "--metrics", "/dev/null"])
    }

    @Test func aPlanThatCannotBeShownAnewIsSavedFirst() {
        #expect(
            PlanFile.showing(nil, savedBy: CommandWords("berth", "rollback", "w"))
                == "berth rollback w --out FILE; berth show FILE --verbose")
        #expect(PlanFile.showing("f.plan") == "berth show f.plan --verbose")
    }

    @Test(
        arguments: [
            ("2/4", nil, "2/4"), ("1/1", nil, "1/1"), ("job/4", "0", "1/4"), ("job/4", "3", "4/4"),
            ("job/1", "0", "1/1"),
            ("job/4", "4", nil), ("job/4", nil, nil), ("job/4", "", nil), ("job/4", "-1", nil), ("job/4", "01", nil),
            ("job/4", "9223372036854775807", nil), ("job/4", "99999999999999999999", nil), ("job/0", "0", nil),
            ("job/", "0", nil), ("job/x", "0", nil), ("0/0", nil, nil), ("5/4", nil, nil), ("0/4", nil, nil),
            ("JOB/4", "0", nil), ("2/4 ", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)])
    func aShardIsReadOrRefused(_ text: String, _ index: String?, _ expected: String?) {
        let shard = try? ShardOptions.shard(text) { $0 == "JOB_COMPLETION_INDEX" ? index : nil }
        #expect(shard?.description == expected)
    }

    @Test func aShardIsAPartOfAllWorkspaces() throws {
        let command = try #require(try BerthCommand.parseAsRoot(["drift", "--shard", "2/4"]) as? DriftCommand)
        #expect(throws: UsageError.self) { try command.part.selection(["payments"]) }
        #expect(try command.part.selection(nil).shard?.description == "2/4")
        for arguments in [["plan", "--shard", "0/4"], ["merge"], ["merge", "a", "--drift", "--verbose"]] {
            #expect(throws: (any Error).self) { try BerthCommand.parseAsRoot(arguments) }
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
        ("plan.json", true), ("out/plan", true), ("payments", false), ("saved", true), ("missing", false), ("-", true),
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
