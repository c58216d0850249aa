import FoundationEssentials

extension LocalPath {
    /// The bytes of the file it names; one that is longer than `limit` is refused unread.
    package func contents(home: String?, limit: Int = 4 << 20) throws(FileSourceError) -> [UInt8] {
        let path = resolved(home: home)
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return try DiskFileSource(root: "/").contents(of: String(absolute.dropFirst()), limit: limit)
    }
}

extension FileSourceError: CustomStringConvertible {
    /// The reason in words, to stand behind the name of the file.
    package var description: String {
        switch self {
        case .absent: "there is no such file"
        case .leavesRoot: "the path leads out of its folder"
        case .notFolder: "it is no folder"
        case .notRegular: "it is no regular file"
        case .tooLarge(let bytes, let limit): "it has \(bytes) bytes, more than the \(limit) allowed"
        case .unreadable(let reason): reason
        }
    }
}
