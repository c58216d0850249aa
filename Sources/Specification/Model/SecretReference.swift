import Diagnostics

/// Where a secret is found; specs never hold the secret itself.
package struct SecretReference: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        /// A variable of Berth's environment.
        case environment(String)
        /// A file that holds nothing else; a line end at its end does not count.
        case file(LocalPath)
        /// A file encrypted with age to the estate's identity.
        case age(LocalPath)
        /// A key of a Secret in a management cluster.
        case secret(cluster: String, namespace: String, name: String, key: String)
        /// Made by Berth on first use and kept in state.
        case generated
    }

    package var origin: Origin
    package var declaredAt: SourceLocation

    package init(_ origin: Origin, declaredAt: SourceLocation) {
        self.origin = origin
        self.declaredAt = declaredAt
    }
}

extension SecretReference: CustomStringConvertible {
    /// The reference, safe to print: `environment variable HCLOUD_TOKEN`.
    package var description: String {
        switch origin {
        case .environment(let name): "environment variable \(name)"
        case .file(let path): "file \(path)"
        case .age(let path): "age file \(path)"
        case .secret(let cluster, let namespace, let name, let key):
            "key \(key) of Secret \(namespace)/\(name) in management cluster \(cluster)"
        case .generated: "generated secret"
        }
    }
}
