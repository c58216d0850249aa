import Diagnostics
import Document
import YAML

/// What must hold for the applications of the catalog, whoever uses them.
struct CatalogRules {
    let catalog: [Application]
    let findings: Findings

    func check() {
        for application in catalog {
            if application.revision(named: application.activeRevision) == nil {
                findings.reportUnknown(
                    "revision", application.activeRevision, among: application.revisions.map(\.revision),
                    at: application.marks.location(of: ["spec", "activeRevision"]))
            }
            checkDependencies(of: application)
            for revision in application.revisions { check(revision, of: application) }
        }
        for cycle in DependencyCycles(catalog).all { report(cycle) }
    }

    private func checkDependencies(of application: Application) {
        for (index, name) in application.dependsOn.enumerated() {
            let place = application.dependencyLocation(index)
            guard let dependency = catalog.first(where: { $0.name == name }) else {
                findings.reportUnknown("application", name, among: catalog.map(\.name), at: place)
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

    private func check(_ revision: ApplicationRevision, of application: Application) {
        for manifest in revision.manifests {
            ManifestRules(manifest: manifest, application: application, findings: findings).check()
        }
        if revision.manifests.isEmpty {
            findings.report(
                "the revision has no manifests", at: revision.marks.location(of: ["spec", "manifests"]),
                notes: "put them into \(revision.folder)/manifests")
        }
        for path in Value.object(revision.defaults).secretReferences {
            findings.reportSecretReference(at: revision.marks.location(of: ["spec", "values"]), path)
        }
        guard let schema = revision.valuesSchema else { return }
        for violation in ValuesSchema(schema: schema).violations(of: .object(revision.defaults), isPartial: true) {
            findings.report(
                "the default of `\(violation.path)` \(violation.message)",
                at: revision.marks.location(of: Path([.key("spec"), .key("values")] + violation.path.components)))
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

extension Application {
    /// Where the name of a dependency stands.
    fileprivate func dependencyLocation(_ index: Int) -> SourceLocation {
        marks.location(of: Path([.key("spec"), .key("dependsOn"), .index(index)]))
    }
}
