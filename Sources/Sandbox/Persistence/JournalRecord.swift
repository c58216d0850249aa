import Document

/// One change: what a table holds under a key from now on.
///
/// On its line stand a JSON object that says what changed, a tab, and the document that is kept, untouched: at the size of
/// a fleet a start would spend most of its time on reading and writing what it only hands on.
package struct JournalRecord: Sendable, Equatable {
    package var table: String
    /// Empty for a record about the table itself: its revision, or with `isDrop` its end.
    package var key: String
    /// The resource version of the change; 0 where the table counts none.
    package var revision: UInt64
    /// JSON on one line; nil for a removal.
    package var body: [UInt8]?
    package var isDrop: Bool

    package init(table: String, key: String, revision: UInt64 = 0, body: [UInt8]?, isDrop: Bool = false) {
        self.table = table
        self.key = key
        self.revision = revision
        self.body = body
        self.isDrop = isDrop
    }

    /// The record with its line end. Neither JSON without blanks nor its strings hold a tab or a line end.
    var line: [UInt8] {
        let head: Value = ["t": .string(table), "k": .string(key), "r": .integer(Int64(revision)), "d": .bool(isDrop)]
        var bytes = head.json()
        if let body {
            bytes.append(UInt8(ascii: "\t"))
            bytes.append(contentsOf: body)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// Reads a line without its end; nil where it is no record. The document is not looked into: whoever takes it does.
    init?(line: ArraySlice<UInt8>) {
        let head = line.prefix { $0 != UInt8(ascii: "\t") }
        guard let value = try? Value(json: head), let table = value["t"]?.string, let key = value["k"]?.string,
            let revision = value["r"]?.integer.flatMap(UInt64.init(exactly:)), let isDrop = value["d"]?.bool
        else { return nil }
        let body = head.endIndex < line.endIndex ? Array(line[(head.endIndex + 1)...]) : nil
        self.init(table: table, key: key, revision: revision, body: body, isDrop: isDrop)
    }
}
