import Document

/// Which of their own secrets the workspaces of an estate use already, as the state records it: whoever names one of them anew
/// does not take it over.
package struct SecretUses: Sendable, Hashable {
    private let uses: [String: Set<String>]

    /// `uses` are what `variable` and `file` give, by workspace; one that exists and uses nothing is among them.
    package init(_ uses: [String: Set<String>] = [:]) {
        self.uses = uses
    }

    /// The workspaces that exist.
    var workspaces: Set<String> { Set(uses.keys) }

    /// The workspaces that use something.
    func users(of use: String) -> Set<String> { Set(uses.filter { $0.value.contains(use) }.keys) }

    /// The use of an environment variable.
    package static func variable(_ name: String) -> String { "env \(name)" }

    /// The use of an encrypted file, wherever it lies.
    package static func file(_ ciphertext: Digest) -> String { "age \(ciphertext)" }
}
