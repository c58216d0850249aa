import Document

/// What a server serves, and of which group versions it could not say so.
///
/// A kind that is not listed exists nowhere, unless its group is stale: then the server of the group did not answer, and
/// nothing is known of its kinds.
package struct Discovery: Sendable {
    /// The kinds, each in all its versions: those of a group together, its preferred version first.
    package private(set) var resources: [APIResource] = []
    /// The group versions whose own server does not answer: `metrics.k8s.io/v1beta1`.
    package private(set) var stale: Set<String> = []
    private var byKind: [GroupVersionKind: APIResource] = [:]
    private var versions: [Name: [APIResource]] = [:]

    private struct Name: Hashable {
        var group: String
        var kind: String
    }

    package init(_ resources: [APIResource] = [], stale: Set<String> = []) {
        add(resources)
        self.stale = stale
    }

    /// A kind in one version; nil where it is not served in it.
    package func resource(for kind: GroupVersionKind) -> APIResource? { byKind[kind] }

    /// A kind in the versions it is served in, the preferred one first.
    package func resources(group: String, kind: String) -> [APIResource] {
        versions[Name(group: group, kind: kind)] ?? []
    }

    /// Whether the group may have kinds that are not listed, since the server of one of its versions does not answer.
    package func isStale(group: String) -> Bool {
        stale.contains { GroupVersionKind(apiVersion: $0, kind: "").group == group }
    }

    mutating func add(_ resources: [APIResource]) {
        // Where two resources of a version are of one kind, the first is taken.
        for resource in resources where byKind[resource.kind] == nil {
            byKind[resource.kind] = resource
            versions[Name(group: resource.kind.group, kind: resource.kind.kind), default: []].append(resource)
            self.resources.append(resource)
        }
    }

    mutating func add(stale apiVersion: String) { stale.insert(apiVersion) }

    mutating func add(_ other: Discovery) {
        add(other.resources)
        stale.formUnion(other.stale)
    }
}

extension Discovery {
    /// The kinds as they are kept: each with its apiVersion, name in paths, scope and verbs, in their order.
    package var value: Value {
        .array(
            resources.map { resource in
                [
                    "apiVersion": .string(resource.kind.apiVersion), "kind": .string(resource.kind.kind),
                    "plural": .string(resource.plural), "namespaced": .bool(resource.isNamespaced),
                    "verbs": .array(resource.verbs.sorted().map(Value.string)),
                ]
            })
    }

    /// Reads what `value` writes; nil where it is not that.
    package init?(kept value: Value) {
        guard let items = value.array else { return nil }
        let resources = items.compactMap { item -> APIResource? in
            guard let apiVersion = item["apiVersion"]?.string, let kind = item["kind"]?.string,
                let plural = item["plural"]?.string, let isNamespaced = item["namespaced"]?.bool
            else { return nil }
            return APIResource(
                kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural,
                isNamespaced: isNamespaced, verbs: Self.verbs(item))
        }
        guard !resources.isEmpty, resources.count == items.count else { return nil }
        self.init(resources)
    }
}

extension Discovery {
    /// Reads an `APIGroupDiscoveryList` (apidiscovery.k8s.io/v2); nil where the value is not one.
    init?(aggregated value: Value) {
        guard value["kind"] == "APIGroupDiscoveryList" else { return nil }
        self.init()
        for group in value["items"]?.array ?? [] {
            let name = group.metadata.name ?? ""
            for version in group["versions"]?.array ?? [] {
                let label = version["version"]?.string ?? ""
                let apiVersion = name.isEmpty ? label : "\(name)/\(label)"
                if version["freshness"] == "Stale" { add(stale: apiVersion) }
                add(
                    (version["resources"]?.array ?? []).compactMap { resource in
                        guard let plural = resource["resource"]?.string,
                            let kind = resource["responseKind"]?["kind"]?.string
                        else { return nil }
                        return APIResource(
                            kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural,
                            isNamespaced: resource["scope"] == "Namespaced", verbs: Self.verbs(resource))
                    })
            }
        }
    }

    /// Reads an `APIResourceList`, without subresources; nil where the value is not one.
    init?(plain value: Value) {
        guard value["kind"] == "APIResourceList", let apiVersion = value["groupVersion"]?.string else { return nil }
        self.init(
            (value["resources"]?.array ?? []).compactMap { resource in
                guard let plural = resource["name"]?.string, !plural.contains("/"),
                    let kind = resource["kind"]?.string
                else { return nil }
                return APIResource(
                    kind: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural,
                    isNamespaced: resource["namespaced"]?.bool ?? false, verbs: Self.verbs(resource))
            })
    }

    /// The group versions of an `APIVersions` or an `APIGroupList`, the preferred one of a group first.
    static func groupVersions(_ value: Value) -> [String] {
        if let versions = value["versions"]?.array { return versions.compactMap(\.string) }
        return (value["groups"]?.array ?? []).flatMap { group in
            let versions = (group["versions"]?.array ?? []).compactMap { $0["groupVersion"]?.string }
            let preferred = group["preferredVersion"]?["groupVersion"]?.string
            return versions.filter { $0 == preferred } + versions.filter { $0 != preferred }
        }
    }

    private static func verbs(_ resource: Value) -> Set<String> {
        Set((resource["verbs"]?.array ?? []).compactMap(\.string))
    }
}
