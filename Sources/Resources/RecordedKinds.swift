import Document

/// What a workspace ever used, as its namespace records it, so that prune and recovery find everything without the state
/// repository (as ApplySet does).
package struct RecordedKinds: Sendable, Hashable {
    /// The kinds on the management side.
    package var management: Set<ItemKind> = []
    /// The kinds inside the tenant.
    package var tenant: Set<ItemKind> = []
    /// The providers that hold a network of it, by name.
    package var providers: Set<String> = []

    package static let annotations = [
        Item.Mark.kindsAnnotation, Item.Mark.tenantKindsAnnotation, Item.Mark.providersAnnotation,
    ]

    package init() {}

    /// Reads what `mark` writes; what cannot be read is left out.
    package init(namespace: Value) {
        func text(_ name: String) -> String? { namespace["metadata"]?["annotations"]?[name]?.string }
        management = ItemKind.set(from: text(Item.Mark.kindsAnnotation))
        tenant = ItemKind.set(from: text(Item.Mark.tenantKindsAnnotation))
        providers = Set((text(Item.Mark.providersAnnotation) ?? "").split(separator: ",").map(String.init))
    }

    /// Whether nothing is recorded: nobody knows then what there is.
    package var isEmpty: Bool { self == RecordedKinds() }

    /// Notes where an item is.
    package mutating func insert(_ key: ItemKey) {
        switch key.place {
        case .management: management.insert(key.itemKind)
        case .tenant: tenant.insert(key.itemKind)
        case .provider(let name): providers.insert(name)
        case .dns: break
        }
    }

    package mutating func formUnion(_ other: RecordedKinds) {
        management.formUnion(other.management)
        tenant.formUnion(other.tenant)
        providers.formUnion(other.providers)
    }

    /// Whether it says all that another says.
    package func isSuperset(of other: RecordedKinds) -> Bool {
        management.isSuperset(of: other.management) && tenant.isSuperset(of: other.tenant)
            && providers.isSuperset(of: other.providers)
    }

    /// Writes it on a namespace.
    package func mark(_ namespace: inout Value) {
        namespace[Self.path(Item.Mark.kindsAnnotation)] = .string(ItemKind.text(of: management))
        namespace[Self.path(Item.Mark.tenantKindsAnnotation)] = .string(ItemKind.text(of: tenant))
        namespace[Self.path(Item.Mark.providersAnnotation)] =
            providers.isEmpty ? nil : .string(providers.sorted().joined(separator: ","))
    }

    /// Takes it off a namespace.
    package static func unmark(_ namespace: inout Value) {
        guard let noted = namespace["metadata"]?["annotations"]?.object else { return }
        for name in annotations where noted[name] != nil { namespace[path(name)] = nil }
    }

    private static func path(_ annotation: String) -> Path { ["metadata", "annotations", annotation] }
}
