import ArgumentParser
import Reports
import State

struct StateDiffCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows what two revisions of the state differ in, object by object.",
        discussion: """
            A revision is a commit of `berth state log`, or HEAD~3. What is shown is what berth recorded then, which is what \
            it had written: `berth drift` says what others changed. Secrets are never shown.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp("The revision to compare from.", valueName: "from"))
    var old: String

    @Argument(help: ArgumentHelp("The revision to compare to.", valueName: "to"))
    var new: String

    @Argument(help: "Only this workspace, or cluster/NAME.")
    var group: String?

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            guard let repository = session.repository else { throw NotRecorded("nothing is recorded yet") }
            let (from, to) = (try await repository.revision(old), try await repository.revision(new))
            if let group { try await session.checkRecorded(group, at: [from, to, nil], of: repository) }
            let deltas = try await repository.deltas(from: from, to: to)
            let difference = StateDifference(deltas, only: group)
            try StandardStreams.print(
                isJSON ? difference.json() : difference.text(common.terminal().layout()), as: isJSON ? .json : .text)
            return .success
        }
    }
}

extension Session {
    /// Throws `UsageError` where nobody knows a name: neither the specification nor the state at one of some revisions (nil: now).
    fileprivate func checkRecorded(
        _ group: String, at revisions: [StateRevision?], of repository: StateRepository
    ) async throws {
        let path = Snapshot.path(group: group)
        for revision in revisions where try await repository.read(path, at: revision) != nil { return }
        try checkKnown(group)
    }
}
