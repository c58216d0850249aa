import ArgumentParser

struct StateRecoverCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover", abstract: "Rebuilds the state from the marks that berth's objects carry in the world.",
        discussion: """
            For a state repository that is lost or in which snapshots cannot be read. Asks all clusters and writes nothing to \
            them; shows what would be put on record and what cannot be known, and asks; where nobody can be asked it needs \
            --yes. What is recorded and can be read stays as it is, unless it was recovered in part or --overwrite is given. A \
            repository that git cannot read has to be moved away first. Exits with 7 where something did not answer: run it \
            again then.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(help: "Also where there is a snapshot that can be read: what the world says counts.")
    var overwrite = false

    @Flag(name: [.customLong("yes"), .customLong("auto-approve")], help: "Does not ask.")
    var isApproved = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            try await session.checkIdle()
            let recovery = try await session.recovery()
            let edit = try await session.recording(recovery, overwrites: overwrite)
            try await session.carryOut(edit, isApproved: isApproved)
            return recovery.isPartial ? .unreachable : .success
        }
    }
}
