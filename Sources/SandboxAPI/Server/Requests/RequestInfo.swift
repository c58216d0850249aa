/// What a request wants: the verb and the object, collection or path it names, as authorization sees it.
package struct RequestInfo: Sendable {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; the lower-case method where
    /// the path is not a resource.
    package var verb: String
    package var resource: APIResource
    /// Empty for cluster-scoped resources and collections of all namespaces.
    package var namespace: String
    /// Empty for collections.
    package var name: String
    /// Empty, or `status`, `scale` and the like.
    package var subresource: String

    init(verb: String, resource: APIResource, namespace: String, name: String, subresource: String) {
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
    }

    /// The key of the object named by the request.
    var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// The path below `/api/v1` or `/apis/<group>/<version>`.
    struct Target: Sendable {
        var group: String
        var version: String
        /// What follows; empty for discovery.
        var rest: [String]
    }

    static func target(of path: String) -> Target? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch parts.first {
        case "api" where parts.count > 1:
            return Target(group: "", version: parts[1], rest: Array(parts.dropFirst(2)))
        case "apis" where parts.count > 2:
            return Target(group: parts[1], version: parts[2], rest: Array(parts.dropFirst(3)))
        default: return nil
        }
    }

    /// The request of a target below a served version; nil where no such resource is served there.
    init?(_ request: APIRequest, target: Target, catalog: ResourceCatalog) {
        var rest = target.rest
        namespace = ""
        if rest.count > 1, rest[0] == "namespaces", !(rest.count == 3 && Self.namespaceSubresources.contains(rest[2])) {
            namespace = rest[1]
            if rest.count > 2 { rest.removeFirst(2) }
        }
        guard let first = rest.first, rest.count <= 3,
            let resource = catalog.resource(group: target.group, version: target.version, name: first)
        else { return nil }
        if resource.groupResource == .namespaces { namespace = "" }
        if !namespace.isEmpty, !resource.isNamespaced { return nil }
        self.resource = resource
        name = rest.count > 1 ? rest[1] : ""
        subresource = rest.count > 2 ? rest[2] : ""
        if !subresource.isEmpty, resource.subresource(subresource) == nil { return nil }
        if !name.isEmpty, resource.isNamespaced, namespace.isEmpty { return nil }
        verb = Self.verb(of: request, isCollection: name.isEmpty)
    }

    /// The request of a target that another server would answer, as far as its path tells.
    init?(forwarded request: APIRequest, target: Target) {
        var rest = target.rest
        namespace = ""
        if rest.count > 2, rest[0] == "namespaces" {
            namespace = rest[1]
            rest.removeFirst(2)
        }
        guard let first = rest.first else { return nil }
        resource = APIResource(
            group: target.group, version: target.version, name: first, singularName: first, kind: "",
            isNamespaced: !namespace.isEmpty, storageVersion: target.version)
        name = rest.count > 1 ? rest[1] : ""
        subresource = rest.count > 2 ? rest[2] : ""
        verb = Self.verb(of: request, isCollection: name.isEmpty)
    }

    /// Whether the resource has the verb, and has it for what the path names.
    var isAllowed: Bool {
        let verbs = subresource.isEmpty ? resource.verbs : resource.subresource(subresource)?.verbs ?? []
        guard verbs.contains(verb) else { return false }
        switch verb {
        case "create" where subresource.isEmpty: return name.isEmpty && resource.isNamespaced != namespace.isEmpty
        case "update", "patch": return !name.isEmpty
        default: return true
        }
    }

    private static let namespaceSubresources: Set<String> = ["status", "finalize"]

    private static func verb(of request: APIRequest, isCollection: Bool) -> String {
        switch request.method {
        case "GET", "HEAD":
            if isCollection { request.flag("watch") ? "watch" : "list" } else { "get" }
        case "POST": "create"
        case "PUT": "update"
        case "PATCH": "patch"
        case "DELETE": isCollection ? "deletecollection" : "delete"
        default: request.method.lowercased()
        }
    }
}
