/// The parts of a secret of several lines that are secret by themselves: a server may repeat one line only.
///
/// Of kubeconfigs and other maps these are the values of keys that name a secret, of PEM files the lines of private keys, of
/// anything else the long lines without a blank. Certificates, addresses and names are none.
struct SecretPieces {
    private(set) var pieces: [String] = []

    /// Shorter ones may stand elsewhere.
    private static let shortest = 16
    private static let keys = ["token", "passw", "secret", "key-data", "apikey", "api-key", "api_key", "credential"]

    init(_ text: String) {
        guard text.contains(where: \.isNewline) else { return }
        var isPublic = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingBlanks
            if line.hasPrefix("-----") {
                isPublic = line.hasPrefix("-----BEGIN") && !line.contains("PRIVATE")
            } else if let (key, value) = Self.entry(line) {
                let isSecret = Self.keys.contains { key.lowercased().contains($0) }
                if isSecret, value.utf8.count >= Self.shortest / 2 { pieces.append(value) }
            } else if !isPublic, line.utf8.count >= Self.shortest, !line.contains(" ") {
                pieces.append(String(line))
            }
        }
    }

    /// `key: value` and `"key": "value",`.
    private static func entry(_ line: Substring) -> (key: String, value: String)? {
        guard let colon = line.firstRange(of: ":"), colon.upperBound == line.endIndex || line[colon.upperBound] == " "
        else { return nil }
        func plain(_ text: Substring) -> String {
            String(
                text.trimmingBlanks.drop { "\"'- ".contains($0) }.reversed().drop { "\"', ".contains($0) }.reversed())
        }
        return (plain(line[..<colon.lowerBound]), plain(line[colon.upperBound...]))
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return start.prefix(0) }
        return start[...last]
    }
}
