/// A kind of items, whatever the version it is read in: an API group and a kind, as ApplySets record it.
///
/// The version is an attribute for requests and no part of the identity: kinds of two versions are equal.
package struct ItemKind: Sendable {
    /// Empty for the core group, and for what is not a Kubernetes object.
    package var group: String
    package var kind: String
    /// The version to ask for; nil: whichever the server prefers, or none (a network, a DNS record).
    package var version: String?

    package init(group: String, kind: String, version: String? = nil) {
        self.group = group
        self.kind = kind
        self.version = version
    }

    /// `apiVersion` as manifests write it: `v1`, `apps/v1`; empty for what is not a Kubernetes object.
    package init(apiVersion: String, kind: String) {
        let (group, version) = ItemKey.split(apiVersion: apiVersion)
        self.init(group: group, kind: kind, version: version.isEmpty ? nil : version)
    }

    /// `Deployment.apps`, `Service`: how people and recorded sets of kinds write it.
    package var text: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

extension ItemKind: Hashable, Comparable, CustomStringConvertible {
    package static func == (left: ItemKind, right: ItemKind) -> Bool {
        left.kind == right.kind && left.group == right.group
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(group)
        hasher.combine(kind)
    }

    package static func < (left: ItemKind, right: ItemKind) -> Bool {
        (left.group, left.kind) < (right.group, right.kind)
    }

    package var description: String { text }
}

extension ItemKind {
    /// Reads what `text` writes; nil for text that names no kind.
    package init?(text: String) {
        guard text.utf8.allSatisfy(Self.isPlain) else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard let kind = parts.first, !kind.isEmpty, parts.last?.isEmpty == false else { return nil }
        self.init(group: parts.count == 2 ? parts[1] : "", kind: kind)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The kinds of a recorded set, separated by commas; what cannot be read is left out.
    package static func set(from text: String?) -> Set<ItemKind> {
        Set((text ?? "").split(separator: ",").compactMap { ItemKind(text: String($0)) })
    }

    /// A set as it is recorded.
    package static func text(of kinds: Set<ItemKind>) -> String {
        kinds.sorted().map(\.text).joined(separator: ",")
    }
}
