import Charts
import Composition
import Diagnostics
import Git
import Glibc
import Resources
import Specification

/// A project folder as a command finds it: its specification, loaded and valid.
struct Project: Sendable {
    /// The folder as the user named it.
    let root: String
    var specification: SpecificationSet
    /// The revision that the estate, the templates and the catalog are from; nil where all is from the folder.
    let base: BaseRevision?

    var estate: Estate { specification.estate }

    /// Reads the folder; throws everything that is wrong with it and not tolerated. What is tolerated is a warning.
    init(root: String, tolerating tolerance: SpecificationLoader.Tolerance = .nothing) throws(DiagnosticsError) {
        self.init(root: root, try Self.loader(root: root).load(tolerating: tolerance))
    }

    /// The workspaces of the folder in the estate of a revision; throws as the other does, and where the estate names files that
    /// are not those of the revision.
    init(
        root: String, tolerating tolerance: SpecificationLoader.Tolerance = .nothing, in base: BaseRevision
    ) async throws {
        var specification = try Self.loader(root: root, in: base).load(tolerating: tolerance)
        try await base.bind(&specification.estate, variable: ProcessEnvironment.variable)
        self.init(root: root, specification, in: base)
    }

    /// What reads the folder, or its workspaces alone beside a revision.
    static func loader(root: String, in base: BaseRevision? = nil) -> SpecificationLoader {
        guard let base else { return SpecificationLoader(source: .atHand(root), version: Version.current) }
        return SpecificationLoader(
            source: base.revision.source, workspaceSource: .atHand(root, isTrusted: false), version: Version.current)
    }

    private init(root: String, _ specification: SpecificationSet, in base: BaseRevision? = nil) {
        (self.root, self.specification, self.base) = (root, specification, base)
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

    /// What may be wrong for a command about workspaces that are named, or about all of them: faults of others do not matter to
    /// those that are named.
    static func tolerance(about names: [String]) -> SpecificationLoader.Tolerance {
        names.isEmpty ? .nothing : .workspaces
    }

    /// Checks that there is somebody to store the secrets of the workspaces for.
    func checkRecipients() throws(DiagnosticsError) {
        if let missing = EstateRecipients.missing(in: specification) { throw DiagnosticsError([missing]) }
        _ = try EstateRecipients.read(of: estate, home: ProcessEnvironment.home)
    }

    /// Checks what loading does not: recipients, what workspaces may name, that all templates can be filled and all charts be
    /// rendered, those of the selected workspaces. `uses` is what the state knows. Gives what may be wrong and does not stand in the way.
    @discardableResult
    func check(
        _ uses: SecretUses = SecretUses(), of selection: GroupSelection = .all
    ) async throws -> [Diagnostic] {
        var collector = DiagnosticCollector()
        for refusal in specification.secretRefusals(uses) { collector.add(refusal) }
        do throws(DiagnosticsError) { try checkRecipients() } catch { collector.add(contentsOf: error.diagnostics) }
        let renderer = ChartRenderer(estate, home: ProcessEnvironment.home)
        var rendered = RenderedApplications.none
        if specification.usesCharts {
            if let obstacle = await renderer.obstacle() {
                collector.add(.warning("charts were not rendered: \(obstacle)"))
            } else {
                rendered = try await renderer.rendered(specification, facts: placedAnywhere, selection: selection)
            }
        }
        await renderer.close()
        let findings = Composer.findings(
            specification, facts: placedAnywhere, rendered: rendered, selection: selection)
        for (_, diagnostics) in findings.sorted(by: { $0.key < $1.key }) { collector.add(contentsOf: diagnostics) }
        try collector.throwIfErrors()
        return collector.diagnostics
    }

    /// Where the workspaces are is not known here, so that no cluster is too full or too inactive for them: each is put where
    /// it might be, to fill its templates.
    var placedAnywhere: PlacementFacts { PlacementFacts(anywhereIn: specification) }

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
            if name.contains("/") {
                throw UsageError("\(name) is the address of a resource: give it with --target".sanitized)
            }
            throw UsageError(
                "there is no specification of a workspace \(name)\(hint); where it is recorded still, `berth destroy \(name)` "
                    .sanitized + "removes it, and so does a plan of the estate with --prune")
        }
        return names.isEmpty ? nil : Set(names)
    }
}

extension FileSource where Self == DiskFileSource {
    /// The files of a project's folder; submodules that are not checked out are no empty folders.
    static func atHand(_ root: String, isTrusted: Bool = true) -> DiskFileSource {
        DiskFileSource(root: root, isTrusted: isTrusted, isSubmodule: Repository.hasSubmodule)
    }
}

/// The variables of this process.
enum ProcessEnvironment {
    /// A variable; nil where it is not set.
    static let variable: @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    static var home: String? { variable("HOME") }
}
