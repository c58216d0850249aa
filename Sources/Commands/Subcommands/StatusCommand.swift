import ArgumentParser
import Reports

struct StatusCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows the workspaces as the last run recorded them.",
        discussion: """
            Asks no cluster but the lock cluster, for the runs in progress, unless --refresh is given: then also every \
            control plane, for its endpoint, version, readiness and certificate. `berth inspect` shows all of one workspace, \
            and `berth drift` what others changed. Exits with 7 where something that was asked does not answer.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspaces to show; all where none is named.")
    var workspaces: [String] = []

    @OptionGroup var format: FormatOptions

    @Flag(help: "Asks the world: endpoint, version, readiness, certificate; shows applications and the last run, too.")
    var refresh = false

    func validate() throws {
        try format.check([.text, .json], of: "status")
    }

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            func isAsked(_ group: String) -> Bool { workspaces.isEmpty || workspaces.contains(group) }
            let shown = session.snapshots.filter { isAsked($0.key) }
            let runs = await session.runsInProgress().filter(isAsked)
            for name in workspaces where shown[name] == nil && runs.runs[name] == nil {
                throw try session.notRecorded(name)
            }
            let snapshots = shown.sorted { $0.key < $1.key }.map(\.value)
            let now = refresh ? try await session.refreshed(snapshots) : [:]
            try StandardStreams.print(
                format.chosen == .json
                    ? StatusJSON().render(snapshots, runs: runs, now: now)
                    : StatusText(common.terminal().layout()).render(snapshots, runs: runs, now: now, time: .now),
                as: format.chosen.language)
            let isKnown = runs.unknownReason == nil && !now.values.contains(where: \.isUnknown)
            return isKnown ? .success : .unreachable
        }
    }
}
