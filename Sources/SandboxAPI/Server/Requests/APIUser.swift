/// Who sends a request: what a client certificate or a token said.
package struct APIUser: Sendable, Hashable {
    package var name: String
    package var groups: [String]

    package init(name: String, groups: [String] = []) {
        self.name = name
        self.groups = groups
    }

    /// Nobody in particular: a request without credentials.
    package static let anonymous = APIUser(name: "system:anonymous", groups: ["system:unauthenticated"])

    /// The cluster's administrator, who may do everything.
    package static let administrator = APIUser(
        name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])

    /// Members of `system:masters` are never asked for permission.
    package var isMaster: Bool { groups.contains("system:masters") }
}
