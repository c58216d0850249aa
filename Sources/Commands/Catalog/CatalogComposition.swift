import Charts
import Composition
import Diagnostics
import Resources
import Specification

/// Composes one application for one workspace, without asking any cluster.
struct CatalogComposition: Sendable {
    let project: Project

    init(_ project: Project) {
        self.project = project
    }

    /// The items of an application in a revision (nil: the one that the workspace gets), as the workspace gets them, or would.
    func items(of application: String, revision: String?, for workspace: String) async throws -> [Item] {
        let specification = project.specification.offering(application, revision: revision, to: workspace)
        let facts = project.placedAnywhere
        let renderer = ChartRenderer(project.estate, home: ProcessEnvironment.home)
        let rendered = try await renderer.rendered(specification, facts: facts, selection: .workspaces([workspace]))
        await renderer.close()
        let composed = try Composer.compose(
            specification, facts: facts, rendered: rendered, selection: .workspaces([workspace]))
        if let failures = composed.failures[workspace] { throw DiagnosticsError(failures) }
        return composed.graph.resources.filter { resource in
            // What its hooks make is applied, too.
            (resource.address.hookedChart ?? resource.address).application == application
        }.flatMap(\.items)
    }

    /// The name of an application of the catalog; throws where there is none.
    func application(named name: String) throws(UsageError) -> Application {
        if let known = project.specification.application(named: name) { return known }
        let names = project.specification.catalog.map(\.name)
        let hint =
            name.nearest(among: names).map { "; did you mean \($0)?" } ?? "; there are \(names.joined(separator: ", "))"
        throw UsageError("there is no application \(name) in the catalog\(hint)".sanitized)
    }

    /// Throws where an application has no such revision.
    func check(_ revision: String, of application: Application) throws(UsageError) {
        guard application.revision(named: revision) == nil else { return }
        let names = application.revisions.map(\.revision)
        throw UsageError(
            "\(application.name) has no revision \(revision); there are \(names.joined(separator: ", "))".sanitized)
    }

    /// The workspace to compose for: the one that was asked for, or the first that gets the application.
    func workspace(_ name: String?, for application: Application) throws(UsageError) -> String {
        if let name {
            _ = try project.chosen([name])
            return name
        }
        let set = project.specification
        let user = set.workspaces.first { workspace in
            set.applications(of: workspace).contains { $0.application.name == application.name }
        }
        guard let found = user ?? set.workspaces.first else {
            throw UsageError("there is no workspace to compare for; write one into specs/workspaces")
        }
        return found.id
    }
}
