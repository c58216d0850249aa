import Glibc

/// Writes files that somebody named, whole or not at all.
package enum OutputFile {
    /// Writes `bytes` to `path`.
    ///
    /// A regular file, or one that does not exist yet, is written beside and renamed: a reader sees the old bytes or the new
    /// ones, and a failure leaves the old. A file keeps its mode and, where the process may, its owner; a new one gets `mode`.
    /// A link stays one: what it points to is replaced. Pipes and devices are written through; a pipe without a reader is
    /// refused.
    package static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(FileError) {
        var original = stat()
        guard stat(path, &original) == 0 else {
            guard errno == ENOENT else { throw .last }
            return try replace(target(of: path), by: bytes) { fchmod($0, mode) == 0 }
        }
        let kind = FileKind(mode: original.st_mode)
        guard kind != .folder else { throw .notRegular(kind) }
        guard kind == .regular, !isStandardStream(original) else {
            let descriptor = try open(path)
            defer { close(descriptor) }
            return try put(bytes, into: descriptor)
        }
        try replace(resolved(path), by: bytes) { descriptor in
            // Changing the owner takes a privilege; without it the file is the writer's.
            _ = fchown(descriptor, original.st_uid, original.st_gid)
            return fchmod(descriptor, original.st_mode & 0o7777) == 0
        }
    }

    /// Writes a file that must not exist yet; once it returns the bytes are on the disk. Throws `FileError.exists` where it does.
    package static func create(_ bytes: [UInt8], at path: String, mode: mode_t = 0o644) throws(FileError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        do throws(FileError) {
            try put(bytes, into: descriptor)
            guard fsync(descriptor) == 0 else { throw FileError.last }
        } catch {
            unlink(path)
            throw error
        }
    }

    /// Takes away the file that a path leads to; a link to it stays.
    package static func remove(_ path: String) {
        unlink(resolved(path))
    }

    /// Opens a file to append to while something goes on, made for its owner only where it does not exist; with `truncates`
    /// what it held is lost. Folders, sockets and pipes that nobody reads are refused. The caller closes the descriptor.
    package static func open(_ path: String, truncates: Bool = false) throws(FileError) -> Int32 {
        if let kind = FileKind(at: path), [.folder, .socket].contains(kind) { throw .notRegular(kind) }
        // Without O_NONBLOCK opening a pipe waits for its reader.
        let flags =
            O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (truncates ? O_TRUNC : 0)
        let descriptor = Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else {
            if errno == ENXIO, FileKind(at: path) == .pipe { throw .noReader }
            throw .last
        }
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return descriptor
    }

    /// Writes all bytes to an open descriptor; waits where it takes no more.
    package static func put(_ bytes: some RandomAccessCollection<UInt8>, into descriptor: Int32) throws(FileError) {
        let failure =
            bytes.withContiguousStorageIfAvailable { put($0, into: descriptor) }
            ?? Array(bytes).withUnsafeBufferPointer { put($0, into: descriptor) }
        if let failure { throw failure }
    }

    private static func put(_ bytes: UnsafeBufferPointer<UInt8>, into descriptor: Int32) -> FileError? {
        var rest = UnsafeRawBufferPointer(bytes)[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return .system(errno) }
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&waiting, 1, 1000)
                continue
            }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    private static func replace(
        _ path: String, by bytes: [UInt8], _ prepare: (_ descriptor: Int32) -> Bool
    ) throws(FileError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        // The name is short and of its own, since the file's may be as long as names can be.
        let temporary = "\(folder).berth-\(getpid())-\(UInt32.random(in: .min ... .max))"
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        do throws(FileError) {
            defer { close(descriptor) }
            try put(bytes, into: descriptor)
            guard prepare(descriptor), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
                throw FileError.last
            }
        } catch {
            unlink(temporary)
            throw error
        }
        syncFolder(folder.isEmpty ? "." : folder)
    }

    /// Makes the new name last through a power failure.
    private static func syncFolder(_ folder: String) {
        let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    /// Whether it is the file that standard output or error go to: replaced, it would lose what is written there.
    private static func isStandardStream(_ file: stat) -> Bool {
        [STDOUT_FILENO, STDERR_FILENO].contains { Place(descriptor: $0) == Place(file) }
    }

    /// What a path leads to, so that two paths of one file are equal: the file itself, or where it does not exist yet its folder
    /// and its name.
    package enum Place: Hashable, Sendable {
        case file(device: UInt64, number: UInt64)
        case new(folder: String, name: String)

        /// Of the file at `path`, behind all links.
        package init(_ path: String) {
            var file = stat()
            guard stat(path, &file) != 0 else {
                self.init(file)
                return
            }
            let target = OutputFile.target(of: path).tidyPath
            guard let slash = target.lastIndex(of: "/") else {
                self = .new(folder: OutputFile.resolved("."), name: target)
                return
            }
            let folder = slash == target.startIndex ? "/" : String(target[..<slash])
            self = .new(folder: OutputFile.resolved(folder), name: String(target[target.index(after: slash)...]))
        }

        /// Of what an open descriptor writes to; nil where that is closed.
        package init?(descriptor: Int32) {
            var file = stat()
            guard fstat(descriptor, &file) == 0 else { return nil }
            self.init(file)
        }

        fileprivate init(_ file: stat) {
            self = .file(device: UInt64(file.st_dev), number: UInt64(file.st_ino))
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let text = realpath(path, nil) else { return path }
        defer { free(text) }
        return String(cString: text)
    }

    /// Where a link leads that leads to nothing yet; the path itself where it is no link.
    private static func target(of path: String) -> String {
        var path = path
        // As many links as Linux follows.
        for _ in 0..<40 {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            let count = readlink(path, &buffer, buffer.count - 1)
            guard count > 0 else { return path }
            let link = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
            path = link.hasPrefix("/") ? link : folder + link
        }
        return path
    }
}
