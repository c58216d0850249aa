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

    /// The folder that `objects/info/alternates` names and that is not there; nil where there is none.
    static func missingLender(of repository: String) -> String? {
        guard let text = LooseObject.shortText(of: "\(repository)/objects/info/alternates") else { return nil }
        return text.split(whereSeparator: \.isNewline).map(String.init).first { line in
            let folder = line.hasPrefix("/") ? line : "\(repository)/objects/\(line)"
            return !line.hasPrefix("#") && !line.isEmpty && access(folder, F_OK) != 0
        }
    }

    /// Whether the repository names its objects by SHA-256 (`extensions.objectFormat`), which libgit2 cannot read.
    static func usesSHA256(_ repository: String) -> Bool {
        guard let text = LooseObject.shortText(of: "\(repository)/config") else { return false }
        return text.split(whereSeparator: \.isNewline).contains { line in
            let words = line.lowercased().split { $0 == "=" || $0.isWhitespace }
            return words.first == "objectformat" && words.last == "sha256"
        }
    }

    /// The repository or work tree at a path or around it, where it belongs to another user: in the container of a pipeline the
    /// files often do. Nil where there is none, or it is this user's.
    static func folderOfAnotherUser(around path: String) -> String? {
        let found = FolderPath(resolving: path)?.upwards.first { folder in
            ["HEAD", ".git"].contains { access(folder.path(to: $0), F_OK) == 0 }
        }
        guard let found else { return nil }
        var status = stat()
        return stat(found.path, &status) == 0 && status.st_uid != geteuid() ? found.path : nil
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
