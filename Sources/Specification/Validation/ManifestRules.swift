import Diagnostics
import Document
import Resources
import Schemas
import YAML

/// What must hold for one manifest of an application before its variables are filled.
struct ManifestRules {
    let manifest: TemplateDocument
    let application: Application
    /// The kinds that the catalog itself defines, by group.
    let customKinds: [String: Set<String>]
    let fields: ManifestFields
    let findings: Findings

    func check() {
        let value = manifest.value
        guard case .object = value else {
            report("a manifest must be a map, not \(value.typeNameWithArticle)", .root, "check the indentation")
            return
        }
        for key in ["apiVersion", "kind"] {
            switch value[key]?.string {
            case nil: report("the manifest has no `\(key)`", [key], "every Kubernetes object has one")
            case let text? where text.contains("${"):
                report("the `\(key)` of a manifest cannot be a variable", [key], "write it out")
            default: continue
            }
        }
        if value["kind"]?.string == "List" {
            report("a List cannot be installed", ["kind"], "write its items as documents separated by `---`")
            return
        }
        if value[["metadata", "name"]]?.string == nil {
            report(
                value[["metadata", "generateName"]] == nil
                    ? "the manifest has no `metadata.name`" : "the manifest has a generated name",
                ["metadata"], "the objects of an application are known by their names")
        }
        checkReplacePolicy()
        if application.rules.scope == .workspace { checkScope() }
        checkKind()
        for diagnostic in fields.diagnostics(of: manifest) { findings.add(diagnostic) }
    }

    /// A kind or version that no cluster serves: a typing mistake, or one that was taken out of Kubernetes.
    private func checkKind() {
        guard let apiVersion = manifest.value["apiVersion"]?.string, let kind = manifest.value["kind"]?.string,
            !apiVersion.contains("${"), !kind.contains("${"),
            let problem = BuiltInKinds.problem(apiVersion: apiVersion, kind: kind, custom: customKinds)
        else { return }
        let place = manifest.marks.location(of: [problem.isInVersion ? "apiVersion" : "kind"])
        findings.add(Diagnostic(fields.unknownFields, problem.message, at: place, notes: [problem.hint]))
    }

    /// A misspelt policy would keep an object that is to be made anew.
    private func checkReplacePolicy() {
        let path: Path = ["metadata", "annotations", Item.Mark.replaceAnnotation]
        guard let value = manifest.value[path] else { return }
        let text = value.string ?? ""
        guard !text.contains("${"), ReplacePolicy(rawValue: text) == nil else { return }
        let known = ReplacePolicy.allCases.map(\.rawValue)
        report(
            "the annotation `\(Item.Mark.replaceAnnotation)` must be one of \(known.joined(separator: ", ")), not `\(value.plain)`",
            path, text.nearest(among: known).map { "did you mean `\($0)`?" } ?? "leave it out where its kind is to say")
    }

    /// A prerequisite of one workspace keeps to the workspace's namespace.
    private func checkScope() {
        let kind = manifest.value["kind"]?.string ?? ""
        let hint = "use `\(Self.namespaceVariable)`, leave it out, or give the application `scope: managementCluster`"
        let itemKind = ItemKind(apiVersion: manifest.value["apiVersion"]?.string ?? "", kind: kind)
        if itemKind.isNamespaced == false {
            report(
                "the prerequisite `\(application.name)` leaves its scope: a \(kind) belongs to no namespace", ["kind"],
                "prerequisites of scope workspace hold objects of the workspace's namespace only; "
                    + "give the application `scope: managementCluster`")
        } else if let namespace = manifest.value[["metadata", "namespace"]], namespace != .null,
            namespace.string != Self.namespaceVariable
        {
            report(
                "the prerequisite `\(application.name)` leaves its scope: namespace `\(namespace.plain)`",
                ["metadata", "namespace"], hint)
        }
    }

    private static let namespaceVariable = "${workspace.namespace}"

    private func report(_ message: String, _ path: Path, _ note: String) {
        findings.report(message, at: manifest.marks.location(of: path), notes: note)
    }
}
