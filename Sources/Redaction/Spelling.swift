/// How a text spells bytes that it cannot, or need not, hold as they are.
struct Spelling: Sendable, Hashable {
    /// One way to spell them.
    enum Layer: Sendable {
        /// `\n`, `\"`, `\u003c`, pairs of surrogates, `\u{3c}`, `\074`: JSON, double quotes of YAML, Go and shells, Berth's own
        /// messages. `\xe9` is a character, as in YAML.
        case backslashes
        /// The same, where `\xc3\xa9` are bytes, as in Go, C and shells.
        case octets
        /// `%3C`: addresses and forms.
        case percent
        /// `''` and `'\''`: single quotes of YAML and shells.
        case quotes
        /// `&lt;`, `&apos;`, `&#60;`, `&#x3c;`: HTML and XML.
        case entities

        /// What every escape begins with.
        var sign: UInt8 {
            switch self {
            case .backslashes, .octets: UInt8(ascii: "\\")
            case .percent: UInt8(ascii: "%")
            case .quotes: UInt8(ascii: "'")
            case .entities: UInt8(ascii: "&")
            }
        }
    }

    /// What was put around the rest; nil for a text that is as it is.
    var outer: Layer?
    /// What the outer layer was put around.
    var inner: Layer?

    static let plain = Spelling()

    private static let all = [
        Spelling(outer: .backslashes), Spelling(outer: .octets), Spelling(outer: .percent), Spelling(outer: .quotes),
        Spelling(outer: .entities), Spelling(outer: .backslashes, inner: .backslashes),
        Spelling(outer: .backslashes, inner: .percent), Spelling(outer: .backslashes, inner: .entities),
        Spelling(outer: .percent, inner: .percent), Spelling(outer: .entities, inner: .entities),
    ]

    /// Whether a byte may begin an escape.
    static func isSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "%"), UInt8(ascii: "'"), UInt8(ascii: "&"): true
        default: false
        }
    }

    /// The spellings, beside the plain one, of which a text with these signs may hold something. Those of the inner layer may be
    /// spelled themselves: `\u0026lt;`.
    static func possible(with signs: Set<UInt8>) -> [Spelling] {
        all.filter { $0.outer.map { signs.contains($0.sign) } ?? false }
    }
}
