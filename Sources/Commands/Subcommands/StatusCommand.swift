import ArgumentParser
import Reports

struct StatusCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the workspaces as the last run recorded them.",
        discussion: """
            Asks no cluster but the lock cluster, for the runs in progress: `berth plan` and `berth drift` look at the \
            world.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspaces to show; all where none is named.")
    var workspaces: [String] = []

    @OptionGroup var format: FormatOptions

    func validate() throws {
        if format.chosen == .markdown { throw ValidationError("status is written as text or json") }
    }

    func run() async throws {
        let project = try Project(root: common.root)
        try await Session.open(project, common) { session in
            func isAsked(_ group: String) -> Bool { workspaces.isEmpty || workspaces.contains(group) }
            let shown = session.snapshots.filter { isAsked($0.key) }
            let runs = await session.runsInProgress().filter(isAsked)
            if let unknown = workspaces.first(where: { shown[$0] == nil && runs.runs[$0] == nil }) {
                let hint = unknown.nearest(among: session.snapshots.keys).map { "; did you mean \($0)?" } ?? ""
                throw NotRecorded("nothing is recorded of a workspace \(unknown)\(hint)".sanitized)
            }
            let snapshots = shown.sorted { $0.key < $1.key }.map(\.value)
            try StandardStreams.print(
                format.chosen == .json
                    ? StatusJSON().render(snapshots, runs: runs)
                    : StatusText(common.terminal().layout()).render(snapshots, runs: runs))
            try ExitStatus.success.given(session.freshness).exit()
        }
    }
}
