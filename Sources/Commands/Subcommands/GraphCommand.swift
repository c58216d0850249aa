import ArgumentParser
import Composition
import Diagnostics
import Resources

struct GraphCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws what depends on what, as the specs say.",
        discussion: "Asks no cluster. For Graphviz: berth graph | dot -Tsvg >graph.svg")

    enum Language: String, ExpressibleByArgument, CaseIterable {
        case dot, mermaid
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var source: SourceOptions

    @Argument(help: "The workspaces to draw; all where none is named.")
    var workspaces: [String] = []

    @Option(help: "dot or mermaid.")
    var format: Language = .dot

    func run() async throws {
        let project = try await source.project(common)
        let chosen = try project.chosen(workspaces)
        let composed = try Composer.compose(
            project.specification, facts: PlacementFacts(), rendered: .none,
            selection: chosen.map { .workspaces($0) } ?? .all)
        try StandardStreams.print(GraphDrawing(composed.graph).text(as: format))
    }
}

/// Writes a graph in a language that programs draw from: an arrow leads from what comes first to what needs it.
struct GraphDrawing {
    private let resources: [Resource]

    init(_ graph: ResourceGraph) {
        resources = graph.resources
    }

    func text(as language: GraphCommand.Language) -> String {
        let numbers = Dictionary(uniqueKeysWithValues: resources.enumerated().map { ($1.address, $0) })
        let groups = Dictionary(grouping: resources, by: \.address.group).sorted { $0.key < $1.key }
        var lines = [language == .dot ? "digraph berth {" : "flowchart TD"]
        if language == .dot { lines.append("  rankdir=TB; node [shape=box];") }
        for (index, (group, members)) in groups.enumerated() {
            // Neither language takes the quotes and backslashes that addresses cannot hold.
            lines.append(
                language == .dot
                    ? "  subgraph cluster_\(index) { label=\"\(group)\";" : "  subgraph g\(index)[\"\(group)\"]")
            for resource in members {
                let name = "n\(numbers[resource.address] ?? 0)"
                lines.append(
                    language == .dot
                        ? "    \(name) [label=\"\(resource.address.name)\"];"
                        : "    \(name)[\"\(resource.address.name)\"]")
            }
            lines.append(language == .dot ? "  }" : "  end")
        }
        for resource in resources {
            for dependency in resource.dependencies.sorted() {
                guard let from = numbers[dependency], let to = numbers[resource.address] else { continue }
                lines.append(language == .dot ? "  n\(from) -> n\(to);" : "  n\(from) --> n\(to)")
            }
        }
        if language == .dot { lines.append("}") }
        return lines.joined(separator: "\n") + "\n"
    }
}
