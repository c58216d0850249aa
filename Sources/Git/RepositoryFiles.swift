import Files
import Glibc

/// The files of a repository that libgit2 opens without looking what they are.
enum RepositoryFiles {
    /// Throws where a reference, or what says which there are, is a pipe or a device: reading it would never end.
    static func check(_ repository: String) throws(GitError) {
        for name in ["HEAD", "config", "packed-refs", "shallow", "objects/info/alternates"] {
            try checkFile("\(repository)/\(name)", in: repository)
        }
        try checkFolder("\(repository)/refs", in: repository)
    }

    private static func checkFolder(_ folder: String, in repository: String) throws(GitError) {
        guard let handle = opendir(folder) else { return }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            if Int32(entry.pointee.d_type) == Int32(DT_DIR) {
                try checkFolder("\(folder)/\(name)", in: repository)
            } else {
                try checkFile("\(folder)/\(name)", in: repository)
            }
        }
    }

    private static func checkFile(_ path: String, in repository: String) throws(GitError) {
        guard let kind = FileKind(at: path), kind != .regular, kind != .folder else { return }
        throw GitError("open", repository, .notARepository, "\(path): \(FileError.notRegular(kind))")
    }
}
