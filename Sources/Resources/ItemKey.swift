/// Where an item lives.
package enum Place: Sendable, Hashable {
    /// A management cluster of the estate, by name.
    case management(String)
    /// The control plane of a workspace, by the workspace's id.
    case tenant(String)
    /// A compute provider of the estate, by name.
    case provider(String)
    /// The estate's DNS zone.
    case dns

    /// `cluster fsn1-a`, `tenant payments`, `provider hetzner-prod`, `dns`.
    package var description: String {
        switch self {
        case .management(let name): "cluster \(name)"
        case .tenant(let id): "tenant \(id)"
        case .provider(let name): "provider \(name)"
        case .dns: "dns"
        }
    }
}

/// What names one thing in the world: a Kubernetes object, a provider's network, a DNS record.
///
/// Two keys are equal when place, API group, kind, namespace and name are: one object is one item in whatever version it
/// is written, read or recorded. The version is an attribute, used for requests.
///
/// Copies share their memory, and the hash is taken once: a fleet has a hundred thousand keys, each in a dozen places.
package struct ItemKey: Sendable {
    private struct Parts {
        var place: Place
        var group: String
        var version: String
        var kind: String
        var namespace: String?
        var name: String
    }

    private final class Storage: Sendable {
        let parts: Parts
        let hash: Int

        init(_ parts: Parts) {
            self.parts = parts
            var hasher = Hasher()
            hasher.combine(parts.place)
            hasher.combine(parts.group)
            hasher.combine(parts.kind)
            hasher.combine(parts.namespace)
            hasher.combine(parts.name)
            hash = hasher.finalize()
        }
    }

    private var storage: Storage

    package var place: Place {
        get { storage.parts.place }
        set { change { $0.place = newValue } }
    }

    /// The API group, empty for the core group and for what is not a Kubernetes object.
    package var group: String { storage.parts.group }

    /// The version to speak of it in, as `v1beta1`; empty for what is not a Kubernetes object.
    package var version: String {
        get { storage.parts.version }
        set { change { $0.version = newValue } }
    }

    /// `Namespace`, `TenantControlPlane`; `Network`, `Record`.
    package var kind: String {
        get { storage.parts.kind }
        set { change { $0.kind = newValue } }
    }

    package var namespace: String? {
        get { storage.parts.namespace }
        set { change { $0.namespace = newValue } }
    }

    package var name: String {
        get { storage.parts.name }
        set { change { $0.name = newValue } }
    }

    package init(place: Place, apiVersion: String = "", kind: String, namespace: String? = nil, name: String) {
        let (group, version) = Self.split(apiVersion: apiVersion)
        storage = Storage(
            Parts(place: place, group: group, version: version, kind: kind, namespace: namespace, name: name))
    }

    private mutating func change(_ body: (inout Parts) -> Void) {
        var parts = storage.parts
        body(&parts)
        storage = Storage(parts)
    }

    /// `v1`, `apps/v1`; empty for what is not a Kubernetes object.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Whether it is a Kubernetes object, and not a network or a DNS record.
    package var isKubernetes: Bool { !version.isEmpty }

    /// The namespace that it lies in; nil for what lies in none.
    package var namespaceKey: ItemKey? {
        guard isKubernetes, let namespace else { return nil }
        return ItemKey(place: place, apiVersion: "v1", kind: "Namespace", name: namespace)
    }

    /// The kind, with the version of the key to ask for it in.
    package var itemKind: ItemKind { ItemKind(group: group, kind: kind, version: version.isEmpty ? nil : version) }

    /// `apps/v1` is group `apps` and version `v1`; `v1` is the core group.
    static func split(apiVersion: String) -> (group: String, version: String) {
        guard let slash = apiVersion.lastIndex(of: "/") else { return ("", apiVersion) }
        return (String(apiVersion[..<slash]), String(apiVersion[apiVersion.index(after: slash)...]))
    }
}

extension ItemKey: Hashable {
    package static func == (left: ItemKey, right: ItemKey) -> Bool {
        if left.storage === right.storage { return true }
        guard left.storage.hash == right.storage.hash else { return false }
        let (one, other) = (left.storage.parts, right.storage.parts)
        return one.name == other.name && one.kind == other.kind && one.namespace == other.namespace
            && one.group == other.group && one.place == other.place
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(storage.hash) }
}

extension ItemKey: CustomStringConvertible, Comparable {
    /// `Deployment.apps namespace/name`, without the place.
    package var description: String { "\(itemKind.text) \(namespace.map { "\($0)/" } ?? "")\(name)" }

    /// The order of the descriptions with the places in front of them, which are not made for it: a fleet has a hundred
    /// thousand keys.
    package static func < (left: ItemKey, right: ItemKey) -> Bool {
        if left.place != right.place { return left.place < right.place }
        // Blanks and dots come before whatever stands in names of kinds.
        if left.kind != right.kind { return left.kind < right.kind }
        if left.group != right.group { return left.group < right.group }
        if left.namespace == right.namespace { return left.name < right.name }
        guard let one = left.namespace, let other = right.namespace else { return left.description < right.description }
        return one.precedesInBytes(other, endingIn: UInt8(ascii: "/"))
    }
}

extension Place: Comparable {
    /// The order of the descriptions.
    package static func < (left: Place, right: Place) -> Bool {
        switch (left, right) {
        case (.management(let one), .management(let other)), (.tenant(let one), .tenant(let other)),
            (.provider(let one), .provider(let other)):
            one < other
        default: left.description < right.description
        }
    }
}
