import Glibc

/// A folder for this process only, in `TMPDIR` or `/tmp`, removed with everything in it when nobody holds it any more.
package final class ScratchFolder: Sendable {
    package let path: String
    /// The folder, open and locked as long as this process uses it: what tells it from one that a killed process left.
    private let lock: Int32

    /// Makes the folder, which only its owner can enter; `name` begins its name. Those of the same name that killed processes
    /// left are removed.
    package convenience init(named name: String) throws(FileError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        try self.init(named: name, in: parent.isEmpty ? "/tmp" : parent)
    }

    /// `age`: how many seconds ago a folder was written to last, so that none is taken between its making and its locking.
    init(named name: String, in parent: String, age: Int = 600) throws(FileError) {
        Self.sweep("\(name)-", in: parent, age: age)
        var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Where the system knows no locks, it is only never swept while it is young.
        if lock >= 0 { _ = flock(lock, LOCK_SH | LOCK_NB) }
    }

    deinit {
        // What cannot be removed is left to who cleans the folder for temporary files.
        Self.remove(path)
        if lock >= 0 { _ = Glibc.close(lock) }
    }

    /// Removes the folders of this user that nobody holds any more.
    private static func sweep(_ prefix: String, in parent: String, age: Int) {
        guard let folder = opendir(parent) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = Self.name(of: entry)
            guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + 6 else { continue }
            let path = "\(parent)/\(name)"
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { _ = Glibc.close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
                time(nil) - status.st_mtim.tv_sec >= age, flock(descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            remove(path)
        }
    }

    /// Removes the folder now: a process that ends does not let go of what it holds.
    package func close() { Self.remove(path) }

    /// Removes a file, or a folder with what is in it; links are not followed.
    private static func remove(_ path: String) {
        guard !FileKind.isLink(at: path), let folder = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(folder) {
            let name = Self.name(of: entry)
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
    }

    /// The path of a name in the folder.
    package func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes a folder and those above it.
    package func makeFolder(_ name: String) throws(FileError) {
        var current = path
        for part in name.split(separator: "/") {
            current += "/\(part)"
            guard mkdir(current, 0o700) == 0 || errno == EEXIST else { throw .last }
        }
    }

    /// Writes a file, with the folders above it.
    package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
        if let slash = name.lastIndex(of: "/") { try makeFolder(String(name[..<slash])) }
        try OutputFile.write(bytes, to: path(name))
    }
}
