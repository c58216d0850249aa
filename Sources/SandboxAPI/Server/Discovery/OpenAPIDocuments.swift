import Document

/// The OpenAPI documents of a server: an index, and one document a group and version with its paths and schemas.
struct OpenAPIDocuments {
    let catalog: ResourceCatalog
    let registry: SchemaRegistry

    /// The paths of the documents. Clients keep a document until the hash in its path changes.
    var index: Value {
        var paths = [".well-known/openid-configuration", "api", "api/v1", "apis", "openid/v1/jwks", "version"]
        for group in catalog.groups where !group.isEmpty {
            let versions = catalog.versions(of: group)
            let isCustom = catalog.resources(group: group, version: versions.first ?? "").contains { $0.isCustom }
            if !isCustom { paths.append("apis/\(group)") }
            paths.append(contentsOf: versions.map { "apis/\(group)/\($0)" })
        }
        let entries = paths.sorted().map { path -> (String, Value) in
            (path, ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash(of: path))")])
        }
        return ["paths": .object(Object(entries))]
    }

    /// The document of `api/v1` or `apis/<group>/<version>`; others have no content here.
    func document(_ parts: [String]) -> Value? {
        let (group, version) =
            parts.first == "api"
            ? ("", parts.count > 1 ? parts[1] : "") : (parts.count > 2 ? (parts[1], parts[2]) : ("", ""))
        let resources = catalog.resources(group: group, version: version)
        let known = index["paths"]?[parts.joined(separator: "/")] != nil
        guard known else { return nil }
        var paths = Object()
        var components = OpenAPIComponents(.three)
        for resource in resources {
            let kind = registry.kind(group: group, version: version, plural: resource.name)
            let name = components.add(resource, kind)
            for (path, item) in OpenAPIPaths(resource, schema: name).items { paths[path] = item }
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "unversioned"],
            "paths": .object(paths), "components": ["schemas": .object(components.schemas)],
        ]
    }

    /// The document of the older version: all groups in one.
    var version2: Value {
        var paths = Object()
        var components = OpenAPIComponents(.two)
        for resource in catalog.resources {
            let kind = registry.kind(group: resource.group, version: resource.version, plural: resource.name)
            _ = components.add(resource, kind)
            for (path, item) in OpenAPIPaths(resource).items { paths[path] = item }
        }
        return [
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": "unversioned"], "paths": .object(paths),
            "definitions": .object(components.schemas),
        ]
    }

    private func hash(of path: String) -> String {
        let parts = path.split(separator: "/").map(String.init)
        let resources = parts.count == 3 ? catalog.resources(group: parts[1], version: parts[2]) : []
        let custom = resources.filter(\.isCustom).compactMap { resource in
            registry.kind(group: resource.group, version: resource.version, plural: resource.name)?.structural?.source
        }
        return Digest(of: .array([.string(path)] + custom)).short.uppercased()
    }

    static func identity(of resource: APIResource) -> Value {
        [
            "group": .string(resource.group), "version": .string(resource.version), "kind": .string(resource.kind),
        ]
    }
}
