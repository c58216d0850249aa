import ArgumentParser
import Reports

struct InspectCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Shows everything that a workspace has now, as a tree, with its conditions.",
        discussion: """
            Asks the clusters for what is recorded of the workspace, carries its mark, or is specified for it. Writes \
            nothing. Exits with 7 where something could not be looked at.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The workspace.")
    var workspace: String

    @Flag(name: .customLong("json"), help: "As JSON.")
    var isJSON = false

    func run() async throws {
        let project = try Project(root: common.root, tolerating: .allButEstate)
        try await Session.reading(project, common) { session in
            let inspection = try await session.planner().inspected(workspace)
            if inspection.parts.allSatisfy(\.objects.isEmpty) { try session.checkKnown(workspace) }
            try StandardStreams.print(
                isJSON
                    ? InspectionJSON().render(inspection)
                    : InspectionText(common.terminal().layout()).render(inspection),
                as: isJSON ? .json : .text)
            return inspection.isPartial ? .unreachable : .success
        }
    }
}
