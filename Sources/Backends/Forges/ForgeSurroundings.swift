import Document

/// What a forge's own pipeline says of where it runs. A pure function of its variables and of the file of its event.
package struct ForgeSurroundings: Sendable, Hashable {
    package var kind: ForgeKind?
    /// The base of the API.
    package var endpoint: String?
    package var project: String?
    /// The pull or merge request that the pipeline is about.
    package var request: Int64?
    /// The commit that it is about.
    package var commit: String?
    /// The branch that was pushed.
    package var branch: String?

    /// - Parameters:
    ///   - variable: The variables of the process.
    ///   - event: The content of the file of the event, by its path; nil where it cannot be read.
    package init(variable: (String) -> String?, event: (String) -> [UInt8]?) {
        /// An empty variable says nothing.
        func set(_ name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }
        if set("GITLAB_CI") == "true" {
            kind = .gitlab
            endpoint = set("CI_API_V4_URL")
            // A merge request from a fork is the target's.
            project = set("CI_MERGE_REQUEST_PROJECT_ID") ?? set("CI_PROJECT_ID")
            request = set("CI_MERGE_REQUEST_IID").flatMap { Int64($0) }
            commit = set("CI_COMMIT_SHA")
            branch = set("CI_COMMIT_BRANCH")
        } else if set("GITHUB_ACTIONS") == "true" || set("FORGEJO_ACTIONS") == "true" || set("GITEA_ACTIONS") == "true"
        {
            // They set the variables of GitHub beside their own.
            kind = set("FORGEJO_ACTIONS") ?? set("GITEA_ACTIONS") == nil ? .github : .forgejo
            endpoint = set("GITHUB_API_URL")
            project = set("GITHUB_REPOSITORY")
            commit = set("GITHUB_SHA")
            let heads = "refs/heads/"
            branch = set("GITHUB_REF").flatMap { $0.hasPrefix(heads) ? String($0.dropFirst(heads.count)) : nil }
            let body = set("GITHUB_EVENT_PATH").flatMap(event).flatMap { try? Value(json: $0) }
            let number = body?["pull_request"]?["number"] ?? body?["issue"]?["number"]
            request = number?.integer ?? set("GITHUB_REF").flatMap(Self.request)
        }
    }

    /// The number in `refs/pull/7/merge`.
    private static func request(in ref: String) -> Int64? {
        let parts = ref.split(separator: "/")
        return parts.count >= 3 && parts[0] == "refs" && parts[1] == "pull" ? Int64(parts[2]) : nil
    }
}
