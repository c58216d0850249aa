import Resources
import Schemas
import Specification

/// What a chart is told about the cluster that it goes to (`.Capabilities`).
///
/// It is the same before and after the plan is carried out: kinds that the workspace's own applications bring count where a
/// chart depends on them, whether they exist already or not, and nowhere else.
struct ChartCapabilities {
    /// What the target serves; nil where it does not exist yet, or is not known.
    var target: ServedAPI?
    /// Of the target, as `v1.35.2`.
    var version: String

    /// The list of versions and kinds. `brought` are those that stand before the chart; `own` the groups that applications of
    /// the workspace define.
    func apiVersions(brought: Set<KindVersion>, own: Set<String>, adding more: [String]) -> [String] {
        var kinds = builtIn
        kinds.formUnion((target?.kinds ?? []).filter { !own.contains($0.group) })
        kinds.formUnion(brought)
        let names = kinds.flatMap { [$0.apiVersion, "\($0.apiVersion)/\($0.kind)"] } + more
        return Set(names).sorted()
    }

    private var builtIn: Set<KindVersion> {
        let minor = version.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? KindFields.newestMinor
        return Set(
            BuiltInKinds.served(minor: minor).map { entry in
                let kind = ItemKind(apiVersion: entry.apiVersion, kind: entry.kind)
                return KindVersion(
                    group: kind.group, version: kind.version ?? "", kind: entry.kind, isNamespaced: entry.isNamespaced)
            })
    }
}
