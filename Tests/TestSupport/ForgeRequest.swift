import Document
import Foundation

/// A request to a forge's stand-in, and what it answers.
struct ForgeRequest {
    let request: StubServer.Request
    let kind: ForgeStandIn.Kind
    /// Below the base of the API.
    let segments: [String]
    let query: [String: String]

    static func prefix(_ kind: ForgeStandIn.Kind) -> String {
        switch kind {
        case .github: "/api/v3"
        case .gitlab: "/gitlab/api/v4"
        case .forgejo: "/git/api/v1"
        }
    }

    init(_ request: StubServer.Request, _ kind: ForgeStandIn.Kind) {
        self.request = request
        self.kind = kind
        // Through a proxy the whole URL comes.
        let components = URLComponents(string: request.target)
        let path = components?.percentEncodedPath ?? ""
        let rest = path.hasPrefix(Self.prefix(kind)) ? String(path.dropFirst(Self.prefix(kind).count)) : path
        segments = rest.split(separator: "/").map { $0.removingPercentEncoding ?? "" }
        query = Dictionary(
            (components?.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    }

    func answer(_ contents: inout ForgeStandIn.Contents) -> StubServer.Answer {
        guard let account = token.flatMap({ contents.accounts[$0] }) else { return problem(401, "Bad credentials") }
        let isProject = kind == .gitlab ? segments.first == "projects" : segments.first == "repos"
        if segments == ["user"] {
            guard account.maySeeItself else { return problem(403, "Resource not accessible by integration") }
            return json(200, user(account))
        }
        if kind == .github, request.method == "POST", segments == ["api", "graphql"] {
            guard body["query"]?.string?.contains("viewer") == true else { return json(200, ["errors": [[:]]]) }
            return json(200, ["data": ["viewer": ["databaseId": .integer(account.id)]]])
        }
        if kind == .forgejo, segments.starts(with: ["git", "api", "packages", "octo", "generic"]) {
            return package(segments.dropFirst(5).joined(separator: "/"), &contents)
        }
        let project = kind == .gitlab ? ["42"] : ["octo", "infra"]
        guard isProject, segments.dropFirst().starts(with: project) else { return problem(404, "Not Found") }
        let rest = Array(segments.dropFirst(1 + project.count))
        if kind == .gitlab, rest.starts(with: ["packages", "generic"]) {
            return package(rest.dropFirst(2).joined(separator: "/"), &contents)
        }
        if kind == .github, rest.first == "actions" { return actions(Array(rest.dropFirst()), &contents) }
        return kind == .gitlab
            ? gitLab(rest, account, &contents) : gitHub(rest, account, &contents)
    }

    private var token: String? {
        if let token = request.headers["private-token"] ?? request.headers["job-token"] { return token }
        let words = (request.headers["authorization"] ?? "").split(separator: " ")
        guard words.count == 2, ["bearer", "token"].contains(words[0].lowercased()) else { return nil }
        return String(words[1])
    }

    // MARK: Routes

    private func gitHub(
        _ rest: [String], _ account: ForgeStandIn.Account, _ contents: inout ForgeStandIn.Contents
    ) -> StubServer.Answer {
        switch (request.method, rest.count) {
        case ("GET", 3) where rest[0] == "commits" && rest[2] == "pulls":
            let number = contents.merged[rest[1]]
            return json(200, .array(number.map { [merged($0, rest[1])] } ?? []))
        case ("GET", 3) where rest[0] == "commits" && rest[2] == "pull":
            guard let number = contents.merged[rest[1]] else { return problem(404, "Not Found") }
            return json(200, merged(number, rest[1]))
        case ("GET", 3) where rest[0] == "issues" && rest[2] == "comments":
            return list(contents.comments[Int64(rest[1]) ?? 0] ?? [], contents.pageSize)
        case ("POST", 3) where rest[0] == "issues" && rest[2] == "comments":
            return make(&contents.comments[Int64(rest[1]) ?? 0, default: []], account, contents.next())
        case (let method, 3) where rest[0] == "issues" && rest[1] == "comments":
            return change(method, comment: Int64(rest[2]) ?? 0, account, &contents)
        case ("GET", 1) where rest[0] == "issues":
            return list(contents.issues.filter(\.isOpen), contents.pageSize)
        case ("POST", 1) where rest[0] == "issues":
            return make(&contents.issues, account, contents.next(), isIssue: true)
        case ("PATCH", 2) where rest[0] == "issues": return change(issue: Int64(rest[1]) ?? 0, &contents)
        default: return problem(404, "Not Found")
        }
    }

    private func gitLab(
        _ rest: [String], _ account: ForgeStandIn.Account, _ contents: inout ForgeStandIn.Contents
    ) -> StubServer.Answer {
        switch (request.method, rest.count) {
        case ("GET", 4) where rest[0] == "repository" && rest[3] == "merge_requests":
            let number = contents.merged[rest[2]]
            return json(200, .array(number.map { [merged($0, rest[2])] } ?? []))
        case ("GET", 3) where rest[0] == "merge_requests" && rest[2] == "notes":
            return list(contents.comments[Int64(rest[1]) ?? 0] ?? [], contents.pageSize)
        case ("POST", 3) where rest[0] == "merge_requests" && rest[2] == "notes":
            return make(&contents.comments[Int64(rest[1]) ?? 0, default: []], account, contents.next())
        case (let method, 4) where rest[0] == "merge_requests" && rest[2] == "notes":
            return change(method, comment: Int64(rest[3]) ?? 0, account, &contents)
        case ("GET", 1) where rest[0] == "issues":
            return list(contents.issues.filter(\.isOpen), contents.pageSize)
        case ("POST", 1) where rest[0] == "issues":
            return make(&contents.issues, account, contents.next(), isIssue: true)
        case ("PUT", 2) where rest[0] == "issues": return change(issue: Int64(rest[1]) ?? 0, &contents)
        default: return problem(404, "404 Not Found")
        }
    }

    // MARK: Entries

    private var body: Value { (try? Value(json: request.body)) ?? .null }
    private var editMethod: String { kind == .gitlab ? "PUT" : "PATCH" }

    /// The text in a body, where it is one that the forge takes.
    private func text(_ key: String) -> Result<String, Refusal> {
        guard let text = body[key]?.string, !text.isEmpty else { return .failure(Refusal(why: "\(key) is missing")) }
        guard text.utf16.count <= (kind == .gitlab ? 1_000_000 : 65_536) else {
            return .failure(Refusal(why: "\(key) is too long (maximum is 65536 characters)"))
        }
        return .success(text)
    }

    private struct Refusal: Error { var why: String }

    private func make(
        _ entries: inout [ForgeStandIn.Entry], _ account: ForgeStandIn.Account, _ number: Int64, isIssue: Bool = false
    ) -> StubServer.Answer {
        switch text(isIssue && kind == .gitlab ? "description" : "body") {
        case .failure(let refusal): return problem(kind == .gitlab ? 400 : 422, refusal.why)
        case .success(let text):
            guard !isIssue || body["title"]?.string?.isEmpty == false else { return problem(422, "title is missing") }
            let entry = ForgeStandIn.Entry(
                number: number, author: account, title: isIssue ? body["title"]?.string ?? "" : "", text: text)
            entries.append(entry)
            return json(201, value(entry))
        }
    }

    private func change(
        _ method: String, comment: Int64, _ account: ForgeStandIn.Account, _ contents: inout ForgeStandIn.Contents
    ) -> StubServer.Answer {
        for (request, entries) in contents.comments {
            guard let index = entries.firstIndex(where: { $0.number == comment }) else { continue }
            guard method != "DELETE" else {
                contents.comments[request]?.remove(at: index)
                return .response(status: 204)
            }
            guard method == editMethod else { return problem(405, "Method Not Allowed") }
            switch text("body") {
            case .failure(let refusal): return problem(kind == .gitlab ? 400 : 422, refusal.why)
            case .success(let text):
                contents.comments[request]?[index].text = text
                return json(200, value(contents.comments[request]?[index] ?? entries[index]))
            }
        }
        return problem(404, "Not Found")
    }

    private func change(issue: Int64, _ contents: inout ForgeStandIn.Contents) -> StubServer.Answer {
        guard let index = contents.issues.firstIndex(where: { $0.number == issue }) else {
            return problem(404, "Not Found")
        }
        let key = kind == .gitlab ? "description" : "body"
        if body[key] != nil {
            guard case .success(let text) = text(key) else { return problem(422, "\(key) is not valid") }
            contents.issues[index].text = text
        }
        if let title = body["title"]?.string { contents.issues[index].title = title }
        if body["state"] == "closed" || body["state_event"] == "close" { contents.issues[index].isOpen = false }
        return json(200, value(contents.issues[index]))
    }

    // MARK: Shapes

    private func user(_ account: ForgeStandIn.Account) -> Value {
        [
            "id": .integer(account.id), "login": .string(account.login), "username": .string(account.login),
            "type": account.isProgram ? "Bot" : "User",
        ]
    }

    private func merged(_ number: Int64, _ commit: String) -> Value {
        [
            "number": .integer(number), "iid": .integer(number), "state": kind == .gitlab ? "merged" : "closed",
            "merged": true, "merged_at": "2026-11-26T08:00:00Z", "merge_commit_sha": .string(commit),
            "base": ["ref": "main"], "target_branch": "main",
        ]
    }

    private func value(_ entry: ForgeStandIn.Entry) -> Value {
        let isIssue = !entry.title.isEmpty
        let id = entry.number + (isIssue ? 90_000 : 0)
        guard kind == .gitlab else {
            var value: Value = [
                "id": .integer(id), "user": user(entry.author), "body": .string(entry.text),
                "html_url": "http://127.0.0.1/", "created_at": "2026-11-26T08:00:00Z",
            ]
            if isIssue {
                value["number"] = .integer(entry.number)
                value["title"] = .string(entry.title)
                value["state"] = entry.isOpen ? "open" : "closed"
                value["pull_request"] = entry.isOther ? ["url": "http://127.0.0.1/"] : .null
            }
            return value
        }
        var value: Value = ["id": .integer(id), "author": user(entry.author)]
        if isIssue {
            value["iid"] = .integer(entry.number)
            value["title"] = .string(entry.title)
            value["description"] = .string(entry.text)
            value["state"] = entry.isOpen ? "opened" : "closed"
        } else {
            value["body"] = .string(entry.text)
            value["system"] = .bool(entry.isOther)
        }
        return value
    }

    private func list(_ entries: [ForgeStandIn.Entry], _ most: Int) -> StubServer.Answer {
        let asked = query[kind == .forgejo ? "limit" : "per_page"].flatMap { Int($0) } ?? 30
        let size = min(asked, most)
        let page = query["page"].flatMap { Int($0) } ?? 1
        let start = (page - 1) * size
        let shown = entries.dropFirst(start).prefix(size)
        var headers = ["Content-Type": "application/json"]
        if start + size < entries.count {
            // Nobody follows it: a token sent there would be lost.
            headers["Link"] = "<http://forge.invalid/stolen?page=\(page + 1)>; rel=\"next\""
        }
        return .response(status: 200, headers: headers, body: Value.array(shown.map(value)).json())
    }

    func json(_ status: Int, _ value: Value) -> StubServer.Answer { .json(status, value.compactJSON) }

    func problem(_ status: Int, _ message: String) -> StubServer.Answer {
        json(status, ["message": .string(message), "documentation_url": "https://docs.example.com"])
    }
}
