import Document

/// What a journal remembers: the newest state of every table.
package struct JournalContents: Sendable {
    package struct Entry: Sendable {
        package var revision: UInt64
        package var body: [UInt8]
    }

    package struct Table: Sendable {
        package var entries: [String: Entry] = [:]
        /// The highest revision seen, removals included.
        package var revision: UInt64 = 0

        // Changes the entries in place: a copy of the table held meanwhile would cost a copy of them all.
        fileprivate mutating func apply(_ record: JournalRecord) {
            revision = max(revision, record.revision)
            guard !record.key.isEmpty else { return }
            entries[record.key] = record.body.map { Entry(revision: record.revision, body: $0) }
        }
    }

    package private(set) var tables: [String: Table] = [:]

    package init() {}

    mutating func apply(_ record: JournalRecord) {
        if record.isDrop {
            tables[record.table] = nil
            return
        }
        tables[record.table, default: Table()].apply(record)
    }

    /// Reads one file of records. Text after the last line end was cut off by a kill before anybody got an answer.
    mutating func read(_ path: String) throws(SandboxError) {
        let bytes = try Files.read(path)
        var start = bytes.startIndex
        var number = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            number += 1
            let value: Value
            do {
                value = try Value(json: bytes[start..<end])
            } catch {
                throw .damagedJournal(path: path, line: number, cause: "\(error)")
            }
            guard let record = JournalRecord(value) else {
                throw .damagedJournal(path: path, line: number, cause: "this is no record")
            }
            apply(record)
            start = end + 1
        }
    }

    /// Everything as the lines of a snapshot.
    var lines: [UInt8] {
        var bytes: [UInt8] = []
        for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
            bytes += JournalRecord(table: name, key: "", revision: table.revision, body: nil).line
            for (key, entry) in table.entries.sorted(by: { $0.key < $1.key }) {
                bytes += JournalRecord(table: name, key: key, revision: entry.revision, body: entry.body).line
            }
        }
        return bytes
    }
}
