import ArgumentParser
import State

struct StateShowCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Prints the snapshot of a workspace as it was recorded, as JSON.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspace, or cluster/NAME.")
    var group: String

    @Option(help: ArgumentHelp("An earlier state: a commit of `berth state log`, or HEAD~3.", valueName: "revision"))
    var at: String?

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            guard let repository = session.repository else { throw try session.notRecorded(group) }
            var revision: StateRevision?
            if let at { revision = try await repository.revision(at) }
            guard let snapshot = try await repository.read(Snapshot.path(group: group), at: revision) else {
                throw try session.notRecorded(group, at: at)
            }
            try StandardStreams.print(String(decoding: snapshot, as: UTF8.self), as: .json)
            return .success
        }
    }
}
