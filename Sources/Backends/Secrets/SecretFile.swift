import Glibc

/// Reads a file that holds a secret.
struct SecretFile {
    /// A larger one is no secret.
    private static let limit = 1 << 20

    let bytes: [UInt8]
    /// True where every user of the machine may read it.
    let isWorldReadable: Bool

    /// Reads the whole file, a pipe too; the failure is in words, without the content.
    static func read(_ path: String) -> Result<SecretFile, Failure> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(.system(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(.system(errno)) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(.system(errno)) }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { return .failure(Failure(reason: "it is larger than \(limit) bytes")) }
        }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        return .success(SecretFile(bytes: bytes, isWorldReadable: isRegular && status.st_mode & S_IROTH != 0))
    }

    struct Failure: Error {
        var reason: String

        static func system(_ code: Int32) -> Failure { Failure(reason: String(cString: strerror(code))) }
    }
}
