import Diagnostics
import Document
import Resources
import YAML

/// Reads `specs/` and `templates/` and checks all that needs no cluster; everything wrong is thrown at once.
package struct SpecificationLoader: Sendable {
    private let source: any FileSource
    private let estateSource: any FileSource
    private let workspaceSource: any FileSource
    private let version: String
    private let limits: YAMLLimits
    private let checksVersions: Bool

    /// Reads from a source; the estate or the workspaces from another: a rollback has the estate of now, and a branch that is not
    /// trusted gives its workspaces alone. `version` is Berth's own, which the estate may bound. Without `checksVersions` workspaces may want Kubernetes versions
    /// that the estate does not offer any more.
    package init(
        source: any FileSource, estateSource: (any FileSource)? = nil, workspaceSource: (any FileSource)? = nil,
        version: String, limits: YAMLLimits = .default, checksVersions: Bool = true
    ) {
        self.checksVersions = checksVersions
        self.source = source
        self.estateSource = estateSource ?? source
        self.workspaceSource = workspaceSource ?? source
        self.version = version
        self.limits = limits
    }

    /// Reads from a folder on disk.
    package init(folder: String, version: String) {
        self.init(source: DiskFileSource(root: folder), version: version)
    }

    /// What may be wrong with files and does not stop a command: it goes into `SpecificationSet.faults`.
    package enum Tolerance: Sendable, Hashable {
        /// Whatever is wrong is thrown: for what is about the whole estate, and for all that writes.
        case nothing
        /// Files of workspaces, for what is about other workspaces that are named: those in faulty files are left out. A
        /// workspace that is not there may stand in one of them, and is not to be taken for gone.
        case workspaces
        /// All but the estate, for what reads the state and must work when nothing else does.
        case allButEstate
    }

    /// The specification, valid in itself but for what is tolerated, with what may be wrong as its warnings.
    package func load(tolerating tolerance: Tolerance = .nothing) throws(DiagnosticsError) -> SpecificationSet {
        let findings = Findings()
        let reader = DocumentReader(source: source, limits: limits, findings: findings)
        let estate = estate(DocumentReader(source: estateSource, limits: limits, findings: findings))
        let workspaces = workspaces(
            DocumentReader(source: workspaceSource, limits: limits, findings: findings), estate: estate)
        var catalogLoader = CatalogLoader(reader: reader, folder: Self.catalogFolder)
        let catalog = catalogLoader.load()
        let templates = templates(reader)

        CatalogRules(catalog: catalog, fields: ManifestFields(estate: estate), findings: findings).check()
        WorkspaceRules(
            workspaces: workspaces, estate: estate, checksVersions: checksVersions, findings: findings
        ).check()
        if let estate {
            EstateRules(estate: estate, version: version, findings: findings).check()
            var set = SpecificationSet(
                estate: estate, workspaces: workspaces, catalog: catalog.applications, templates: templates)
            ApplicationRules(set: set, unreadable: catalog.unreadable, findings: findings).check()
            MoveRules(set: set, unreadable: catalog.unreadable, findings: findings).check()
            let errors = findings.collector.diagnostics.filter { $0.severity == .error }
            guard errors.allSatisfy({ isTolerated($0, by: tolerance) }) else {
                throw DiagnosticsError(findings.collector.diagnostics)
            }
            if !errors.isEmpty { leaveOut(errors, of: &set) }
            set.warnings = findings.collector.diagnostics.filter { $0.severity == .warning }
            return set
        }
        throw DiagnosticsError(findings.collector.diagnostics)
    }

    private func isTolerated(_ error: Diagnostic, by tolerance: Tolerance) -> Bool {
        guard let file = error.location?.file else { return false }
        switch tolerance {
        case .nothing: return false
        case .workspaces: return file.hasPrefix(workspaceSource.displayName(of: Self.workspacesFolder))
        case .allButEstate: return file != estateSource.displayName(of: Self.estateFile)
        }
    }

    /// Leaves out the workspaces in files with errors, and those whose id stands in two files.
    private func leaveOut(_ errors: [Diagnostic], of set: inout SpecificationSet) {
        set.faults = errors
        let files = Set(errors.compactMap(\.location?.file))
        let ids = Dictionary(grouping: set.workspaces, by: \.id)
        set.workspaces.removeAll { files.contains($0.marks.file) || (ids[$0.id]?.count ?? 0) > 1 }
    }

    private static let estateFile = "specs/estate.yaml"
    private static let workspacesFolder = "specs/workspaces"
    private static let catalogFolder = "templates/applications"

    /// The name of the estate, of a file that may be faulty otherwise; throws where none can be read.
    package func estateName() throws(DiagnosticsError) -> String {
        let reader = DocumentReader(source: estateSource, limits: limits, findings: Findings())
        if let document = estateDocument(reader) {
            let path: Path = ["metadata", "name"]
            if let name = document.value[path]?.string, name.isDNSLabel { return name }
            reader.findings.report("this is not the name of an estate", at: document.marks.location(of: path))
        }
        throw DiagnosticsError(reader.findings.collector.diagnostics)
    }

    /// The files of the estate, the workspaces and the catalog, as messages name them, whatever is in them.
    package var files: [String] {
        func reader(_ source: any FileSource) -> DocumentReader {
            DocumentReader(source: source, limits: limits, findings: Findings())
        }
        let catalog = Self.catalogFolder
        return [estateSource.displayName(of: Self.estateFile)]
            + reader(workspaceSource).filesBelow(Self.workspacesFolder).map(workspaceSource.displayName)
            + reader(source).folders(in: catalog).map { source.displayName(of: "\(catalog)/\($0)/application.yaml") }
    }

    private func estate(_ reader: DocumentReader) -> Estate? {
        guard let document = estateDocument(reader) else { return nil }
        var estate = Estate.schema.read(Node(document, findings: reader.findings))
        estate?.digest = Digest(of: document.value)
        estate?.parts = EstateParts(of: document.value)
        return estate
    }

    private func estateDocument(_ reader: DocumentReader) -> YAMLDocument? {
        let file = Self.estateFile
        guard reader.entries(of: "specs").contains(where: { $0.name == "estate.yaml" }) else {
            reader.findings.report(
                "there is no estate", at: SourceLocation(file: reader.source.displayName(of: file)),
                notes: "`berth init` writes a first one")
            return nil
        }
        return reader.onlyDocument(of: file, .estate)
    }

    /// What one file of workspaces gave.
    private struct WorkspaceFile: Sendable {
        var workspaces: [Workspace]
        var findings: [Diagnostic]
    }

    /// Reads the files of workspaces side by side, since a fleet has thousands and each is by itself.
    private func workspaces(_ reader: DocumentReader, estate: Estate?) -> [Workspace] {
        let files = reader.filesBelow(Self.workspacesFolder).concurrentlyMapped { [source = reader.source] file in
            let reader = DocumentReader(source: source, limits: limits, findings: Findings())
            let workspaces = workspaces(in: file, reader, estate)
            return WorkspaceFile(workspaces: workspaces, findings: reader.findings.collector.diagnostics)
        }
        for file in files { reader.findings.add(contentsOf: file.findings) }
        return files.flatMap(\.workspaces)
    }

    private func workspaces(in file: String, _ reader: DocumentReader, _ estate: Estate?) -> [Workspace] {
        // A file that was cut takes no workspace away.
        reader.documents(of: file, expecting: "remove the file where its workspace is to go").compactMap { document in
            guard reader.isDocument(document, of: .workspace),
                var workspace = Workspace.schema.read(Node(document, findings: reader.findings))
            else { return nil }
            workspace.digest = Digest(of: document.value)
            workspace.document = document.value
            workspace.file = file
            workspace.folder = workspaceSource.displayName(of: Workspace.folder(of: workspace.id))
            if let estate, document.value[["spec", "access"]]?.isNull ?? true {
                workspace.access = Workspace.Access(adminGroups: estate.oidc.adminGroups)
            }
            if workspace.computeProvider == nil, let type = workspace.computeProviderType {
                let candidates = estate?.computeProviders.filter { $0.type == type } ?? []
                if candidates.count == 1 { workspace.computeProvider = candidates.first?.name }
            }
            return workspace
        }
    }

    private func templates(_ reader: DocumentReader) -> TemplateSet {
        var templates = TemplateSet()
        for file in reader.files(in: "templates") {
            let base = file.dropFirst("templates/".count)
            let name = String(base.prefix(upTo: base.lastIndex(of: ".") ?? base.endIndex))
            if let first = templates.documents[name]?.first {
                reader.findings.report(
                    "two files hold the template `\(name)`", at: SourceLocation(file: source.displayName(of: file)),
                    notes: "the other is \(first.file)")
            }
            templates.documents[name] = reader.documents(of: file).map {
                TemplateDocument(file: $0.marks.file, value: $0.value, marks: $0.marks)
            }
        }
        return templates
    }
}
