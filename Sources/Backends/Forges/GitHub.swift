import Document

/// What GitHub, Forgejo and Gitea have in common.
package protocol GitHubLike: Forge {}

extension GitHubLike {
    private var root: String { "/repos/\(project)" }

    /// Whether a pull request is into a branch, as far as that is known.
    func isRequest(_ value: Value, into branch: String?) -> Bool {
        guard let branch, let base = value["base"]?["ref"]?.string else { return true }
        return base == branch
    }

    package func comments(of request: Int64) -> String { "\(root)/issues/\(request)/comments" }

    package func post(_ text: String, on request: Int64) -> ForgeCall {
        ForgeCall("POST", comments(of: request), ["body": .string(text)])
    }

    package func edit(comment: Int64, of request: Int64, to text: String) -> ForgeCall {
        ForgeCall("PATCH", "\(root)/issues/comments/\(comment)", ["body": .string(text)])
    }

    package func delete(comment: Int64, of request: Int64) -> ForgeCall {
        ForgeCall("DELETE", "\(root)/issues/comments/\(comment)")
    }

    package func openIssue(_ title: String, _ text: String) -> ForgeCall {
        ForgeCall("POST", "\(root)/issues", ["title": .string(title), "body": .string(text)])
    }

    package func edit(issue: Int64, _ title: String, _ text: String, closes: Bool) -> ForgeCall {
        var body: Value = ["title": .string(title), "body": .string(text)]
        if closes { body["state"] = "closed" }
        return ForgeCall("PATCH", "\(root)/issues/\(issue)", body)
    }

    package func entry(_ value: Value) -> ForgeEntry.Reading? {
        // Pull requests are issues, too.
        if let request = value["pull_request"], !request.isNull { return .other }
        let isIssue = value["title"] != nil
        guard let number = value[isIssue ? "number" : "id"]?.integer else { return nil }
        let user = value["user"]
        return .entry(
            ForgeEntry(
                number: number, title: value["title"]?.string ?? "", text: value["body"]?.string ?? "",
                author: user?["id"]?.integer ?? 0, isByProgram: user?["type"]?.string == "Bot"))
    }
}

/// Source: https://docs.github.com/en/rest/issues/comments, /issues/issues, /commits/commits.
package struct GitHub: GitHubLike {
    package let project: String

    /// `project` is `owner/name`.
    package init(project: String) { self.project = project }

    package var name: String { "GitHub" }
    package var longestText: Int { 65_536 }
    package var pageSize: Int { 100 }
    package func page(_ number: Int) -> String { "per_page=100&page=\(number)" }
    package var right: String {
        "the permission `pull-requests: write` (for drift-issues `issues: write`) in \(project)"
    }

    package var issues: String { "/repos/\(project)/issues?state=open" }
    package func requests(with commit: String) -> String { "/repos/\(project)/commits/\(commit)/pulls" }

    package func request(in answer: Value, with commit: String, into branch: String?) -> Int64? {
        let merged = (answer.array ?? []).filter { $0["merged_at"]?.string != nil && isRequest($0, into: branch) }
        let exact = merged.first { $0["merge_commit_sha"]?.string == commit }
        return (exact ?? merged.first)?["number"]?.integer
    }
}

/// Forgejo, and Gitea, which it comes from. Source: https://forgejo.org/docs/latest/user/api-usage, /api/swagger of any server.
package struct Forgejo: GitHubLike {
    package let project: String

    /// `project` is `owner/name`.
    package init(project: String) { self.project = project }

    package var name: String { "Forgejo" }
    /// The server has no limit of its own; old tables of its database end there.
    package var longestText: Int { 65_535 }
    package var pageSize: Int { 50 }
    package func page(_ number: Int) -> String { "limit=50&page=\(number)" }
    package var right: String { "the scopes write:issue, read:repository and read:user, and access to \(project)" }

    package var issues: String { "/repos/\(project)/issues?state=open&type=issues" }
    package func requests(with commit: String) -> String { "/repos/\(project)/commits/\(commit)/pull" }

    package func request(in answer: Value, with commit: String, into branch: String?) -> Int64? {
        answer["merged"]?.bool == true && isRequest(answer, into: branch) ? answer["number"]?.integer : nil
    }
}
