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
        try format.check([.text, .json], of: "a list of locks")
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common, readsState: false) { session in
            let survey = try await LockSurvey.make(of: session.estate.name, from: try await session.leases())
            try StandardStreams.print(
                format.chosen == .json
                    ? LocksJSON().render(survey) : LocksText(common.terminal().layout()).render(survey, now: .now),
                as: format.chosen.language)
        }
    }
}

struct LocksReleaseCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Ends the locks of a run that is dead, without waiting for them to expire.",
        discussion: """
            A killed run's locks end by themselves, after 30 s where nothing else was set. Refused while the run renews \
            them, unless --force is given: the run stops then. Shows who holds the lock and asks; where nobody can be \
            asked it needs --yes. All locks of that run end together. A run that is alive and only seems dead, as on a \
            machine that was paused or cut off, notices at its next renewal and stops; what it was writing until then can \
            meet what the next run writes: neither overwrites the other's objects, but one of the two fails half-way.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, cluster/NAME, or estate: the lock that runs hold while they take theirs.")
    var group: String

    @Flag(help: "Also where the run is alive.")
    var force = false

    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask.")
    var isApproved = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.open(project, common, readsState: false) { session in
            let store = try await session.leases()
            let survey = try await LockSurvey.make(of: session.estate.name, from: store, patience: .seconds(8))
            let holder = try survey.breakable(group, isForced: force)
            let groups = survey.groups(heldWith: group).joined(separator: ", ")
            try StandardStreams.print("\(groups): held by \(holder.text)".sanitized + "\n")
            if !isApproved {
                if Confirmation.isPossible {
                    StandardStreams.complain(
                        "If that run is alive after all, it notices at its next renewal and stops; until then it writes on "
                            + "beside the next one.\n")
                }
                try await Confirmation.ask("Release?", otherwise: "give --yes to release the locks of this run")
            }
            try await survey.release(holder, isForced: force, in: store)
            try StandardStreams.print("released; `berth plan` shows what that run left\n")
        }
    }
}
