import Document

/// A value that an earlier resource makes known when it has been applied: `payments/network#id`.
package struct Reference: Sendable, Hashable, CustomStringConvertible {
    package var address: ResourceAddress
    /// The name of the output: `id`, `address`, …
    package var output: String

    package init(_ address: ResourceAddress, _ output: String) {
        self.address = address
        self.output = output
    }

    package var description: String { "\(address)#\(output)" }
}

/// What stands at a leaf of a desired item once it is written, and is not known, or must not be shown, before.
///
/// The leaf itself holds a placeholder until then, so that desired items can be printed and digested.
package struct Insertion: Sendable, Hashable {
    package enum Part: Sendable, Hashable {
        case text(String)
        case reference(Reference)
        case secret(SecretReference)
    }

    /// Joined in order.
    package var parts: [Part]
    /// Encoded as Kubernetes keeps the values of a Secret's `data`.
    package var isBase64: Bool

    package init(_ parts: [Part], isBase64: Bool = false) {
        self.parts = parts
        self.isBase64 = isBase64
    }

    /// True where a part is secret: then the leaf is never shown, logged or stored.
    package var isSensitive: Bool {
        parts.contains { if case .secret = $0 { true } else { false } }
    }

    /// The outputs it waits for.
    package var references: [Reference] {
        parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The secrets it is made of.
    package var secrets: [SecretReference] {
        parts.compactMap { if case .secret(let secret) = $0 { secret } else { nil } }
    }

    /// What is shown in the leaf's place.
    package var placeholder: Value {
        isSensitive ? "(sensitive)" : "(known after apply)"
    }
}
