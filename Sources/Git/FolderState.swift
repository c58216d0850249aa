import Glibc

/// What stands at a path before a repository is opened or made there.
enum FolderState {
    case absent, empty, filled, file

    init(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = .absent
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            self = .file
            return
        }
        self = names(in: path).isEmpty ? .empty : .filled
    }
}

/// The names in a folder, sorted; empty where it cannot be read.
func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Removes a folder and what is in it, as far as that is possible; symbolic links are not followed.
func removeFolder(_ path: String) {
    for name in names(in: path) {
        let child = "\(path)/\(name)"
        var status = stat()
        if lstat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            removeFolder(child)
        } else {
            unlink(child)
        }
    }
    rmdir(path)
}
