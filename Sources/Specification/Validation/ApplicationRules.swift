import Diagnostics
import Document

/// What must hold for the applications that workspaces get.
struct ApplicationRules {
    let set: SpecificationSet
    /// See `LoadedCatalog`.
    let unreadable: Set<String>
    let findings: Findings

    func check() {
        var known: [String: RevisionValues] = [:]
        for workspace in set.workspaces {
            checkRequests(of: workspace)
            checkExclusions(of: workspace)
            let applications = set.applications(of: workspace)
            let names = Set(applications.map(\.application.name))
            for selected in applications {
                for name in selected.application.dependsOn
                where !names.contains(name) && set.application(named: name) != nil {
                    findings.report(
                        "`\(selected.application.name)` depends on `\(name)`, which the workspace "
                            + "`\(workspace.id)` does not get",
                        at: selected.declaredAt, notes: "add `\(name)` to its `applications`")
                }
                let name = "\(selected.application.name)/\(selected.revision.revision)"
                let values = known[name] ?? RevisionValues(of: selected.revision)
                known[name] = values
                checkValues(of: selected, in: workspace, values)
                warnOfUnknownValues(of: selected, in: workspace, values.known)
            }
        }
    }

    private func checkRequests(of workspace: Workspace) {
        for (index, request) in workspace.applications.enumerated() {
            let path = Path([.key("spec"), .key("applications"), .index(index)])
            guard let application = set.application(named: request.name) else {
                if unreadable.contains(request.name) { continue }
                findings.reportUnknown(
                    "application", request.name, among: set.catalog.map(\.name),
                    at: workspace.marks.location(of: path.appending(key: "name")))
                continue
            }
            if let revision = request.revision, application.revision(named: revision) == nil,
                !unreadable.contains("\(application.name)/\(revision)")
            {
                findings.reportUnknown(
                    "revision of `\(application.name)`", revision, among: application.revisions.map(\.revision),
                    at: workspace.marks.location(of: path.appending(key: "revision")))
            }
            if application.rules.scope == .managementCluster, request.revision != nil || !request.values.isEmpty {
                let key = request.revision != nil ? "revision" : "values"
                findings.report(
                    "`\(application.name)` is shared by all workspaces of a cluster, none can give it \(key)",
                    at: workspace.marks.keyLocation(of: path.appending(key: key)),
                    notes: "the catalog entry decides for all of them")
            }
            for reference in Value.object(request.values).secretReferences {
                let place = Path(path.components + [.key("values")] + reference.components)
                findings.reportSecretReference(at: workspace.marks.location(of: place), reference)
            }
        }
    }

    private func checkExclusions(of workspace: Workspace) {
        for (index, name) in workspace.exclude.enumerated() {
            let place = workspace.marks.location(of: Path([.key("spec"), .key("exclude"), .index(index)]))
            if set.application(named: name) == nil {
                if unreadable.contains(name) { continue }
                findings.reportUnknown("application", name, among: set.catalog.map(\.name), at: place)
            } else if let request = workspace.applications.first(where: { $0.name == name }) {
                findings.report(
                    "`\(name)` is asked for and left out", at: place, notes: "it is asked for at \(request.declaredAt)")
            }
        }
    }

    /// Values that neither the revision's defaults and schema nor its manifests name have no effect.
    private func warnOfUnknownValues(of selected: SelectedApplication, in workspace: Workspace, _ known: KnownValues) {
        guard let request = workspace.applications.first(where: { $0.name == selected.application.name }) else {
            return
        }
        for path in known.unknown(in: request.values) {
            let note = known.nearest(to: path).map { "did you mean `\($0)`?" }
            findings.add(
                Diagnostic(
                    .warning, "`\(path)` of `\(selected.application.name)` is not known and has no effect",
                    at: selected.origins.location(of: path),
                    notes: [note ?? "the values it knows are in \(selected.revision.marks.file)"]))
        }
    }

    /// What is the same for all workspaces that get a revision.
    private struct RevisionValues {
        let known: KnownValues
        /// Nil where there is none, or its own defaults violate it.
        let schema: ValuesSchema?
        /// What the defaults violate by themselves.
        let violations: [ValuesSchema.Violation]

        init(of revision: ApplicationRevision) {
            known = KnownValues(of: revision)
            let defaults = Value.object(revision.defaults)
            // What is wrong with the defaults was reported where they stand.
            schema = revision.valuesSchema.map(ValuesSchema.init)
                .flatMap { $0.violations(of: defaults, isPartial: true).isEmpty ? $0 : nil }
            violations = schema?.violations(of: defaults) ?? []
        }
    }

    private func checkValues(
        of selected: SelectedApplication, in workspace: Workspace, _ revision: RevisionValues
    ) {
        // What refers to a secret was reported where it stands.
        guard let schema = revision.schema, Value.object(selected.values).secretReferences.isEmpty else { return }
        let isRequested = workspace.applications.contains { $0.name == selected.application.name }
        let isDefault = selected.values == selected.revision.defaults
        for violation in isDefault ? revision.violations : schema.violations(of: .object(selected.values)) {
            let hint = violation.hint(selected.origins.sourceText(at: violation.path))
            findings.add(
                Diagnostic(
                    .error, "`\(violation.path)` of `\(selected.application.name)` \(violation.message)",
                    at: isRequested ? selected.origins.location(of: violation.path) : selected.declaredAt,
                    notes: [hint, "the schema is in \(selected.revision.marks.file)"].compactMap(\.self)))
        }
    }
}
