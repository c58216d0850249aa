import Glibc

/// The content of a file that somebody named.
///
/// The only way in which Berth reads such files: nothing here waits for a writer or reads without end, since pipes, devices,
/// sockets and folders are refused, whatever links lead to them.
package struct RegularFile: Sendable {
    package let bytes: [UInt8]
    /// True where every user of the machine may read it.
    package let isWorldReadable: Bool

    /// Reads a whole file; one that is longer than `limit` bytes is refused. Links are followed unless `followsLinks` is
    /// false, which makes a link at the end of the path an error of the system.
    package init(reading path: String, limit: Int, followsLinks: Bool = true) throws(FileError) {
        let descriptor = try Self.open(path, followsLinks: followsLinks)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last }
        guard status.st_size <= limit else { throw .tooLarge(bytes: Int(status.st_size), limit: limit) }
        isWorldReadable = status.st_mode & S_IROTH != 0
        // It may have grown since it was looked at.
        bytes = try ByteStream.read(descriptor, expecting: Int(status.st_size), limit: limit)
    }

    /// The first bytes of a file, `count` or all that it has.
    package static func start(of path: String, count: Int) throws(FileError) -> [UInt8] {
        let descriptor = try open(path)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        let read = pread(descriptor, &bytes, count, 0)
        guard read >= 0 else { throw .last }
        return Array(bytes.prefix(read))
    }

    /// Opens a regular file to read it, and nothing else.
    private static func open(_ path: String, followsLinks: Bool = true) throws(FileError) -> Int32 {
        // Before it is opened: opening a device may do something, and a socket cannot be opened.
        guard let kind = FileKind(at: path) else { throw .last }
        guard kind == .regular else { throw .notRegular(kind) }
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW)
        let descriptor = Glibc.open(path, flags)
        guard descriptor >= 0 else { throw .last }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw .last
        }
        // It may have been replaced in between.
        let opened = FileKind(mode: status.st_mode)
        guard opened == .regular else {
            close(descriptor)
            throw .notRegular(opened)
        }
        return descriptor
    }
}
