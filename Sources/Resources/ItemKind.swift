/// A kind of items as a backend lists it.
package struct ItemKind: Sendable, Hashable, Comparable {
    package var apiVersion: String
    package var kind: String

    package init(apiVersion: String, kind: String) {
        self.apiVersion = apiVersion
        self.kind = kind
    }

    package static func < (left: ItemKind, right: ItemKind) -> Bool {
        (left.apiVersion, left.kind) < (right.apiVersion, right.kind)
    }
}

extension ItemKey {
    /// The kind alone.
    package var itemKind: ItemKind { ItemKind(apiVersion: apiVersion, kind: kind) }
}
