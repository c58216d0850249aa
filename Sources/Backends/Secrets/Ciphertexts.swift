import Document
import Specification
import Tools

/// The age files that a specification names, by what is in them.
///
/// Whoever can read a repository can copy what is encrypted in it, and Berth would open the copy for them: a file that holds
/// the same as another is taken for that one.
struct Ciphertexts: Sendable {
    private let paths: [Digest: [String]]

    /// Reads the files; what cannot be read is left out, and told of where it is needed.
    init(of paths: [String], home: String?) {
        var known: [Digest: [String]] = [:]
        for path in Set(paths).sorted() {
            guard case .success(let file) = SecretFile.read(LocalPath(path).resolved(home: home)) else { continue }
            known[Self.digest(of: file.bytes), default: []].append(path)
        }
        self.paths = known
    }

    /// The paths, as they are named, of the files that hold this.
    func paths(of ciphertext: [UInt8]) -> [String] { paths[Self.digest(of: ciphertext)] ?? [] }

    /// The digest of a file by what is in it, whatever its armor.
    static func digest(of file: [UInt8]) -> Digest { Digest(of: Ciphertext(file).bytes) }
}
