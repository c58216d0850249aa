import Document
import Resources

/// What the references of a template can name.
package struct TemplateContext: Sendable {
    /// What a reference leads to.
    enum Binding: Sendable, Hashable {
        case value(Value)
        case reference(Reference)
        case secret(SecretReference)
    }

    /// The plain values, by their first names: `workspace`, `estate`, `oidc`, `kubernetes`, `network`, `values`.
    package var values: Object
    /// Outputs of earlier resources, by their full names: `network.id`.
    package var references: [String: Reference]
    /// Secrets, by their names behind `secrets.`.
    package var secrets: [String: SecretReference]

    package init(
        values: Object = [:], references: [String: Reference] = [:], secrets: [String: SecretReference] = [:]
    ) {
        self.values = values
        self.references = references
        self.secrets = secrets
    }

    subscript(path: [String]) -> Binding? {
        let name = path.joined(separator: ".")
        if let reference = references[name] { return .reference(reference) }
        if path.first == "secrets" { return secrets[path.dropFirst().joined(separator: ".")].map(Binding.secret) }
        var current = Value.object(values)
        for key in path {
            guard let next = current[key] else { return nil }
            current = next
        }
        return .value(current)
    }

    /// Every name a reference could have, for "did you mean".
    var names: [String] {
        let plain = Value.object(values).leaves.map { leaf in
            leaf.path.components.compactMap { if case .key(let key) = $0 { key } else { nil } }.joined(separator: ".")
        }
        return plain + references.keys + secrets.keys.map { "secrets.\($0)" }
    }
}
