import Document
import Synchronization

/// Documents by key, remembered in the journal: what a provider keeps.
package final class Table: Sendable {
    private let name: String
    private let journal: Journal
    private let rows: Mutex<[String: Value]>
    /// The number that was given last; 0 before the first.
    private let latest = Mutex(0)

    /// A table with what an earlier run left in it.
    package init(_ name: String, journal: Journal) throws(SandboxError) {
        self.name = name
        self.journal = journal
        do {
            rows = Mutex(try journal.take(name).entries.mapValues { try Value(json: $0.body) })
        } catch {
            throw .damagedTable(name, cause: "\(error)")
        }
    }

    package subscript(key: String) -> Value? { rows.withLock { $0[key] } }

    /// All documents in the order of their keys, whole numbers by size.
    package var all: [(key: String, value: Value)] {
        rows.withLock { $0.map { ($0.key, $0.value) } }.sorted { left, right in
            if let one = Int(left.key), let other = Int(right.key) { return one < other }
            return left.key < right.key
        }
    }

    /// Reads and changes documents with nobody in between; the changed ones are written down before it returns.
    package func change<Result>(_ body: (inout [String: Value]) throws -> Result) rethrows -> Result {
        try rows.withLock { rows in
            let before = rows
            let result = try body(&rows)
            for (key, value) in rows where before[key] != value {
                journal.append(JournalRecord(table: name, key: key, body: value.json()))
            }
            for key in before.keys where rows[key] == nil {
                journal.append(JournalRecord(table: name, key: key, body: nil))
            }
            return result
        }
    }

    /// Reads and changes one document, nil where there is none, with nobody in between; `others` are all as they stand.
    /// For tables of thousands, where comparing every document after each change would be felt.
    package func change<Result, Failure: Error>(
        _ key: String, _ body: (inout Value?, _ others: [String: Value]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try rows.withLock { rows throws(Failure) in
            let before = rows[key]
            var row = before
            let result = try body(&row, rows)
            guard row != before else { return result }
            rows[key] = row
            journal.append(JournalRecord(table: name, key: key, body: row?.json()))
            return result
        }
    }

    /// Adds a document under the next whole number; none is given twice.
    package func add(_ body: (_ number: Int) -> Value) -> Value {
        rows.withLock { rows in
            let number = latest.withLock { latest in
                latest = latest == 0 ? Self.nextNumber(rows) : latest + 1
                return latest
            }
            let row = body(number)
            rows[String(number)] = row
            journal.append(JournalRecord(table: name, key: String(number), body: row.json()))
            return row
        }
    }

    /// A whole number greater than every key's.
    package static func nextNumber(_ rows: [String: Value], from first: Int = 1) -> Int {
        max(first, (rows.keys.compactMap { Int($0) }.max() ?? 0) + 1)
    }
}
