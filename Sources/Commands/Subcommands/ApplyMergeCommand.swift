import ArgumentParser
import Diagnostics
import Files
import FoundationEssentials
import Git
import Planning
import Reports

struct ApplyMergeCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply-merge",
        abstract: "Carries out what was reviewed of a merge, and plans what is left of it: for pipelines.",
        discussion: """
            Applies the plan file, as `berth apply FILE --yes --no-consents` does. Where there is none, where the world is not as \
            the plan saw it, or where the merge changes more than the plan has, it plans what the merge changed and writes nothing: \
            that plan has to be looked at, and the next run applies it.

            Leaves in the folder of --into: `note`, what to say about it; `comment.md`, the plan that it is about; `run.ndjson`, the \
            events of the run; where there is a new plan, `estate.plan` and `plan.html`. Exits with 3 where there is a plan to look \
            at, with 7 where something did not answer, else as `apply`, or `plan`, does.
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "Where the branch was before the merge. Where there was nothing, which forges say by an id of zeros, or it is not here, "
                + "everything counts as changed.", valueName: "revision"))
    var since: String

    @Flag(
        help: "The branch has moved on: what this commit says is not planned any more, since that would take it back.")
    var outdated = false

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp("How long to wait for a lock that another run holds.", valueName: "duration"),
        transform: { text in
            _ = try Duration.of("--lock-timeout", text)
            return text
        })
    var lockTimeout = "30m"

    @Option(help: ArgumentHelp("The folder for what the pipeline goes on with.", valueName: "dir"))
    var into: String

    @Argument(help: ArgumentHelp("The plan that was reviewed; one that is not there is none.", valueName: "plan"))
    var plan: String?

    func validate() throws {
        if plan == "-" { throw ValidationError("the plan must be a file: it is applied, and shown in the comment") }
    }

    func run() async throws {
        // Found out before anything is applied.
        do {
            try FileManager.default.createDirectory(atPath: into, withIntermediateDirectories: true)
        } catch {
            throw UsageError("--into \(into) is not a folder, and cannot be made one")
        }
        // What an earlier run left, or was kept beside the plan, says nothing of this one.
        for name in ["note", "comment.md", "plan.html", "run.ndjson"] {
            try? FileManager.default.removeItem(atPath: path(name))
        }
        var outcome = MergeOutcome(applied: .stale, isOutdated: outdated)
        if let plan, FileManager.default.fileExists(atPath: plan) {
            let text = markdown(of: plan)
            outcome.applied = await BerthCommand.status { try await applied(plan) }
            if let text { try PageFile.write(text, to: path("comment.md")) }
        }
        if outcome.plansRest {
            // What was applied, or does not fit, must not be taken for a new one.
            try? FileManager.default.removeItem(atPath: path("estate.plan"))
            let isNew = outcome.applied == .stale
            outcome.planned = await BerthCommand.status { try await planned(showsFaults: isNew) }
        }
        if outcome.hasNewPlan { try writePage() }
        if outcome.showsNewPlan, let text = markdown(of: path("estate.plan")) {
            try PageFile.write(text, to: path("comment.md"))
        }
        if outcome.planned != nil, !outcome.hasNewPlan {
            try? FileManager.default.removeItem(atPath: path("estate.plan"))
        }
        try PageFile.write(outcome.note + "\n", to: path("note"))
        StandardStreams.complain(outcome.note + "\n")
        try outcome.status.exit()
    }

    private func path(_ name: String) -> String { "\(into)/\(name)" }

    /// The options that stand for this project.
    private var project: [String] {
        var command = CommandWords()
        common.describe(&command)
        command.add("--no-color", if: common.isColorless)
        return command.words
    }

    private func applied(_ plan: String) async throws {
        // A bare name could be a workspace's, which would be planned anew, and an option where it begins with `-`.
        let file = plan.hasPrefix("/") ? plan : "./\(plan)"
        let command = try ApplyCommand.parse(
            project + [
                file, "--yes", "--no-consents", "--lock-timeout", lockTimeout, "--events", path("run.ndjson"),
            ])
        do {
            try await command.run()
        } catch let error as PlanFileError where error.isOfOtherVersion {
            // It does not fit this program, and a new one does.
            StandardStreams.complain("\(error)\n")
            try ExitStatus.stale.exit()
        }
    }

    /// Where specs are faulty, the comment says so in the place of a plan, if it has nothing else to say.
    private func planned(showsFaults: Bool) async throws {
        let command = try PlanCommand.parse(
            project + (await isAbsent() ? [] : ["--changed-since", since]) + [
                "--detailed-exitcode", "--ignore-orphans", "--no-pager", "--out", path("estate.plan"),
            ])
        do {
            try await command.run()
        } catch let error as DiagnosticsError where showsFaults {
            try PageFile.write(FindingsMarkdown().render(error.diagnostics), to: path("comment.md"))
            throw error
        }
    }

    /// Whether nothing can be compared with, since the commit is not here: after a push by force, or before the first commit.
    private func isAbsent() async -> Bool {
        guard !ChangesSince.isNothing(since) else { return false }
        do {
            _ = try await ProjectRepository(of: common.root).repository.commit(named: since)
        } catch let error as GitError where error.reason == .notFound {
            StandardStreams.complain(
                "warning: --since \(since) is not here: everything counts as changed\n".sanitized)
            return true
        } catch {
            // Planning says what is wrong.
        }
        return false
    }

    /// A plan as the comment shows it; nil where the file holds none, which `apply` says.
    ///
    /// Not inlined: Swift 6.3 cannot optimise an asynchronous function with this in it, and ends.
    @inline(never)
    private func markdown(of file: String) -> String? {
        guard let plan = try? PlanFile.read(file) else { return nil }
        return PlanMarkdown(whole: PlanFile.showing("estate.plan")).render(plan)
    }

    @inline(never)
    private func writePage() throws {
        try PageFile.write(PlanHTML().render(try PlanFile.read(path("estate.plan"))), to: path("plan.html"))
    }
}
