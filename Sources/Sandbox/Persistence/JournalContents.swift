import Document
import Glibc

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

    private var tables: [String: Table] = [:]

    mutating func take(_ name: String) -> Table {
        tables.removeValue(forKey: name) ?? Table()
    }

    private mutating func apply(_ record: JournalRecord) {
        if record.isDrop {
            tables[record.table] = nil
        } else {
            tables[record.table, default: Table()].apply(record)
        }
    }

    /// Reads a snapshot, which must be whole: its last line counts the others.
    mutating func readSnapshot(_ path: String) throws(SandboxError) {
        let count = try read(path)
        guard let end = tables.removeValue(forKey: Self.end), end.revision + 1 == count else {
            throw .damagedJournal(path: path, line: Int(count), cause: "the file is cut off here")
        }
    }

    /// The table of the record that ends a snapshot; no table of the sandbox is called that.
    private static let end = "end"

    /// Reads one file of records and returns how many there were. Text after the last line end was cut off by a kill before
    /// anybody got an answer.
    @discardableResult
    mutating func read(_ path: String) throws(SandboxError) -> UInt64 {
        let bytes = try Files.read(path)
        var start = 0
        var number: UInt64 = 0
        while let end = bytes.firstIndex(ofLineEndFrom: start) {
            number += 1
            guard let record = JournalRecord(line: bytes[start..<end]) else {
                throw .damagedJournal(path: path, line: Int(number), cause: "this is no record")
            }
            apply(record)
            start = end + 1
        }
        return number
    }

    /// Everything as the lines of a snapshot.
    var lines: [UInt8] {
        var bytes: [UInt8] = []
        var count: UInt64 = 0
        for (name, table) in tables.sorted(by: { $0.key < $1.key }) {
            bytes.append(contentsOf: JournalRecord(table: name, key: "", revision: table.revision, body: nil).line)
            for (key, entry) in table.entries.sorted(by: { $0.key < $1.key }) {
                let record = JournalRecord(table: name, key: key, revision: entry.revision, body: entry.body)
                bytes.append(contentsOf: record.line)
            }
            count += 1 + UInt64(table.entries.count)
        }
        bytes.append(contentsOf: JournalRecord(table: Self.end, key: "", revision: count, body: nil).line)
        return bytes
    }
}

extension [UInt8] {
    /// The place of the first line end at or after a place; by the C library, since the files are large.
    fileprivate func firstIndex(ofLineEndFrom start: Int) -> Int? {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = memchr(base + start, 0x0A, bytes.count - start)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}
