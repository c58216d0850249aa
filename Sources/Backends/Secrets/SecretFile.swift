import Files

/// Reads a file that holds a secret.
struct SecretFile {
    /// A larger one is no secret.
    private static let limit = 1 << 20

    let bytes: [UInt8]
    /// True where every user of the machine may read it.
    let isWorldReadable: Bool

    /// Reads the whole file; the failure is in words, without the content.
    static func read(_ path: String) -> Result<SecretFile, Failure> {
        do {
            let file = try RegularFile(reading: path, limit: limit)
            return .success(SecretFile(bytes: file.bytes, isWorldReadable: file.isWorldReadable))
        } catch {
            return .failure(Failure(reason: "\(error)"))
        }
    }

    struct Failure: Error {
        var reason: String
    }
}
