import Glibc
import Synchronization

/// The sandbox's memory on disk: a snapshot and the changes since, one record a line.
///
/// A change is with the operating system before `append` returns, so that it outlives the process being killed; the
/// disk itself is reached later.
package final class Journal: Sendable {
    private struct State {
        let descriptor: Int32
        /// What an earlier run left and nobody has taken yet.
        var remembered: JournalContents
    }

    private let state: Mutex<State>
    private let path: String

    private init(descriptor: Int32, path: String, remembered: JournalContents) {
        state = Mutex(State(descriptor: descriptor, remembered: remembered))
        self.path = path
    }

    deinit { state.withLock { _ = Glibc.close($0.descriptor) } }

    /// Opens the journal of a directory with what it remembers. The two files become one fresh snapshot first, so that
    /// they do not grow for ever. A last line of the changes that was cut off by a kill was answered to nobody: it is dropped.
    /// A snapshot is replaced as a whole, so that one which is cut off was damaged by somebody else.
    package static func open(directory: String) throws(SandboxError) -> Journal {
        let snapshot = directory + "/snapshot"
        let journal = directory + "/journal"
        var contents = JournalContents()
        if Files.exists(snapshot) { try contents.readSnapshot(snapshot) }
        if Files.exists(journal) { try contents.read(journal) }
        try Files.write(contents.lines, to: snapshot, mode: 0o600)
        let descriptor = Glibc.open(journal, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .file(action: "open", path: journal, cause: String(cString: strerror(errno)))
        }
        return Journal(descriptor: descriptor, path: journal, remembered: contents)
    }

    /// What an earlier run left in a table. It is given once: what the table holds from then on, its owner knows.
    package func take(_ table: String) -> JournalContents.Table {
        state.withLock { $0.remembered.take(table) }
    }

    /// Writes a change down.
    package func append(_ record: JournalRecord) {
        let line = record.line
        state.withLock { state in
            var sent = 0
            while sent < line.count {
                let written = line[sent...].withUnsafeBytes { write(state.descriptor, $0.baseAddress, $0.count) }
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { end("cannot write \(path): \(String(cString: strerror(errno)))") }
                sent += written
            }
        }
    }

    /// Ends the sandbox at once: one that can no longer remember must answer nobody, and a caller has no way to take back
    /// what others were told meanwhile.
    private func end(_ reason: String) -> Never {
        let line = Array("berth-sandbox: \(reason)\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        _exit(EX_IOERR)
    }

    /// Has the operating system bring everything to the disk.
    package func synchronize() {
        state.withLock { _ = fdatasync($0.descriptor) }
    }
}
