import Files

/// Where specs and templates are read from: a folder on disk, or a revision of a git repository.
///
/// Paths are relative to the source's root, separated by `/`, without `.` and `..`; the root itself is empty.
package protocol FileSource: Sendable {
    /// What a folder holds, sorted by name; nil where there is nothing of that name. Throws where it is not a folder.
    func entries(of folder: String) throws(FileSourceError) -> [FileEntry]?

    /// The bytes of a regular file; one that is longer than `limit` is refused unread.
    func contents(of file: String, limit: Int) throws(FileSourceError) -> [UInt8]

    /// How messages name a path: as the user would type it.
    func displayName(of path: String) -> String
}

/// A member of a folder.
package struct FileEntry: Sendable, Hashable {
    /// What the member is, links followed.
    package enum Kind: Sendable, Hashable {
        case file
        case folder
        /// A device, a pipe, a link that leads nowhere.
        case other
    }

    package var name: String
    package var kind: Kind
    package var isLink: Bool

    package init(name: String, kind: Kind, isLink: Bool = false) {
        self.name = name
        self.kind = kind
        self.isLink = isLink
    }
}

/// Why a file or folder cannot be read.
package enum FileSourceError: Error, Sendable, Hashable {
    case absent
    /// A symbolic link or path leads out of the source's root.
    case leavesRoot
    case notFolder
    case notRegular(FileKind)
    case tooLarge(bytes: Int, limit: Int)
    /// It is a git submodule, or lies in one: another repository, of which nothing is here. `isInWorkTree` says that it can be
    /// checked out.
    case submodule(isInWorkTree: Bool)
    case unreadable(reason: String)
}

extension [UInt8] {
    /// Why they are not what a file is meant to hold: git keeps its content elsewhere; nil where it may be.
    var absentContent: String? {
        guard count < 1024, starts(with: "version https://git-lfs.github.com/spec/".utf8) else { return nil }
        return "it is kept in Git LFS, and here is only a pointer to it (`git lfs pull` brings the file)"
    }
}
