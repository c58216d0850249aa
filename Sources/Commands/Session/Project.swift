import Charts
import Composition
import Diagnostics
import Glibc
import Specification

/// A project folder as a command finds it: its specification, loaded and valid.
struct Project: Sendable {
    /// The folder as the user named it.
    let root: String
    var specification: SpecificationSet

    var estate: Estate { specification.estate }

    /// Reads the folder; throws everything that is wrong with it and not tolerated. What is tolerated is a warning.
    init(root: String, tolerating tolerance: SpecificationLoader.Tolerance = .nothing) throws(DiagnosticsError) {
        self.root = root
        specification = try SpecificationLoader(folder: root, version: Version.current).load(tolerating: tolerance)
        let count = specification.faults.count
        guard let first = specification.faults.first else { return }
        let place = first.location.map { " (the first at \($0))" } ?? ""
        StandardStreams.complain(
            ErrorReport.renderer(usesColor: false).render([
                .warning(
                    "\(count) \(count == 1 ? "error" : "errors") in specs or templates\(place)",
                    notes: "`berth validate` shows what is wrong; this command goes on without those files")
            ]))
    }

    /// Reads the folder for a command about workspaces that are named, or about all of them: faults of others do not matter to
    /// those that are named.
    init(root: String, about names: [String]) throws(DiagnosticsError) {
        try self.init(root: root, tolerating: names.isEmpty ? .nothing : .workspaces)
    }

    /// Checks that there is somebody to store the secrets of the workspaces for.
    func checkRecipients() throws(DiagnosticsError) {
        if let missing = EstateRecipients.missing(in: specification) { throw DiagnosticsError([missing]) }
        _ = try EstateRecipients.read(of: estate, home: ProcessEnvironment.home)
    }

    /// Checks what loading does not: recipients, what workspaces may name, that all templates can be filled and all charts be
    /// rendered. `uses` is what the state knows. Gives what may be wrong and does not stand in the way.
    @discardableResult
    func check(_ uses: SecretUses = SecretUses()) async throws -> [Diagnostic] {
        var collector = DiagnosticCollector()
        for refusal in specification.secretRefusals(uses) { collector.add(refusal) }
        do throws(DiagnosticsError) { try checkRecipients() } catch { collector.add(contentsOf: error.diagnostics) }
        let renderer = ChartRenderer(estate, home: ProcessEnvironment.home)
        var rendered = RenderedApplications.none
        if specification.usesCharts {
            if let obstacle = await renderer.obstacle() {
                collector.add(.warning("charts were not rendered: \(obstacle)"))
            } else {
                rendered = try await renderer.rendered(specification, facts: placedAnywhere)
            }
        }
        await renderer.close()
        let findings = Composer.findings(specification, facts: placedAnywhere, rendered: rendered)
        for (_, diagnostics) in findings.sorted(by: { $0.key < $1.key }) { collector.add(contentsOf: diagnostics) }
        try collector.throwIfErrors()
        return collector.diagnostics
    }

    /// Where the workspaces are is not known here, so that no cluster is too full or too inactive for them: each is put where
    /// it might be, to fill its templates.
    var placedAnywhere: PlacementFacts {
        var facts = PlacementFacts()
        for workspace in specification.workspaces {
            let fitting = estate.managementClusters.first {
                $0.role == (workspace.kind == .root ? .root : .pool)
                    && ($0.computeProviderType == nil || $0.computeProviderType == workspace.computeProviderType)
            }
            facts.placed[workspace.id] = workspace.managementCluster ?? fitting?.name
        }
        return facts
    }

    /// The ids that were asked for; nil for none, which means all. Throws where one is not a workspace of the project.
    func chosen(_ names: [String]) throws(UsageError) -> Set<String>? {
        for name in names where specification.workspace(id: name) == nil {
            let known = specification.workspaces.map(\.id)
            let hint =
                name.nearest(among: known).map { "; did you mean \($0)?" }
                ?? (known.isEmpty ? "" : "; there are \(known.joined(separator: ", "))")
            // It may stand in one of the files that could not be read: then it is not gone.
            if let fault = specification.faults.first {
                throw UsageError(
                    "no file that can be read specifies a workspace \(name), and there are faulty ones"
                        + "\(fault.location.map { " (\($0))" } ?? "")\(hint)".sanitized)
            }
            throw UsageError("there is no specification of a workspace \(name)\(hint)".sanitized)
        }
        return names.isEmpty ? nil : Set(names)
    }
}

/// The variables of this process.
enum ProcessEnvironment {
    /// A variable; nil where it is not set.
    static let variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    static var home: String? { variable("HOME") }
}
