import ArgumentParser
import Diagnostics
import Execution
import Reports

struct LocksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locks", abstract: "Shows who holds the locks of the estate, and ends those of dead runs.",
        subcommands: [LocksListCommand.self, LocksReleaseCommand.self], defaultSubcommand: LocksListCommand.self)
}

struct LocksListCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows all locks: who holds them, since when, and the plan applied last.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var format: FormatOptions

    func validate() throws {
        if format.chosen == .markdown { throw ValidationError("locks are written as text or json") }
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common, readsState: false) { session in
            let survey = try await LockSurvey.make(of: session.estate.name, from: try await session.leases())
            try StandardStreams.print(
                format.chosen == .json
                    ? LocksJSON().render(survey) : LocksText(common.terminal().layout()).render(survey))
        }
    }
}

struct LocksReleaseCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Ends the locks of a run that is dead, without waiting for them to expire.",
        discussion: """
            A killed run's locks end by themselves, after 30 s where nothing else was set. Refused while the run renews them, unless --force is given: \
            the run stops then.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, or cluster/NAME.")
    var group: String

    @Flag(help: "Also where the run is alive.")
    var force = false

    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not only show what would be released.")
    var isApproved = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common, readsState: false) { session in
            let store = try await session.leases()
            let survey = try await LockSurvey.make(of: session.estate.name, from: store, patience: .seconds(8))
            let holder = try survey.breakable(group, isForced: force)
            let groups = survey.groups(heldWith: group).joined(separator: ", ")
            try StandardStreams.print("\(groups): held by \(holder.text)".sanitized + "\n")
            guard isApproved else {
                throw UsageError("nothing was released: give --yes to release the locks of this run")
            }
            try await survey.release(holder, isForced: force, in: store)
            try StandardStreams.print("released\n")
        }
    }
}
