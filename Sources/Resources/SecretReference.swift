import Diagnostics

/// Where a secret value comes from; the value itself is never part of a specification, a plan or a snapshot.
package struct SecretReference: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// An environment variable of the process.
        case environment(String)
        /// A file, its trailing line feed left out.
        case file(String)
        /// A file encrypted with `age`, opened with the estate's identity.
        case age(String)
        /// A key of a Secret in a management cluster.
        case clusterSecret(cluster: String, namespace: String, name: String, key: String)
        /// Made by Berth at first use and kept encrypted in state under this name.
        case generated(workspace: String, name: String)
    }

    /// Whose file names it: what it may lead to depends on that.
    package enum Origin: Sendable, Hashable {
        /// The estate, which operators keep: it may name whatever there is.
        case estate
        /// The specification of a workspace, by its id: data from a team.
        case workspace(String)
    }

    package var source: Source
    package var origin: Origin
    package var location: SourceLocation?

    package init(_ source: Source, origin: Origin = .estate, location: SourceLocation? = nil) {
        self.source = source
        self.origin = origin
        self.location = location
    }

    /// The same reference as one that the specification of a workspace holds.
    package func named(by workspace: String) -> SecretReference {
        var reference = self
        reference.origin = .workspace(workspace)
        return reference
    }
}

extension SecretReference: CustomStringConvertible {
    /// `environment variable PAYMENTS_TOKEN`: for messages; names the place, never the value.
    package var description: String {
        switch source {
        case .environment(let name): "environment variable \(name)"
        case .file(let path): "file \(path)"
        case .age(let path): "age file \(path)"
        case .clusterSecret(let cluster, let namespace, let name, let key):
            "key \(key) of secret \(namespace)/\(name) in cluster \(cluster)"
        case .generated(let workspace, let name): "generated secret \(workspace)/\(name)"
        }
    }
}
