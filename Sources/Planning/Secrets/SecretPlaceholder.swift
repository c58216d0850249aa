import Document
import Resources

/// What is sent in the place of a secret where a write is only tried: it has the same keys and form, and says nothing of the
/// value, not even its length.
struct SecretPlaceholder {
    /// The text of a secret within other text.
    static let text = "berth-placeholder"

    let item: Item
    let path: Path

    /// What stands at the leaf of an insertion; `known` gives the outputs that are known by now.
    func value(of insertion: Insertion, known: (Reference) -> Value?) -> Value {
        let text: String
        if insertion.parts.count == 1 {
            text = whole
        } else {
            let parts = insertion.parts.map { part in
                switch part {
                case .text(let text): text
                case .reference(let reference): known(reference)?.plain ?? Self.text
                case .secret: Self.text
                }
            }
            // Text around a secret that is base64 already is none by itself any more.
            text = insertion.isBase64 ? parts.joined() : whole
        }
        return .string(path.components.first == .key("data") ? Base64.encode(Array(text.utf8)) : text)
    }

    /// The form that servers, and those who look at what goes into a Secret, expect of a key.
    private var whole: String {
        switch path.last {
        case .key(".dockerconfigjson"): #"{"auths":{}}"#
        case .key(".dockercfg"): "{}"
        case .key("tls.crt"), .key("ca.crt"): Self.block("CERTIFICATE")
        case .key("tls.key"), .key("ssh-privatekey"): Self.block("PRIVATE KEY")
        default: Self.text
        }
    }

    private static func block(_ label: String) -> String {
        "-----BEGIN \(label)-----\n\(Base64.encode(Array(text.utf8)))\n-----END \(label)-----\n"
    }
}
