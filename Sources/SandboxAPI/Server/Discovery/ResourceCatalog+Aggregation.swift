import Document

/// A version of a group that an APIService gives to a backend of its own.
///
/// No backend runs behind this server, so that it is listed and never answers.
package struct AggregatedVersion: Sendable, Hashable {
    package var group: String
    package var version: String
    fileprivate var groupPriority: Int64
    fileprivate var versionPriority: Int64

    /// nil of an APIService for what the server has itself.
    init?(_ service: Value) {
        guard let spec = service["spec"], spec["service"]?.object != nil, let version = spec["version"]?.string else {
            return nil
        }
        self.version = version
        group = spec["group"]?.string ?? ""
        groupPriority = spec["groupPriorityMinimum"]?.integer ?? 0
        versionPriority = spec["versionPriority"]?.integer ?? 0
    }
}

extension ResourceCatalog {
    /// A group as discovery lists it.
    struct ListedGroup {
        var name: String
        var versions: [(name: String, isStale: Bool)]
    }

    /// Whether requests to a version are for a backend that is away.
    package func isAggregated(group: String, version: String) -> Bool {
        aggregated.contains { $0.group == group && $0.version == version }
    }

    /// All groups but the core one, the most important first: the built-in ones, then by priority and name.
    var listedGroups: [ListedGroup] {
        let local = groups.filter { !$0.isEmpty }
        guard !aggregated.isEmpty else {
            return local.map { ListedGroup(name: $0, versions: versions(of: $0).map { ($0, false) }) }
        }
        let builtIn = local.filter { isBuiltIn($0) }
        let others = Set(local + aggregated.map(\.group)).subtracting(builtIn)
        let sorted = others.sorted { (-priority(of: $0), $0) < (-priority(of: $1), $1) }
        return (builtIn + sorted).map { ListedGroup(name: $0, versions: listedVersions(of: $0)) }
    }

    private func isBuiltIn(_ group: String) -> Bool {
        resources.contains { $0.group == group && !$0.isCustom }
    }

    /// Definitions have 1000; a group has what the highest of its versions asks for.
    private func priority(of group: String) -> Int64 {
        let asked = aggregated.filter { $0.group == group }.map(\.groupPriority)
        return (asked + (groups.contains(group) ? [Self.definitionPriority] : [])).max() ?? 0
    }

    private func listedVersions(of group: String) -> [(name: String, isStale: Bool)] {
        let remote = aggregated.filter { $0.group == group }
        let local = versions(of: group).filter { name in !remote.contains { $0.version == name } }
        guard !remote.isEmpty else { return local.map { ($0, false) } }
        let ranked =
            local.map { ($0, Self.versionPriority, false) } + remote.map { ($0.version, $0.versionPriority, true) }
        return ranked.sorted { one, other in
            one.1 == other.1 ? KubernetesVersion(one.0) > KubernetesVersion(other.0) : one.1 > other.1
        }.map { (name: $0.0, isStale: $0.2) }
    }

    private static let definitionPriority: Int64 = 1000
    private static let versionPriority: Int64 = 100
}
