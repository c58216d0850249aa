import ArgumentParser
import Reports
import State

struct StateListCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Shows what is on record: workspaces and clusters, or the objects of one.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "A workspace, or cluster/NAME, to list the objects of.")
    var group: String?

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            let snapshots = session.snapshots.values.filter { group == nil || $0.group == group }
            if let group, snapshots.isEmpty { throw try session.notRecorded(group) }
            let paths = Set(snapshots.map { Snapshot.path(group: $0.group) })
            let listing = StateListing(
                Array(snapshots), changes: try await session.repository?.lastChanges(of: paths) ?? [:])
            let layout = common.terminal().layout()
            try StandardStreams.print(
                isJSON ? listing.json() : group == nil ? listing.text(layout) : listing.objects(layout),
                as: isJSON ? .json : .text)
            return .success
        }
    }
}
