import Document
import Resources
import Specification

/// What the references of a template can name.
package struct TemplateContext: Sendable {
    /// What a reference leads to.
    enum Binding: Sendable, Hashable {
        /// A value, with its spelling where it is a number or boolean that somebody wrote: `1.10`.
        case value(Value, spelling: String?)
        /// What is known or shown only later, in parts.
        case parts([Insertion.Part])
    }

    /// The plain values, by their first names: `workspace`, `estate`, `oidc`, `kubernetes`, `network`, `values`.
    package var values: Object
    /// Outputs of earlier resources, by their full names: `network.id`.
    package var references: [String: Reference]
    /// Secrets, by their names behind `secrets.`.
    package var secrets: [String: SecretReference]
    /// Where the values of the application are written; nil in templates of the steps.
    var origins: ValueOrigins?
    /// How numbers and booleans among the values are spelled where they are written, by their paths.
    var spellings: [Path: String] = [:]
    /// Leaves of the values that hold placeholders, since they are made of outputs of earlier resources.
    var insertions: [Path: Insertion] = [:]

    package init(
        values: Object = [:], references: [String: Reference] = [:], secrets: [String: SecretReference] = [:]
    ) {
        self.values = values
        self.references = references
        self.secrets = secrets
    }

    subscript(name: [String]) -> Binding? {
        let text = name.joined(separator: ".")
        if let reference = references[text] { return .parts([.reference(reference)]) }
        if name.first == "secrets" {
            return secrets[name.dropFirst().joined(separator: ".")].map { .parts([.secret($0)]) }
        }
        let path = Path(name.map(Path.Component.key))
        if let insertion = insertions[path] { return .parts(insertion.parts) }
        return Value.object(values)[path].map { .value($0, spelling: spellings[path]) }
    }

    /// What is of one workspace alone.
    private static let ofWorkspace: [Path] = [["workspace"], ["kubernetes"], ["network"], ["oidc", "clientId"]]

    /// Whether nothing of one workspace can be named, since several share what is made.
    private(set) var isShared = false

    /// Lets nothing be named that is of one workspace alone.
    mutating func leaveOutWorkspace() {
        var all = Value.object(values)
        for path in Self.ofWorkspace { all[path] = nil }
        values = all.object ?? values
        references = [:]
        isShared = true
    }

    /// Why a name leads to nothing though it does so elsewhere; nil where it leads nowhere at all.
    func refusal(of name: [String]) -> String? {
        let path = Path(name.map(Path.Component.key))
        guard isShared, Self.ofWorkspace.contains(where: path.hasPrefix) else { return nil }
        return "the workspaces of a cluster share this application: nothing of one of them can stand in it"
    }

    /// Every name a reference could have, for "did you mean".
    var names: [String] {
        let plain = Value.object(values).leaves.map { leaf in
            leaf.path.components.compactMap { if case .key(let key) = $0 { key } else { nil } }.joined(separator: ".")
        }
        return plain + references.keys + secrets.keys.map { "secrets.\($0)" }
    }
}
