/// The grammars of names and the words in which the server explains them.
///
/// Source: `k8s.io/apimachinery/pkg/util/validation`.
struct NameGrammar {
    private let limit: Int
    private let message: String
    private let allows: @Sendable (String) -> Bool

    /// What is wrong with a name; nil where nothing is.
    func complaint(about name: String) -> String? {
        if name.utf8.count > limit { return "must be no more than \(limit) bytes" }
        return allows(name) ? nil : message
    }

    /// `[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.…)*`
    static let subdomain = NameGrammar(
        limit: 253,
        message: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and "
            + "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        allows: { name in name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel) })

    static let label = NameGrammar(
        limit: 63,
        message: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
            + "and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
            + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')", allows: { isLabel($0[...]) })

    static let serviceLabel = NameGrammar(
        limit: 63,
        message: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
            + "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
            + "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        allows: { isLabel($0[...]) && $0.utf8.first.map(isLower) ?? false })

    /// What is wrong with the key of a label or annotation: `prefix/name`.
    static func qualifiedNameComplaint(about key: String) -> String? {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            if parts[0].isEmpty { return "prefix part must be non-empty" }
            if let complaint = subdomain.complaint(about: String(parts[0])) { return "prefix part \(complaint)" }
        }
        let name = parts.last ?? ""
        if name.isEmpty { return "name part must be non-empty" }
        if name.utf8.count > 63 { return "name part must be no more than 63 bytes" }
        guard isWord(name) else {
            return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        }
        return nil
    }

    /// What is wrong with the value of a label.
    static func labelValueComplaint(about value: String) -> String? {
        if value.utf8.count > 63 { return "must be no more than 63 bytes" }
        guard value.isEmpty || isWord(value[...]) else {
            return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                + "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                + "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        }
        return nil
    }

    private static func isLower(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isLower(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isLowerOrDigit(first) && isLowerOrDigit(last)
            && text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isWord(_ text: Substring) -> Bool {
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            isLowerOrDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }
}
