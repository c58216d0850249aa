/// Whom a secret is for, in a line at the beginning of what is encrypted: a ciphertext that was copied or moved, whole or from the
/// history of a repository, opens nowhere else.
///
/// The line is a comment to YAML and to shells (`# berth.dev/secret/v1 estate=loopback workspace=payments`), so that what people
/// decrypt by hand stays of use.
package struct SecretBinding: Sendable, Hashable {
    package var estate: String
    /// Nil: for the estate itself, and for workspaces that it grants the file.
    package var workspace: String?

    /// Both are names without blanks.
    package init(estate: String, workspace: String? = nil) {
        self.estate = estate
        self.workspace = workspace
    }

    /// The line of a binding cannot be read: another version of Berth wrote it.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package var description: String { "is bound in a form that this version of berth does not know" }
    }

    private static let mark = "# berth.dev/secret/"
    private static let version = "v1"
    private static let longestLine = 1 << 10

    /// What to encrypt.
    package func bound(_ value: [UInt8]) -> [UInt8] {
        let fields = [("estate", estate), ("workspace", workspace)]
            .compactMap { key, value in value.map { "\(key)=\($0)" } }
        return Array("\(Self.mark)\(Self.version) \(fields.joined(separator: " "))\n".utf8) + value
    }

    /// Whether something that was decrypted begins as bound secrets do.
    package static func isBound(_ plaintext: [UInt8]) -> Bool { plaintext.starts(with: mark.utf8) }

    /// The secret itself, without the line that says whom it is for.
    package static func value(of plaintext: [UInt8]) -> ArraySlice<UInt8> {
        guard isBound(plaintext), let end = plaintext.firstIndex(of: UInt8(ascii: "\n")) else { return plaintext[...] }
        return plaintext[(end + 1)...]
    }

    /// Reads the binding of what was decrypted; nil where it has none.
    package static func read(_ plaintext: [UInt8]) throws(Unreadable) -> SecretBinding? {
        guard isBound(plaintext) else { return nil }
        let line = plaintext.prefix(longestLine).prefix { $0 != UInt8(ascii: "\n") }
        let words = String(decoding: line.dropFirst(mark.utf8.count), as: UTF8.self).split(separator: " ")
        guard line.count < longestLine, line.count < plaintext.count, words.first == version[...] else {
            throw Unreadable()
        }
        var fields: [Substring: String] = [:]
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "="),
                fields.updateValue(String(word[word.index(after: equals)...]), forKey: word[..<equals]) == nil
            else { throw Unreadable() }
        }
        guard let estate = fields["estate"], Set(fields.keys).isSubset(of: ["estate", "workspace"]) else {
            throw Unreadable()
        }
        return SecretBinding(estate: estate, workspace: fields["workspace"])
    }

    /// `the workspace payments (estate loopback)`.
    package var subject: String {
        let owner = workspace.map { "the workspace \($0)" } ?? "the estate itself"
        return "\(owner) (estate \(estate))"
    }
}
