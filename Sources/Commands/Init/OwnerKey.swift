import Files
import FoundationEssentials
import Specification
import Tools

/// The private key of whoever makes a project: the one in the identity file, or a new one that is put there.
struct OwnerKey {
    /// The file as the estate names it: absolute, or below `~/`.
    let path: String
    private let file: String

    /// It cannot be made or read.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// `path` is as the user gave it; `home` is what `~/` stands for.
    init(_ path: String, home: String?) throws(Failure) {
        let isBelowHome = path.hasPrefix("~/")
        guard !isBelowHome || home?.hasPrefix("/") == true else {
            throw Failure(
                description:
                    "HOME is not an absolute path, so that \(path) has no place\nname another file with --identity")
        }
        let folder = FileManager.default.currentDirectoryPath
        self.path = isBelowHome || path.hasPrefix("/") ? path : "\(folder)/\(path)"
        file = LocalPath(self.path).resolved(home: home)
    }

    /// The public keys of the file, which is made with a new key where there is none.
    func recipients() throws -> [String] {
        guard FileManager.default.fileExists(atPath: file) else { return try made().recipients }
        let text: String
        do {
            text = String(decoding: try LocalPath(file).contents(home: nil, limit: 1 << 20), as: UTF8.self)
        } catch {
            throw Failure(description: "the identity \(file) cannot be read: \(error)")
        }
        guard let identity = AgeIdentity(file: text) else {
            throw Failure(
                description:
                    "\(file) holds other keys than those that age-keygen makes, of which only you know the public ones\n"
                    + "give them with --recipient, or name another file with --identity")
        }
        return identity.recipients
    }

    private func made() throws -> AgeIdentity {
        let folder = String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)])
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(
                description: "the folder \(folder) of the identity cannot be made\nname another file with --identity")
        }
        let identity = AgeIdentity()
        do {
            // Nobody else may read it, not for a moment.
            try OutputFile.create(identity.fileForOwner, at: file, mode: 0o600)
        } catch {
            throw Failure(description: "the identity \(file) cannot be written: \(error)")
        }
        try StandardStreams.print("made your private key \(file): keep it, nothing else opens what berth stores\n")
        return identity
    }
}
