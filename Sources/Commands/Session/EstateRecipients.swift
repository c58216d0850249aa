import Diagnostics
import Files
import Resources
import Specification
import Tools

/// The public keys that an estate stores secrets for.
enum EstateRecipients {
    /// The keys, sorted; none where the estate names no file. Throws what is wrong with the file, never a line of it.
    static func read(of estate: Estate, home: String?) throws(DiagnosticsError) -> [String] {
        guard let path = estate.encryption?.recipients else { return [] }
        var collector = DiagnosticCollector()
        do {
            let text = String(decoding: try path.contents(home: home), as: UTF8.self)
            let recipients = Recipients.parsed(text, file: path.resolved(home: home).tidyPath, into: &collector)
            try collector.throwIfErrors()
            return recipients
        } catch let error as FileSourceError {
            throw DiagnosticsError([
                .error(
                    "the recipients file \(path.resolved(home: home).tidyPath) cannot be read: \(error)",
                    at: estate.marks.location(of: ["spec", "encryption", "recipients"]),
                    notes: "put a public key a line into it; `age-keygen -y KEYFILE` shows the one of a key file")
            ])
        } catch {
            throw DiagnosticsError(collector.diagnostics)
        }
    }

    /// A warning where the identity at hand opens nothing that is stored from now on; nil where it does, and where that cannot
    /// be told: of keys for plugins and of SSH keys only the owner knows the public one.
    static func stranger(identity: String?, recipients: [String], at location: SourceLocation?) -> Diagnostic? {
        guard let identity, !recipients.isEmpty,
            let bytes = try? LocalPath(identity).contents(home: nil, limit: 1 << 20),
            let own = AgeIdentity(file: String(decoding: bytes, as: UTF8.self))?.recipients,
            Set(own).isDisjoint(with: recipients)
        else { return nil }
        return .warning(
            "the identity \(identity) opens nothing that is stored from now on: its public key is not among the recipients",
            at: location, notes: "add \(own.joined(separator: ", ")), or name another identity")
    }

    /// Says where workspaces have secrets to store and the estate names nobody to store them for; nil where all is well.
    static func missing(in specification: SpecificationSet) -> Diagnostic? {
        guard specification.estate.encryption == nil, let first = specification.workspaces.first else { return nil }
        let others = specification.workspaces.count - 1
        let whose = others == 0 ? "`\(first.id)`" : "`\(first.id)` and \(others) more"
        var secrets = "its kubeconfig"
        if case .generated = first.integration.apiKey.source { secrets += " and its generated API key" }
        return .error(
            "the estate names no recipients, and workspace \(whose) has secrets to store: \(secrets)",
            at: specification.estate.marks.location(of: ["spec"]),
            notes:
                "write `encryption: {recipients: {file: recipients.txt}, identity: {file: ~/.config/berth/age.key}}` below `spec`",
            "`age-keygen -o ~/.config/berth/age.key` makes a key, and `age-keygen -y ~/.config/berth/age.key` shows the public "
                + "one, which goes into specs/recipients.txt")
    }
}
