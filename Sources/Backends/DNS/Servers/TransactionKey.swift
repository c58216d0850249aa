import Document
import Resources

/// What signs updates to a name server (TSIG, RFC 8945).
enum TransactionKey: Sendable {
    /// A secret, base64; `reference` is named where the server refuses it.
    case secret(name: String, algorithm: String, Secret, reference: SecretReference)
    /// A file as BIND writes it.
    case file(String)
    /// Kerberos, which `nsupdate` knows how to do (GSS-TSIG, RFC 3645).
    case kerberos

    /// For messages: where the key comes from.
    var source: String {
        switch self {
        case .secret(let name, _, _, let reference): "the key \(name) in \(reference)"
        case .file(let path): "the key file \(path)"
        case .kerberos: "the Kerberos ticket"
        }
    }

    /// A secret's parts as they are written into a key file or a script, checked so that neither can be made to say anything
    /// else, and so that no program quotes what it cannot read.
    struct Text: Sendable {
        var name: String
        var algorithm: String
        var secret: String

        /// A key file as BIND reads it.
        var file: String { "key \"\(name)\" { algorithm \(algorithm); secret \"\(secret)\"; };\n" }
        /// The command of `nsupdate`.
        var command: String { "key \(algorithm):\(name) \(secret)" }
    }

    /// Nil for a key that a program reads itself.
    func text(for purpose: Purpose) throws(BackendError) -> Text? {
        guard case .secret(let name, let algorithm, let secret, let reference) = self else { return nil }
        guard let text = secret.exposedText.map({ $0.filter { !$0.isWhitespace } }), let bytes = Base64.decode(text),
            !bytes.isEmpty
        else {
            throw purpose.error(
                .unauthorized, "the TSIG key is not base64", hint: "check \(reference); `tsig-keygen` makes one")
        }
        guard let keyName = ZoneName.host(name), ZoneName.host(algorithm) != nil else {
            throw purpose.error(
                .unauthorized, "the name or the algorithm of the TSIG key is no name",
                hint: "check dns.rfc2136.keyName and dns.rfc2136.algorithm")
        }
        return Text(name: keyName, algorithm: algorithm, secret: text)
    }
}
