import Document
import Glibc
import Synchronization

/// The sandbox's memory on disk: a snapshot and the changes since, one JSON record a line.
///
/// A change is with the operating system before `append` returns, so that it outlives the process being killed; the
/// disk itself is reached later.
package final class Journal: Sendable {
    private let descriptor: Mutex<Int32>
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = Mutex(descriptor)
        self.path = path
    }

    deinit { descriptor.withLock { _ = Glibc.close($0) } }

    /// Opens the journal of a directory and gives what was remembered. The two files become one fresh snapshot first,
    /// so that they do not grow for ever. A last line that was cut off by a kill was answered to nobody: it is dropped.
    package static func open(directory: String) throws(SandboxError) -> (Journal, JournalContents) {
        let snapshot = directory + "/snapshot.ndjson"
        let journal = directory + "/journal.ndjson"
        var contents = JournalContents()
        for path in [snapshot, journal] where Files.exists(path) {
            try contents.read(path)
        }
        try Files.write(contents.lines, to: snapshot, mode: 0o600)
        let descriptor = Glibc.open(journal, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .file(action: "open", path: journal, cause: String(cString: strerror(errno)))
        }
        return (Journal(descriptor: descriptor, path: journal), contents)
    }

    /// Writes a change down.
    package func append(_ record: JournalRecord) {
        let line = record.line
        descriptor.withLock { descriptor in
            var sent = 0
            while sent < line.count {
                let written = line[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                // A sandbox that can no longer remember must not answer 2xx: it ends.
                guard written > 0 else {
                    fatalError("cannot write \(path): \(String(cString: strerror(errno)))")
                }
                sent += written
            }
        }
    }

    /// Has the operating system bring everything to the disk.
    package func synchronize() {
        descriptor.withLock { _ = fdatasync($0) }
    }
}

/// One change: what a table holds under a key from now on.
package struct JournalRecord: Sendable {
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

    var line: [UInt8] {
        let head: Value = ["t": .string(table), "k": .string(key), "r": .integer(Int64(revision)), "d": .bool(isDrop)]
        var bytes = head.json()
        if let body {
            bytes.removeLast()
            bytes += Array(",\"o\":".utf8) + body + [UInt8(ascii: "}")]
        }
        return bytes + [UInt8(ascii: "\n")]
    }

    init?(_ value: Value) {
        guard let table = value["t"]?.string, let key = value["k"]?.string, let revision = value["r"]?.integer,
            let isDrop = value["d"]?.bool
        else { return nil }
        self.init(
            table: table, key: key, revision: UInt64(revision), body: value["o"]?.json(), isDrop: isDrop)
    }
}
