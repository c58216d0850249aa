import Diagnostics
import Document
import YAML

/// Reads `specs/` and `templates/` and checks all that needs no cluster; everything wrong is thrown at once.
package struct SpecificationLoader: Sendable {
    private let source: any FileSource
    private let estateSource: any FileSource
    private let version: String
    private let limits: YAMLLimits

    /// Reads from a source; the estate from another, where the specs come from a branch that is not trusted.
    /// `version` is Berth's own, which the estate may bound.
    package init(
        source: any FileSource, estateSource: (any FileSource)? = nil, version: String, limits: YAMLLimits = .default
    ) {
        self.source = source
        self.estateSource = estateSource ?? source
        self.version = version
        self.limits = limits
    }

    /// Reads from a folder on disk.
    package init(folder: String, version: String) {
        self.init(source: DiskFileSource(root: folder), version: version)
    }

    /// The specification, valid in itself, with what may be wrong as its warnings.
    package func load() throws(DiagnosticsError) -> SpecificationSet {
        let findings = Findings()
        let reader = DocumentReader(source: source, limits: limits, findings: findings)
        let estate = estate(DocumentReader(source: estateSource, limits: limits, findings: findings))
        let workspaces = workspaces(reader, estate: estate)
        var catalogLoader = CatalogLoader(reader: reader, folder: "templates/applications")
        let catalog = catalogLoader.load()
        let templates = templates(reader)

        CatalogRules(catalog: catalog, fields: ManifestFields(estate: estate), findings: findings).check()
        WorkspaceRules(workspaces: workspaces, estate: estate, findings: findings).check()
        if let estate {
            EstateRules(estate: estate, version: version, findings: findings).check()
            var set = SpecificationSet(
                estate: estate, workspaces: workspaces, catalog: catalog.applications, templates: templates)
            ApplicationRules(set: set, unreadable: catalog.unreadable, findings: findings).check()
            try findings.collector.throwIfErrors()
            set.warnings = findings.collector.diagnostics
            return set
        }
        throw DiagnosticsError(findings.collector.diagnostics)
    }

    private func estate(_ reader: DocumentReader) -> Estate? {
        let file = "specs/estate.yaml"
        guard reader.entries(of: "specs").contains(where: { $0.name == "estate.yaml" }) else {
            reader.findings.report(
                "there is no estate", at: SourceLocation(file: reader.source.displayName(of: file)),
                notes: "`berth init` writes a first one")
            return nil
        }
        guard let document = reader.onlyDocument(of: file, .estate) else { return nil }
        var estate = Estate.schema.read(Node(document, findings: reader.findings))
        estate?.digest = Digest(of: document.value)
        return estate
    }

    private func workspaces(_ reader: DocumentReader, estate: Estate?) -> [Workspace] {
        reader.filesBelow("specs/workspaces").flatMap(reader.documents).compactMap { document in
            guard reader.isDocument(document, of: .workspace),
                var workspace = Workspace.schema.read(Node(document, findings: reader.findings))
            else { return nil }
            workspace.digest = Digest(of: document.value)
            workspace.folder = source.displayName(of: Workspace.folder(of: workspace.id))
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
