import Glibc

/// What a path leads to, links followed.
package enum FileKind: Sendable, Hashable {
    case regular
    case folder
    case pipe
    case device
    case socket
    case other

    init(mode: mode_t) {
        self =
            switch mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFIFO: .pipe
            case S_IFCHR, S_IFBLK: .device
            case S_IFSOCK: .socket
            default: .other
            }
    }

    /// The kind of what stands at `path`; nil where nothing does, or it cannot be told.
    package init?(at path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(mode: status.st_mode)
    }

    /// Whether a symbolic link stands at `path`.
    package static func isLink(at path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// What a sentence calls it: "a named pipe".
    package var words: String {
        switch self {
        case .regular: "a regular file"
        case .folder: "a folder"
        case .pipe: "a named pipe"
        case .device: "a device"
        case .socket: "a socket"
        case .other: "no file"
        }
    }
}

/// Why a file was not read or written; the description is to stand behind its name.
package enum FileError: Error, Sendable, Hashable, CustomStringConvertible {
    case absent
    /// Only regular files are taken here: others may block for ever, or never end.
    case notRegular(FileKind)
    case tooLarge(bytes: Int, limit: Int)
    /// It may not be replaced, and is there.
    case exists
    /// It is a pipe that nobody has opened for reading.
    case noReader
    /// What the system said.
    case system(Int32)

    /// The error of the last system call.
    package static var last: FileError {
        switch errno {
        case ENOENT, ENOTDIR: .absent
        case EEXIST: .exists
        default: .system(errno)
        }
    }

    package var description: String {
        switch self {
        case .absent: "there is no such file or folder"
        case .notRegular(let kind): "it is \(kind.words), not a regular file"
        case .tooLarge(bytes: _, let limit): "it is longer than the \(limit) bytes allowed"
        case .exists: "it exists"
        case .noReader: "it is a named pipe that nobody reads"
        case .system(let code): String(cString: strerror(code))
        }
    }
}
