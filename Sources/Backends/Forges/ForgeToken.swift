import Resources
import Specification

/// The token for a forge's API, by a reference: `env:NAME` or `file:PATH`.
package struct ForgeToken: Sendable {
    package let reference: SecretReference
    let secret: Secret

    /// Why there is no usable token; never shows it.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Reads a reference as it is written on a command line; nil where it is none. A token in its place is not repeated.
    package static func reference(_ text: String) -> SecretReference? {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "env": return SecretReference(.environment(parts[1]))
        case "file": return SecretReference(.file(parts[1]))
        default: return nil
        }
    }

    /// Reads the token itself; `variable` gives the variables of the process.
    package init(_ reference: SecretReference, variable: (String) -> String?) throws(Failure) {
        self.reference = reference
        let bytes: [UInt8]
        switch reference.source {
        case .environment(let name):
            guard let text = variable(name) else {
                throw Failure(description: "there is no token: the environment variable \(name) is not set")
            }
            bytes = Array(text.utf8)
        case .file(let path):
            switch SecretFile.read(LocalPath(path).resolved(home: variable("HOME"))) {
            case .success(let file): bytes = file.bytes
            case .failure(let failure):
                throw Failure(description: "the token in the \(reference) cannot be read: \(failure.reason)")
            }
        case .age, .clusterSecret, .generated:
            throw Failure(description: "a token for a forge is in a variable or in a file, not in a \(reference)")
        }
        // Learned as it is, too: it must not be shown even where it cannot be used.
        _ = Secret(bytes)
        let token = bytes.drop { $0 == 0x20 }.reversed().drop { [0x0A, 0x0D, 0x20].contains($0) }.reversed()
        secret = Secret(Array(token))
        guard !token.isEmpty else { throw Failure(description: "the token in the \(reference) is empty") }
        guard token.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Failure(
                description: "the token in the \(reference) holds what no token can: a space, a line end, or a letter "
                    + "that is not ASCII")
        }
        // GitLab answers 401 or 404 to it, which says nothing.
        guard variable("CI_JOB_TOKEN").map({ Array($0.utf8) }) != Array(token) else {
            throw Failure(
                description:
                    "CI_JOB_TOKEN may not write notes or issues: make a project access token with the scope api "
                    + "and the role Reporter, and keep it in a masked variable")
        }
    }
}
