/// Who sends a request: what a client certificate or a token said.
package struct APIUser: Sendable, Hashable {
    package var name: String
    package var groups: [String]
    /// Empty where users are told apart by their names alone.
    package var uid: String
    /// What else is known: of which credential, of which pod.
    package var extra: [String: [String]]

    package init(name: String, groups: [String] = [], uid: String = "", extra: [String: [String]] = [:]) {
        self.name = name
        self.groups = groups
        self.uid = uid
        self.extra = extra
    }

    /// Nobody in particular: a request without credentials.
    package static let anonymous = APIUser(name: "system:anonymous", groups: ["system:unauthenticated"])

    /// The cluster's administrator, who may do everything.
    package static let administrator = APIUser(
        name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])

    /// Members of `system:masters` are never asked for permission.
    package var isMaster: Bool { groups.contains("system:masters") }
}
