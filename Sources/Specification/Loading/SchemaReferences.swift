import Document

/// What the schemas in a chart, those of sub-charts included, refer to outside of it: helm would read files of the machine.
///
/// URLs are left to helm, which has no network to follow them.
enum SchemaReferences {
    struct Finding: Sendable, Hashable {
        /// The schema or the archive in the chart.
        var file: String
        /// As it is written; nil for a schema that cannot be read, so that nobody knows.
        var reference: String?
    }

    /// The first one, in the order of files; nil where all stay in the chart.
    static func outside(in files: [String: [UInt8]], depth: Int = 0) -> Finding? {
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let name = path.split(separator: "/").last ?? ""
            if name.hasSuffix(".tgz"), depth < 8, let inner = try? PackedChart.files(of: bytes) {
                // One that is no chart helm does not read.
                guard let found = outside(in: inner, depth: depth + 1) else { continue }
                return Finding(file: path, reference: found.reference)
            } else if name == "values.schema.json" {
                guard let schema = try? Value(json: bytes) else { return Finding(file: path) }
                let id = (schema["$id"] ?? schema["id"])?.string
                if let found = outside(in: schema, isBasedElsewhere: id.flatMap { scheme(of: $0) } != nil) {
                    return Finding(file: path, reference: found)
                }
            }
        }
        return nil
    }

    /// `isBasedElsewhere`: what has no scheme of its own is relative to a URL.
    private static func outside(in value: Value, isBasedElsewhere: Bool) -> String? {
        switch value {
        case .object(let object):
            for (key, member) in object {
                if let text = member.string {
                    if isOutside(text, of: key, isBasedElsewhere) { return text }
                } else if let found = outside(in: member, isBasedElsewhere: isBasedElsewhere) {
                    return found
                }
            }
            return nil
        case .array(let items):
            return items.lazy.compactMap { outside(in: $0, isBasedElsewhere: isBasedElsewhere) }.first
        default: return nil
        }
    }

    private static func isOutside(_ text: String, of key: String, _ isBasedElsewhere: Bool) -> Bool {
        let scheme = Self.scheme(of: text)
        switch key {
        case "$id", "id": return scheme == "file"
        case "$ref", "$dynamicRef", "$recursiveRef", "$schema":
            if text.isEmpty || text.hasPrefix("#") { return false }
            return scheme.map { !["http", "https", "urn"].contains($0) } ?? !isBasedElsewhere
        default: return false
        }
    }

    private static func scheme(of text: String) -> String? {
        text.firstMatch(of: /^([A-Za-z][A-Za-z0-9+.-]*):/).map { $0.1.lowercased() }
    }
}
