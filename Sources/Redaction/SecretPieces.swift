import Document

/// The parts of a secret that are secret by themselves: a server may repeat one line, or one value, only.
///
/// Of kubeconfigs, JSON documents and other maps these are the values of keys that name a secret, of PEM files the lines of
/// private keys, of anything else the lines without a blank that are long, or look like no word. Certificates, addresses and
/// names are none.
struct SecretPieces {
    private(set) var pieces: [String] = []

    /// Shorter lines may stand elsewhere.
    private static let shortest = 16
    /// Shorter lines may stand elsewhere, though they have a letter and a digit.
    private static let shortestMixed = 6
    /// Shorter values may stand elsewhere, though their key says that they are secret.
    private static let shortestValue = 8
    private static let keys = ["token", "passw", "secret", "key-data", "apikey", "api-key", "api_key", "credential"]

    init(_ text: String) {
        if text.hasPrefix("{"), let document = try? Value(json: Array(text.utf8)) { add(document, isSecret: false) }
        let lines = Self.lines(of: text)
        guard lines.count != 1 || text.contains(where: \.isNewline) else { return }
        var isPublic = false
        for line in lines {
            let line = line.trimmingBlanks
            if line.hasPrefix("-----") {
                isPublic = line.hasPrefix("-----BEGIN") && !line.contains("PRIVATE")
            } else if let (key, value) = Self.entry(line) {
                if Self.isSecret(key) { add(value) }
            } else if !isPublic, Self.isTelling(line) {
                pieces.append(String(line))
            }
        }
    }

    private static func lines(of text: String) -> [Substring] {
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return text.split(whereSeparator: \.isNewline) }
        // The same, without asking Unicode about each sign.
        return text.utf8.split { (0x0A...0x0D).contains($0) }.map(Substring.init)
    }

    private mutating func add(_ value: String) {
        if value.utf8.count >= Self.shortestValue { pieces.append(value) }
    }

    /// The texts of a document below keys that name a secret.
    private mutating func add(_ value: Value, isSecret: Bool) {
        switch value {
        case .string(let text) where isSecret: add(text)
        case .array(let items): for item in items { add(item, isSecret: isSecret) }
        case .object(let members):
            for (key, member) in members { add(member, isSecret: isSecret || Self.isSecret(key)) }
        default: break
        }
    }

    /// `auth` is what the registries of Docker are logged in to with.
    private static func isSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return key == "auth" || keys.contains { key.contains($0) }
    }

    /// Whether a line that is no entry of a map says something wherever it stands.
    private static func isTelling(_ line: Substring) -> Bool {
        guard !line.contains(" "), !(line.hasPrefix("[") && line.hasSuffix("]")) else { return false }
        if line.utf8.count >= shortest { return true }
        return line.utf8.count >= shortestMixed && line.utf8.contains(where: \.isLetter)
            && line.utf8.contains(where: \.isDigit)
    }

    /// `key: value`, `"key": "value",` and `KEY=value`.
    private static func entry(_ line: Substring) -> (key: String, value: String)? {
        func plain(_ text: Substring) -> String {
            String(
                text.trimmingBlanks.drop { "\"'- ".contains($0) }.reversed().drop { "\"', ".contains($0) }.reversed())
        }
        if let colon = line.firstIndex(of: ":") {
            let value = line[colon...].dropFirst()
            if value.isEmpty || value.first == " " { return (plain(line[..<colon]), plain(value)) }
        }
        guard let sign = line.firstIndex(of: "="), sign > line.startIndex,
            line[..<sign].allSatisfy({ $0 == "_" || $0.isASCII && ($0.isUppercase || $0.isNumber) })
        else { return nil }
        return (plain(line[..<sign]), plain(line[line.index(after: sign)...]))
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return start.prefix(0) }
        return start[...last]
    }
}
