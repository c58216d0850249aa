import Crypto
import Document

/// The documents of discovery.
extension ResourceCatalog {
    /// An `APIGroup` without its kind.
    static func document(of group: ListedGroup) -> Object {
        let versions = group.versions.map { version -> Value in
            ["groupVersion": .string("\(group.name)/\(version.name)"), "version": .string(version.name)]
        }
        return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? .null]
    }

    /// The `APIResourceList` of a version: resources and their subresources.
    func resourceList(group: String, version: String) -> Value {
        var document: Object = ["kind": "APIResourceList"]
        // The core group's document is older than the rule that documents have a version.
        if !group.isEmpty { document["apiVersion"] = "v1" }
        document["groupVersion"] = .string(group.isEmpty ? version : "\(group)/\(version)")
        document["resources"] = .array(resources(group: group, version: version).flatMap(Self.entries))
        return .object(document)
    }

    /// The `APIGroupDiscoveryList` of the core group or of all others.
    func aggregated(core: Bool) -> Value {
        let groups = core ? [ListedGroup(name: "", versions: versions(of: "").map { ($0, false) })] : listedGroups
        let items = groups.map { group -> Value in
            let versions = group.versions.map { version -> Value in
                // What a backend that is away would have is not known.
                if version.isStale { return ["version": .string(version.name), "freshness": "Stale"] }
                return [
                    "version": .string(version.name),
                    "resources": .array(resources(group: group.name, version: version.name).map(Self.discovery)),
                    "freshness": "Current",
                ]
            }
            return ["metadata": core ? [:] : ["name": .string(group.name)], "versions": .array(versions)]
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(items),
        ]
    }

    private static func entries(_ resource: APIResource) -> [Value] {
        var entry: Object = [
            "name": .string(resource.name), "singularName": .string(resource.singularName),
            "namespaced": .bool(resource.isNamespaced), "kind": .string(resource.kind),
            "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { entry["categories"] = strings(resource.categories) }
        if resource.verbs.contains("watch") { entry["storageVersionHash"] = .string(storageHash(of: resource)) }
        return [.object(entry)]
            + resource.subresources.map { subresource in
                var entry: Object = [
                    "name": .string("\(resource.name)/\(subresource.name)"), "singularName": "",
                    "namespaced": .bool(resource.isNamespaced),
                ]
                if let (group, version) = subresource.ownVersion {
                    entry["group"] = .string(group)
                    entry["version"] = .string(version)
                }
                entry["kind"] = .string(subresource.kind)
                entry["verbs"] = strings(subresource.verbs)
                return .object(entry)
            }
    }

    private static func discovery(_ resource: APIResource) -> Value {
        var entry: Object = [
            "resource": .string(resource.name),
            "responseKind": responseKind(resource.kind, resource.isCustom ? resource : nil),
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(resource.singularName), "verbs": strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { entry["shortNames"] = strings(resource.shortNames) }
        if !resource.categories.isEmpty { entry["categories"] = strings(resource.categories) }
        if !resource.subresources.isEmpty {
            entry["subresources"] = .array(
                resource.subresources.map { subresource in
                    var kind = responseKind(subresource.kind, resource.isCustom ? resource : nil)
                    if let (group, version) = subresource.ownVersion {
                        kind["group"] = .string(group)
                        kind["version"] = .string(version)
                    }
                    return [
                        "subresource": .string(subresource.name), "responseKind": kind,
                        "verbs": strings(subresource.verbs),
                    ]
                })
        }
        return .object(entry)
    }

    /// Built-in kinds are of the group and version they are listed under, which is left empty.
    private static func responseKind(_ kind: String, _ resource: APIResource?) -> Value {
        [
            "group": .string(resource?.group ?? ""), "version": .string(resource?.version ?? ""),
            "kind": .string(kind),
        ]
    }

    private static func strings(_ items: [String]) -> Value { .array(items.map(Value.string)) }

    /// The first eight bytes of the SHA-256 of `group/version/kind` as stored, in base64.
    private static func storageHash(of resource: APIResource) -> String {
        let text = "\(resource.group)/\(resource.storageVersion)/\(resource.kind)"
        return URLBase64.encoded(Array(SHA256.hash(data: Array(text.utf8)).prefix(8)))
    }
}

extension APIResource.Subresource {
    fileprivate var ownVersion: (group: String, version: String)? {
        guard let parts = groupVersion?.split(separator: "/").map(String.init), parts.count == 2 else { return nil }
        return (parts[0], parts[1])
    }
}
