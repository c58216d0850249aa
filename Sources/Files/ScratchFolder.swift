import Glibc

/// A folder for this process only, in `TMPDIR` or `/tmp`, removed with everything in it when nobody holds it any more.
package final class ScratchFolder: Sendable {
    package let path: String

    /// Makes the folder, which only its owner can enter; `name` begins its name.
    package init(named name: String) throws(FileError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        var template = Array("\(parent.isEmpty ? "/tmp" : parent)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        // What cannot be removed is left to who cleans the folder for temporary files.
        Self.remove(path)
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
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { remove("\(path)/\(name)") }
        }
        closedir(folder)
        rmdir(path)
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
