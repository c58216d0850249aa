import Files

extension LocalPath {
    /// The bytes of the file it names; one that is longer than `limit` is refused unread.
    package func contents(home: String?, limit: Int = 4 << 20) throws(FileSourceError) -> [UInt8] {
        if let captured {
            guard captured.count <= limit else { throw .tooLarge(bytes: captured.count, limit: limit) }
            return captured
        }
        do {
            return try RegularFile(reading: resolved(home: home), limit: limit).bytes
        } catch {
            throw FileSourceError(error)
        }
    }
}

extension FileSourceError {
    /// Why a file on disk was not read.
    init(_ error: FileError) {
        self =
            switch error {
            case .absent: .absent
            case .notRegular(let kind): .notRegular(kind)
            case .tooLarge(let bytes, let limit): .tooLarge(bytes: bytes, limit: limit)
            case .exists, .noReader, .system: .unreadable(reason: "\(error)")
            }
    }
}

extension FileSourceError: CustomStringConvertible {
    /// The reason in words, to stand behind the name of the file.
    package var description: String {
        switch self {
        case .absent: "there is no such file"
        case .leavesRoot: "the path leads out of its folder"
        case .notFolder: "it is not a folder"
        case .notRegular(let kind): "\(FileError.notRegular(kind))"
        case .tooLarge(let bytes, let limit): "\(FileError.tooLarge(bytes: bytes, limit: limit))"
        case .submodule: "it is another repository (a git submodule)"
        case .unreadable(let reason): reason
        }
    }
}
