import ArgumentParser
import Charts
import Composition
import Reports
import Specification
import State

struct RBACCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "rbac", abstract: "Prints the rights that a command needs on a management cluster, as YAML.",
        discussion: """
            The account and its roles are called `berth-<command>`. They name the kinds of the templates, of every revision of the \
            catalog's prerequisites, and of what the state at hand recorded. Asks no cluster: charts are rendered for one that \
            serves what Kubernetes serves by itself and what the catalog brings.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "\(AccessRole.allCases.map(\.rawValue).joined(separator: ", ")).", transform: Self.role)
    var command: AccessRole

    private static func role(_ name: String) throws -> AccessRole {
        guard let role = AccessRole(rawValue: name) else {
            let known = AccessRole.allCases.map(\.rawValue)
            throw ValidationError("no account is for \(name.sanitized); there are \(known.joined(separator: ", "))")
        }
        return role
    }

    func run() async throws {
        let project = try Project(root: common.root)
        let (specification, facts) = (project.specification, project.placedAnywhere)
        let renderer = ChartRenderer(project.estate, home: ProcessEnvironment.home)
        let rendered = try await renderer.rendered(specification, facts: facts, selection: .all)
        await renderer.close()
        let composed = try Composer.compose(specification, facts: facts, rendered: rendered)
        let store = try StateStore(project.estate, variable: ProcessEnvironment.variable)
        let recorded = try await store.local()?.recorded().snapshots.values.flatMap(\.items.keys) ?? []
        let kinds = ManagementKinds(specification, graph: composed.graph, recorded: recorded)
        try StandardStreams.print(AccessManifests(command, kinds: kinds).text, as: .source)
    }
}
