import Document
import Resources

/// What a batch of changes is in terms of records: deletions, then patches, then new ones, all of it or nothing.
///
/// Source: https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes.
struct CloudflareBatch: Sendable, Hashable {
    private(set) var deletes: [Value] = []
    private(set) var patches: [Value] = []
    private(set) var posts: [Value] = []

    /// `commentLimit` is how long a comment may be in the zone; throws where a mark is longer.
    init(_ changes: [RecordChange], commentLimit: Int) throws(BackendError) {
        for change in changes {
            for set in change.removals { deletes += set.values.compactMap(Self.reference) }
            for set in change.puts {
                try add(set, over: change.before.first { $0.key == set.key }, commentLimit)
            }
        }
    }

    /// Records keep their ids where they can: those whose content stays, then as many others as there are new contents.
    private mutating func add(_ set: RecordSet, over before: RecordSet?, _ commentLimit: Int) throws(BackendError) {
        let comment = try Self.comment(of: set, commentLimit)
        let isAsWanted = before?.ttl == set.ttl && before?.mark == set.mark
        var present = before?.values ?? []
        var missing: [RecordSet.Value] = []
        for value in set.values {
            guard let index = present.firstIndex(where: { $0.text == value.text }) else {
                missing.append(value)
                continue
            }
            let there = present.remove(at: index)
            if !isAsWanted { patches.append(Self.record(set, value, comment, id: there.id)) }
        }
        for value in missing {
            if let there = present.popLast() {
                patches.append(Self.record(set, value, comment, id: there.id))
            } else {
                posts.append(Self.record(set, value, comment))
            }
        }
        deletes += present.compactMap(Self.reference)
    }

    private static func comment(of set: RecordSet, _ limit: Int) throws(BackendError) -> String? {
        guard let mark = set.mark else { return nil }
        guard let text = CloudflareComment.text(of: mark, name: set.name, limit: limit) else {
            throw Purpose("change", "DNS name \(set.name)").error(
                .rejected, "its mark does not fit into the \(limit) characters of a comment in this zone",
                hint: "shorten the estate's name, or take a plan with longer comments")
        }
        return text
    }

    private static func record(
        _ set: RecordSet, _ value: RecordSet.Value, _ comment: String?, id: String? = nil
    ) -> Value {
        var record: Value = [
            "type": .string(set.type), "name": .string(set.name),
            "content": .string(set.type == "TXT" ? RecordText.presentation(of: set.type, value.text) : value.text),
            "proxied": false,
        ]
        if let ttl = set.ttl { record["ttl"] = .integer(Int64(ttl)) }
        if let comment { record["comment"] = .string(comment) }
        if let id { record["id"] = .string(id) }
        return record
    }

    private static func reference(_ value: RecordSet.Value) -> Value? {
        value.id.map { ["id": .string($0)] }
    }

    var isEmpty: Bool { deletes.isEmpty && patches.isEmpty && posts.isEmpty }

    var body: Value {
        var body: Value = [:]
        for (name, items) in [("deletes", deletes), ("patches", patches), ("posts", posts)] where !items.isEmpty {
            body[name] = .array(items)
        }
        return body
    }
}
