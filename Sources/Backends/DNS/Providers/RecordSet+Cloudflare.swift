import Document
import Resources

extension RecordSet {
    /// The record sets that records make, as Cloudflare shows them.
    ///
    /// Each record has a comment of its own: one that says nothing counts to the mark beside it, and different marks at one
    /// name make as many sets, so that all who claim it are seen.
    static func sets(cloudflare records: [Document.Value]) -> [RecordSet] {
        let known = records.compactMap { CloudflareRecord($0) }
        let groups = Dictionary(grouping: known) { Key(name: $0.name, type: $0.type) }
        return groups.sorted { $0.key < $1.key }.flatMap { key, records in
            let marks = Set(records.compactMap(\.mark)).sorted { $0.text < $1.text }
            let unmarked = records.filter { $0.mark == nil }
            guard let first = marks.first else { return [set(key, unmarked)] }
            return marks.map { mark in
                set(key, records.filter { $0.mark == mark } + (mark == first ? unmarked : []))
            }
        }
    }

    private static func set(_ key: Key, _ records: [CloudflareRecord]) -> RecordSet {
        let ttls = Set(records.map(\.ttl))
        let mark = records.lazy.compactMap(\.mark).first
        let comment = mark == nil ? records.lazy.compactMap(\.comment).first : nil
        return RecordSet(
            key.name, key.type, ttl: ttls.count == 1 ? ttls.first : nil,
            values: records.map { Value($0.text, id: $0.id) }, mark: mark,
            place: comment.map { "with the comment “\($0)”" } ?? "")
    }
}

/// A record as Cloudflare shows it.
private struct CloudflareRecord {
    var id: String
    var name: String
    var type: String
    /// 1 means automatic.
    var ttl: Int
    var text: String
    var comment: String?
    var mark: Heritage?

    init?(_ record: Value) {
        guard let id = record["id"]?.string, let name = record["name"]?.string, let type = record["type"]?.string,
            let content = record["content"]?.string
        else { return nil }
        self.id = id
        self.name = ZoneName.canonical(name)
        self.type = type
        ttl = Int(record["ttl"]?.integer ?? 1)
        comment = record["comment"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        mark = comment.flatMap { [name = self.name] in CloudflareComment.mark(in: $0, name: name) }
        // Text may stand there without quotation marks, as people wrote it.
        let isBare = type == "TXT" && !content.hasPrefix("\"")
        text = isBare ? content : RecordText.meaning(of: type, content)
        // Clients are led to Cloudflare then, which serves no port of a control plane.
        if record["proxied"]?.bool == true { text += " (proxied)" }
    }
}
