import Diagnostics

/// The public keys in a recipients file: one a line, `#` begins a comment.
package enum Recipients {
    /// The keys of a file's `text`; every line that holds none is reported at its place in `file`.
    package static func parsed(
        _ text: String, file: String, into diagnostics: inout DiagnosticCollector
    ) -> [String] {
        var recipients: [String] = []
        var isEmpty = true
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let key = String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            guard !key.isEmpty, !key.hasPrefix("#") else { continue }
            isEmpty = false
            guard let problem = problem(of: key) else {
                recipients.append(key)
                continue
            }
            diagnostics.add(
                .error(
                    problem, at: SourceLocation(file: file, line: index + 1, column: 1),
                    notes: "a line is a public key such as `age1…` (see `age-keygen -y`) or `ssh-ed25519 AAAA…`"))
        }
        if isEmpty {
            diagnostics.add(.error("the recipients file holds no key", at: SourceLocation(file: file)))
        }
        return recipients
    }

    /// What keeps `key` from being a recipient; never repeats the key, which may be a private one.
    package static func problem(of key: String) -> String? {
        if key.hasPrefix("AGE-SECRET-KEY-") || key.hasPrefix("-----BEGIN") {
            return "this is a private key; keep it out of this file and give the public one"
        }
        if key.hasPrefix("age1") {
            return Bech32.isValid(key) ? nil : "this age key is mistyped: its checksum does not match"
        }
        if key.hasPrefix("ssh-ed25519 ") || key.hasPrefix("ssh-rsa ") {
            let fields = key.split(separator: " ")
            let isComplete = fields.count >= 2 && fields[1].hasPrefix("AAAA") && fields[1].allSatisfy(\.isBase64)
            return isComplete ? nil : "this SSH key is cut off"
        }
        return "this is no public key that age encrypts for"
    }
}

extension Character {
    fileprivate var isBase64: Bool {
        isASCII && (isLetter || isNumber || self == "+" || self == "/" || self == "=")
    }
}
