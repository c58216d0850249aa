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
            if let group { try session.checkRecorded(group, try await repository.list()) }
            let deltas = try await repository.deltas(
                from: try await repository.revision(old), to: try await repository.revision(new))
            let difference = StateDifference(deltas, only: group)
            try StandardStreams.print(isJSON ? difference.json() : difference.text(common.terminal().layout()))
            return .success
        }
    }
}

extension Session {
    /// Throws where nobody knows a name: neither the specification nor the state, in which it may be gone by now.
    fileprivate func checkRecorded(_ group: String, _ paths: [String]) throws(UsageError) {
        guard !paths.contains(Snapshot.path(group: group)), !group.isPlainGroup else { return }
        try checkKnown(group)
    }
}

extension String {
    /// Whether it can have been the name of a workspace or cluster.
    fileprivate var isPlainGroup: Bool { StateFile(Snapshot.path(group: self)) != nil }
}
