import Composition
import Diagnostics
import Document
import Resources
import Specification
import TestSupport
import Testing
import Tools

@testable import Charts

/// Charts written for a test, rendered by helm and composed.
struct ChartFixture {
    var catalog: [Application] = []
    var workspaces = [Samples.workspace("w", applications: ["web"])]
    /// What rendering may cost; nil: with the helm that all tests share.
    var limits: Tool.Limits?

    /// Finding out what helm can do takes as long as rendering.
    private static let workshop = Task { try await ChartWorkshop(program: HelmProgram.path(), limits: Helm.limits) }

    /// One application `web` with a chart of these files.
    init(
        _ files: [String: String], helm: HelmSettings = HelmSettings(), values: Object = [:],
        rules: DeploymentRules = DeploymentRules(), more: [Application] = []
    ) throws {
        catalog =
            [
                Samples.application("web", rules: rules, values: values, helm: helm, chart: try Samples.chart(files))
            ] + more
    }

    var specification: SpecificationSet {
        get throws {
            var estate = Samples.estate([Samples.cluster("fsn1-a")])
            estate.helm = LocalPath(try HelmProgram.path())
            return SpecificationSet(
                estate: estate, workspaces: workspaces, catalog: catalog, templates: Samples.templates)
        }
    }

    /// What composing gives, after everything that it needs was rendered. No target answers.
    func composed(targets: [Place: ServedAPI] = [:]) async throws -> Composer.Result {
        let specification = try specification
        var facts = PlacementFacts()
        for workspace in workspaces { facts.placed[workspace.id] = "fsn1-a" }
        let renderer =
            limits.map { ChartRenderer(specification.estate, home: nil, limits: $0) }
            ?? ChartRenderer(sharing: Self.workshop)
        let rendered = try await renderer.rendered(specification, facts: facts, answers: targets)
        return try Composer.compose(specification, facts: facts, rendered: rendered)
    }

    /// The items of an application of the workspace `w`.
    func items(of application: String = "web", targets: [Place: ServedAPI] = [:]) async throws -> [Item] {
        let graph = try await composed(targets: targets).graph
        return try #require(graph[ResourceAddress(workspace: "w", "application/\(application)")]).items
    }

    /// What is wrong with it.
    func faults() async throws -> [Diagnostic] {
        do {
            return try await composed().failures.values.flatMap(\.self)
        } catch let error as DiagnosticsError {
            return error.diagnostics
        }
    }

    /// A template of a ConfigMap with data.
    static func configMap(_ name: String, _ data: String = "a: b", namespace: String? = nil) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: \(name)\(namespace.map { "\n  namespace: \($0)" } ?? "")
        data:
          \(data)

        """
    }
}
