import Document

/// Source: https://docs.gitlab.com/api/notes, /api/issues, /api/commits.
package struct GitLab: Forge {
    package let project: String

    /// `project` is the number of a project, or its path with all groups.
    package init(project: String) { self.project = project }

    package var name: String { "GitLab" }
    package var longestText: Int { 1_000_000 }
    package var pageSize: Int { 100 }
    package func page(_ number: Int) -> String { "per_page=100&page=\(number)" }
    package var right: String { "the scope api, and the role Reporter in \(project)" }

    private var root: String { "/projects/\(project.queryEncoded)" }

    package func comments(of request: Int64) -> String {
        "\(root)/merge_requests/\(request)/notes?sort=asc&order_by=created_at"
    }

    private func notes(_ request: Int64) -> String { "\(root)/merge_requests/\(request)/notes" }

    package func post(_ text: String, on request: Int64) -> ForgeCall {
        ForgeCall("POST", notes(request), ["body": .string(text)])
    }

    package func edit(comment: Int64, of request: Int64, to text: String) -> ForgeCall {
        ForgeCall("PUT", "\(notes(request))/\(comment)", ["body": .string(text)])
    }

    package func delete(comment: Int64, of request: Int64) -> ForgeCall {
        ForgeCall("DELETE", "\(notes(request))/\(comment)")
    }

    package var issues: String { "\(root)/issues?state=opened&sort=asc&order_by=created_at" }

    package func openIssue(_ title: String, _ text: String) -> ForgeCall {
        ForgeCall("POST", "\(root)/issues", ["title": .string(title), "description": .string(text)])
    }

    package func edit(issue: Int64, _ title: String, _ text: String, closes: Bool) -> ForgeCall {
        var body: Value = ["title": .string(title), "description": .string(text)]
        if closes { body["state_event"] = "close" }
        return ForgeCall("PUT", "\(root)/issues/\(issue)", body)
    }

    package func requests(with commit: String) -> String { "\(root)/repository/commits/\(commit)/merge_requests" }

    package func request(in answer: Value, with commit: String, into branch: String?) -> Int64? {
        let merged = (answer.array ?? []).filter { request in
            let target = request["target_branch"]?.string
            return request["state"]?.string == "merged" && (branch == nil || target == nil || target == branch)
        }
        let exact = merged.first { request in
            ["merge_commit_sha", "squash_commit_sha", "sha"].contains { request[$0]?.string == commit }
        }
        return (exact ?? merged.first)?["iid"]?.integer
    }

    package func entry(_ value: Value) -> ForgeEntry.Reading? {
        if value["system"]?.bool == true { return .other }
        let isIssue = value["title"] != nil
        guard let number = value[isIssue ? "iid" : "id"]?.integer else { return nil }
        return .entry(
            ForgeEntry(
                number: number, title: value["title"]?.string ?? "",
                text: value[isIssue ? "description" : "body"]?.string ?? "",
                author: value["author"]?["id"]?.integer ?? 0))
    }
}
