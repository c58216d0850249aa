/// The resources a server serves at the moment: the built-in ones and those of established definitions.
package struct ResourceCatalog: Sendable {
    /// In the order of discovery.
    package private(set) var resources: [APIResource]
    /// The versions that other servers would answer for.
    package internal(set) var aggregated: [AggregatedVersion] = []
    private var index: [String: APIResource] = [:]
    private var storedIndex: [GroupResource: APIResource] = [:]

    /// The built-in resources alone; shared by all servers until a definition changes theirs.
    package static let builtIn = ResourceCatalog(APIResource.builtIn)

    package init(_ resources: [APIResource]) {
        self.resources = resources
        rebuildIndex()
    }

    /// The resource of a path.
    package func resource(group: String, version: String, name: String) -> APIResource? {
        index["\(group)/\(version)/\(name)"]
    }

    /// The resource of a kind, as it stands in a manifest.
    package func resource(apiVersion: String, kind: String) -> APIResource? {
        resources.first { $0.apiVersion == apiVersion && $0.kind == kind }
    }

    /// A resource in the version objects are stored in, or the preferred one where that is not served.
    package func stored(_ resource: GroupResource) -> APIResource? {
        storedIndex[resource]
    }

    /// The groups that have resources here.
    package var groups: [String] {
        var result: [String] = []
        for resource in resources where !result.contains(resource.group) { result.append(resource.group) }
        return result
    }

    /// The versions of a group that have resources here, the preferred one first.
    package func versions(of group: String) -> [String] {
        var result: [String] = []
        for resource in resources where resource.group == group && !result.contains(resource.version) {
            result.append(resource.version)
        }
        return result
    }

    package func resources(group: String, version: String) -> [APIResource] {
        resources.filter { $0.group == group && $0.version == version }
    }

    /// Replaces the resources of one definition; none are left of one that is gone.
    package mutating func setCustom(_ custom: [APIResource], of resource: GroupResource) {
        resources.removeAll { $0.isCustom && $0.groupResource == resource }
        resources.append(contentsOf: custom)
        rebuildIndex()
    }

    private mutating func rebuildIndex() {
        index = Dictionary(resources.map { ("\($0.group)/\($0.version)/\($0.name)", $0) }) { $1 }
        storedIndex = Dictionary(resources.map { ($0.groupResource, $0) }) { first, second in
            second.version == second.storageVersion ? second : first
        }
    }
}
