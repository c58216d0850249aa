import Diagnostics

/// What the estate lets workspaces name as secrets beside what is their own.
package struct SecretGrant: Sendable, Hashable {
    /// A Secret in a management cluster.
    package struct ClusterSecret: Sendable, Hashable {
        package var cluster: String
        package var namespace: String
        package var name: String
        /// Nil: every key of it.
        package var key: String?
        package var declaredAt: SourceLocation

        package init(
            cluster: String, namespace: String, name: String, key: String? = nil, declaredAt: SourceLocation
        ) {
            self.cluster = cluster
            self.namespace = namespace
            self.name = name
            self.key = key
            self.declaredAt = declaredAt
        }
    }

    /// The ids of the workspaces; nil: all. Labels do not count here, since a team writes those itself.
    package var workspaces: [String]?
    /// Names of environment variables; `SHARED_*` stands for all that begin with `SHARED_`.
    package var variables: [String]
    /// Plain files, and folders (with `/` at the end) with everything below them.
    package var files: [LocalPath]
    /// The same of age files.
    package var ageFiles: [LocalPath]
    package var secrets: [ClusterSecret]

    package init(
        workspaces: [String]? = nil, variables: [String] = [], files: [LocalPath] = [], ageFiles: [LocalPath] = [],
        secrets: [ClusterSecret] = []
    ) {
        self.workspaces = workspaces
        self.variables = variables
        self.files = files
        self.ageFiles = ageFiles
        self.secrets = secrets
    }

    func isFor(_ workspace: String) -> Bool { workspaces?.contains(workspace) ?? true }
}
