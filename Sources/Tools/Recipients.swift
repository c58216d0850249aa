import Diagnostics

/// The public keys in a recipients file: one a line, `#` begins a comment.
package enum Recipients {
    /// The keys of a file's `text`, sorted, each once and without the comment behind an SSH key, so that the same people are
    /// the same list however the file is written.
    ///
    /// Every line that holds no key is reported at its place in `file`, and never shown: it may be a private one. So is a
    /// private key in a comment.
    package static func parsed(
        _ text: String, file: String, into diagnostics: inout DiagnosticCollector
    ) -> [String] {
        var recipients: Set<String> = []
        var isEmpty = true
        var isInPrivateKey = false
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let key = line.trimmed
            if isInPrivateKey {
                // The lines of a key are one mistake, not fifty.
                isInPrivateKey = !key.hasPrefix("-----END")
                continue
            }
            let isComment = key.hasPrefix("#")
            guard !key.isEmpty, !isComment || key.holdsPrivateKey else { continue }
            isEmpty = false
            guard let problem = problem(of: key) else {
                recipients.insert(canonical(key))
                continue
            }
            isInPrivateKey = key.hasPrefix("-----BEGIN")
            // The line may hold a private key, as may any of a file that was named by mistake.
            diagnostics.add(
                Diagnostic(
                    .error, problem, at: SourceLocation(file: file, line: index + 1, column: 1),
                    notes: ["a line is a public key such as `age1…` (see `age-keygen -y`) or `ssh-ed25519 AAAA…`"],
                    isSensitive: true))
        }
        if isEmpty {
            diagnostics.add(
                .error(
                    "the recipients file holds no key", at: SourceLocation(file: file),
                    notes: "put a public key a line into it; `age-keygen -y KEYFILE` shows the one of a key file"))
        }
        return recipients.sorted()
    }

    /// What keeps `key` from being a recipient; never repeats the key, which may be a private one.
    package static func problem(of key: String) -> String? {
        if key.holdsPrivateKey {
            return "this is a private key; keep it out of this file and give the public one"
        }
        if key.hasPrefix("age1") {
            return Bech32.isValid(key) ? nil : "this age key is mistyped: its checksum does not match"
        }
        if key.hasPrefix("ssh-ed25519 ") || key.hasPrefix("ssh-rsa ") {
            let fields = key.split(whereSeparator: \.isWhitespace)
            let isComplete = fields.count >= 2 && fields[1].hasPrefix("AAAA") && fields[1].allSatisfy(\.isBase64)
            return isComplete ? nil : "this SSH key is cut off"
        }
        return "this is not a public key that age encrypts for"
    }

    /// An SSH key without its comment.
    private static func canonical(_ key: String) -> String {
        key.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
    }
}

extension Substring {
    /// Without white space around it, and without the byte order mark that some editors put first.
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

extension String {
    /// Also in a comment: somebody who can read the file could use it. The text form of age's keys has no case of its own.
    fileprivate var holdsPrivateKey: Bool {
        uppercased().contains("AGE-SECRET-KEY-") || (hasPrefix("-----BEGIN") && contains("PRIVATE KEY"))
            || (contains("AGE-PLUGIN-") && !hasPrefix("age1"))
    }
}

extension Character {
    fileprivate var isBase64: Bool {
        isASCII && (isLetter || isNumber || self == "+" || self == "/" || self == "=")
    }
}
