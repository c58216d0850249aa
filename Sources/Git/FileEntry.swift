import CGit2

/// A file in a commit's tree.
package struct FileEntry: Sendable, Hashable {
    package enum Mode: Sendable, Hashable {
        case file, executable, link, submodule

        init(_ raw: git_filemode_t) {
            switch raw {
            case GIT_FILEMODE_BLOB_EXECUTABLE: self = .executable
            case GIT_FILEMODE_LINK: self = .link
            case GIT_FILEMODE_COMMIT: self = .submodule
            default: self = .file
            }
        }

        var raw: git_filemode_t {
            switch self {
            case .file: GIT_FILEMODE_BLOB
            case .executable: GIT_FILEMODE_BLOB_EXECUTABLE
            case .link: GIT_FILEMODE_LINK
            case .submodule: GIT_FILEMODE_COMMIT
            }
        }
    }

    /// From the root of the tree, parts joined by `/`.
    package var path: String
    package var id: ObjectID
    package var mode: Mode
}
