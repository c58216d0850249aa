import Document

/// What a fault is aimed at; an absent member matches everything.
package struct FaultMatch: Sendable, Hashable {
    /// An HTTP method, in upper case.
    package var method: String?
    /// The request's path: with `*` a pattern for the whole path, without one a part of it.
    package var path: String?
    /// The name of a management cluster, `tenant/<cluster>/<namespace>/<name>`, `hcloud`, `ionos` or `cloudflare`; or a
    /// pattern.
    package var cluster: String?
    /// Who asks, or a pattern.
    package var user: String?
    /// An object, `<namespace>/<name>` or, where it is in no namespace, its name; or a pattern: for faults that are
    /// states.
    package var object: String?
    /// A resource in the plural, such as `secrets` or `tenantcontrolplanes.kamaji.clastix.io`; or a pattern.
    package var resource: String?

    package init(
        method: String? = nil, path: String? = nil, cluster: String? = nil, user: String? = nil,
        object: String? = nil, resource: String? = nil
    ) {
        self.method = method?.uppercased()
        self.path = path
        self.cluster = cluster
        self.user = user
        self.object = object
        self.resource = resource
    }

    package init(json: Value) throws(SandboxError) {
        guard let object = json.object else { throw .badArgument("\"match\" is not an object") }
        for (key, value) in object {
            guard let text = value.string else { throw .badArgument("\"match.\(key)\" is no string") }
            try set(key, text)
        }
    }

    /// Reads `method=PATCH,path=…,cluster=…`.
    package init(_ text: String) throws(SandboxError) {
        for pair in text.split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw .badArgument("\"\(pair)\" is not written as key=value") }
            try set(String(parts[0]), String(parts[1]))
        }
    }

    package var json: Value {
        .object(Object(members.map { ($0, .string($1)) }))
    }

    /// What it is aimed by.
    var aims: [String] { members.map(\.key) }

    private var members: [(key: String, text: String)] {
        [
            ("method", method), ("path", path), ("cluster", cluster), ("user", user), ("object", object),
            ("resource", resource),
        ].compactMap { key, text in text.map { (key, $0) } }
    }

    package func matches(_ target: FaultTarget) -> Bool {
        (method ?? target.method) == target.method && Self.fits(path, target.path, orPart: true)
            && Self.fits(cluster, target.cluster) && Self.fits(user, target.user)
    }

    /// Whether an object is meant; `resource` is its plural with its group.
    package func matches(object: String, resource: String = "", cluster: String) -> Bool {
        Self.fits(self.object, object) && Self.fits(self.cluster, cluster)
            && (Self.fits(self.resource, resource)
                || Self.fits(self.resource, String(resource.prefix { $0 != "." })))
    }

    private mutating func set(_ key: String, _ text: String) throws(SandboxError) {
        switch key {
        case "method": method = text.uppercased()
        case "path": path = text
        case "cluster": cluster = text
        case "user": user = text
        case "object": object = text
        case "resource": resource = text
        default:
            throw .badArgument(
                "faults are aimed by method, path, cluster, user, object or resource, not by \"\(key)\"")
        }
    }

    private static func fits(_ pattern: String?, _ text: String, orPart: Bool = false) -> Bool {
        guard let pattern else { return true }
        guard pattern.contains("*") else { return orPart ? text.contains(pattern) : text == pattern }
        var rest = text[...]
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
        }
        return rest.isEmpty
    }
}
