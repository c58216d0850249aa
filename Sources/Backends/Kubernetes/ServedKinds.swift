import Kubernetes
import Resources

/// In which version to speak of kinds and items, from what a server serves.
struct ServedKinds: Sendable {
    enum Availability: Sendable, Hashable {
        /// In these versions, the preferred one first.
        case served([APIResource])
        case absent
        /// It cannot be told, with the reason.
        case unknown(String)
    }

    private let discovery: Discovery

    init(_ discovery: Discovery) {
        self.discovery = discovery
    }

    func availability(of kind: ItemKind) -> Availability {
        let served = discovery.resources(group: kind.group, kind: kind.kind)
        if !served.isEmpty { return .served(served) }
        guard discovery.isStale(group: kind.group) else { return .absent }
        return .unknown("cannot list \(kind.text): the server of the API group \(kind.group) does not answer")
    }

    /// The key in a version that is served: its own where that is, else the preferred one; nil where none is known.
    func served(_ key: ItemKey) -> ItemKey? {
        let served = discovery.resources(group: key.group, kind: key.kind)
        guard !served.isEmpty else { return nil }
        if served.contains(where: { $0.kind.version == key.version }) { return key }
        var key = key
        key.version = served[0].kind.version
        return key
    }

    /// How to list a kind: in the version that most of the named keys of it use, then in its own, then in the preferred
    /// one. Nil where it is not served, or cannot be listed.
    func listed(_ kind: ItemKind, named keys: [ItemKey]) -> APIResource? {
        let served = discovery.resources(group: kind.group, kind: kind.kind).filter { $0.isListable }
        let uses = Dictionary(keys.compactMap { self.served($0)?.version }.map { ($0, 1) }, uniquingKeysWith: +)
        let ranked = uses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        for version in ranked + [kind.version].compactMap({ $0 }) {
            if let resource = served.first(where: { $0.kind.version == version }) { return resource }
        }
        return served.first
    }
}

extension APIResource {
    /// Kinds such as TokenReview have no objects that could be listed.
    var isListable: Bool { verbs.isEmpty || verbs.contains("list") }
}
