import Diagnostics
import Document
import Resources
import YAML

/// What must hold for the applications of the catalog, whoever uses them.
struct CatalogRules {
    let catalog: LoadedCatalog
    let fields: ManifestFields
    let findings: Findings

    func check() {
        let customKinds = customKinds
        for application in catalog.applications {
            let active = "\(application.name)/\(application.activeRevision)"
            if application.revision(named: application.activeRevision) == nil, !catalog.unreadable.contains(active) {
                findings.reportUnknown(
                    "revision", application.activeRevision, among: application.revisions.map(\.revision),
                    at: application.marks.location(of: ["spec", "activeRevision"]))
            }
            checkDependencies(of: application)
            if let rollout = application.rollout, application.rules.scope == .managementCluster {
                findings.report(
                    "`\(application.name)` is shared by all workspaces of a cluster, and cannot go out in waves of them",
                    at: application.marks.keyLocation(of: ["spec", "rollout"]),
                    notes: "its \(rollout.waves.count) waves would change the same objects")
            }
            for revision in application.revisions { check(revision, of: application, customKinds) }
        }
        for cycle in DependencyCycles(catalog.applications).all { report(cycle) }
    }

    private func checkDependencies(of application: Application) {
        for (index, name) in application.dependsOn.enumerated() {
            let place = application.dependencyLocation(index)
            guard let dependency = catalog.applications.first(where: { $0.name == name }) else {
                if catalog.unreadable.contains(name) { continue }
                findings.reportUnknown("application", name, among: catalog.applications.map(\.name), at: place)
                continue
            }
            if application.rules.phase == .prerequisite, dependency.rules.phase == .default {
                findings.report(
                    "the prerequisite `\(application.name)` cannot depend on `\(name)`", at: place,
                    notes: "`\(name)` is installed in the workspace, after all prerequisites")
            } else if application.rules.scope == .managementCluster, dependency.rules.scope == .workspace {
                findings.report(
                    "`\(application.name)` cannot depend on `\(name)`", at: place,
                    notes: "`\(application.name)` is shared by all workspaces of a cluster, `\(name)` belongs to one")
            }
        }
    }

    /// The kinds that definitions in the catalog make, by group.
    private var customKinds: [String: Set<String>] {
        var kinds: [String: Set<String>] = [:]
        let revisions = catalog.applications.flatMap(\.revisions)
        let inManifests = revisions.flatMap(\.manifests).flatMap { KindVersion.all(in: $0.value) }
        for kind in inManifests + revisions.compactMap(\.chart).flatMap(\.customKinds) {
            kinds[kind.group, default: []].insert(kind.kind)
        }
        return kinds
    }

    private func check(
        _ revision: ApplicationRevision, of application: Application, _ customKinds: [String: Set<String>]
    ) {
        for manifest in revision.manifests {
            ManifestRules(
                manifest: manifest, application: application, customKinds: customKinds, fields: fields,
                findings: findings
            ).check()
        }
        if let chart = revision.chart, let schema = chart.valuesSchema {
            for (path, what) in ValuesSchema(schema: schema).unsupported.sorted(by: { $0.key < $1.key }) {
                findings.add(
                    .warning(
                        "\(what) at `\(path)` is not checked by berth", at: chart.location(of: "values.schema.json"),
                        notes: "helm checks it when the chart is rendered"))
            }
        }
        if let mapping = revision.helm?.values {
            for path in Value.object(mapping).secretReferences {
                let place = Path([.key("spec"), .key("helm"), .key("values")] + path.components)
                findings.reportSecretReference(at: revision.marks.location(of: place), path)
            }
        }
        let references = Value.object(revision.defaults).secretReferences
        for path in references {
            findings.reportSecretReference(at: revision.valueLocation(path), path)
        }
        guard references.isEmpty, let schema = revision.valuesSchema else { return }
        for violation in ValuesSchema(schema: schema).violations(of: .object(revision.defaults), isPartial: true) {
            let path = Path([.key("spec"), .key("values")] + violation.path.components)
            findings.add(
                Diagnostic(
                    .error, "the default of `\(violation.path)` \(violation.message)",
                    at: revision.valueLocation(violation.path),
                    notes: violation.hint(revision.marks.sourceText(at: path)).map { [$0] } ?? []))
        }
    }

    private func report(_ cycle: [Application]) {
        guard let first = cycle.first else { return }
        let next = cycle.count > 1 ? cycle[1].name : first.name
        let index = first.dependsOn.firstIndex(of: next) ?? 0
        let way = (cycle.map(\.name) + [first.name]).joined(separator: " -> ")
        findings.report(
            "applications depend on each other in a circle: \(way)", at: first.dependencyLocation(index),
            notes: "take one `dependsOn` out")
    }
}

extension ApplicationRevision {
    /// Where a default stands.
    fileprivate func valueLocation(_ path: Path) -> SourceLocation {
        marks.location(of: Path([.key("spec"), .key("values")] + path.components))
    }
}

extension Application {
    /// Where the name of a dependency stands.
    fileprivate func dependencyLocation(_ index: Int) -> SourceLocation {
        marks.location(of: Path([.key("spec"), .key("dependsOn"), .index(index)]))
    }
}
