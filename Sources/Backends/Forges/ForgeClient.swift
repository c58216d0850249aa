import Document
import HTTP
import Redaction
import Resources

/// Talks with a forge about the comments of a request and about issues. Whatever it answers is data: links are not followed,
/// pages end, and texts are bounded.
package struct ForgeClient: Sendable {
    private let api: ProviderAPI
    /// That of GraphQL, which knows what REST does not tell; nil where the forge has none.
    private let graph: ProviderAPI?
    private let forge: any Forge
    private let reference: SecretReference

    /// `endpoint` is the base of the API, one that a token may be sent to. `pace` says how patient it is.
    package init(
        _ forge: any Forge, endpoint: String, token: ForgeToken, client: HTTPClient, tls: TLSSettings = TLSSettings(),
        pace: PollingPace = PollingPace()
    ) {
        self.forge = forge
        reference = token.reference
        func api(_ endpoint: String) -> ProviderAPI {
            ProviderAPI(
                provider: forge.name, dialect: forge is GitLab ? .gitLab : .gitHub, client: client, endpoint: endpoint,
                token: token.secret, credential: forge is Forgejo ? .plainToken : .token, reference: token.reference,
                pace: pace, tls: tls, right: forge.right)
        }
        self.api = api(endpoint)
        // A server of one's own has it beside the REST API: `/api/v3`, `/api/graphql`.
        graph = forge is GitHub ? api(endpoint.hasSuffix("/v3") ? String(endpoint.dropLast(3)) : endpoint) : nil
    }

    // MARK: Comments

    /// Keeps up one comment of a request: writes it anew, or makes it where there is none, and removes further ones of the same
    /// author. `text` begins with the line `marker`; secrets that this process knows do not get into the comment.
    package func keepUp(_ text: String, marker: String, on request: Int64) async throws -> CommentOutcome {
        try check(KnownSecrets.shared.redacting(text), Purpose("comment on", subject("request \(request)")))
        return try await keepUp(marker: marker, on: request) { _ in text }
    }

    /// The same with a text that is made of the one that is there; nil where there is none yet.
    package func keepUp(
        marker: String, on request: Int64, text make: (String?) -> String
    ) async throws -> CommentOutcome {
        let purpose = Purpose("comment on", subject("request \(request)"))
        return try await advised(purpose) {
            let identity = try await identity()
            var outcome = CommentOutcome(change: .unchanged)
            var made: String?
            // Once more behind a new one: another run may have made one at the same moment.
            for _ in 0..<2 {
                let found = StickyComment(
                    try await entries(forge.comments(of: request), marked: marker, purpose), marker: marker,
                    of: identity)
                let text = made ?? KnownSecrets.shared.redacting(make(found.kept?.text))
                made = text
                try check(text, purpose)
                if let kept = found.kept {
                    if !kept.says(text) {
                        try await send(forge.edit(comment: kept.number, of: request, to: text), purpose)
                        if outcome.change == .unchanged { outcome.change = .updated }
                    }
                    try await remove(found.surplus, of: request, &outcome)
                    return outcome
                }
                guard outcome.change == .unchanged else { return outcome }
                try await create(forge.post(text, on: request), purpose) {
                    StickyComment(
                        try await entries(forge.comments(of: request), marked: marker, purpose), marker: marker,
                        of: identity
                    ).kept
                }
                outcome.change = .created
            }
            return outcome
        }
    }

    private func remove(_ surplus: [ForgeEntry], of request: Int64, _ outcome: inout CommentOutcome) async throws {
        for entry in surplus {
            do {
                try await send(
                    forge.delete(comment: entry.number, of: request),
                    Purpose("delete", subject("second comment \(entry.number) of request \(request)")))
                outcome.removed += 1
            } catch let error as BackendError where error.reason == .notFound {
                // Another run removed it.
                continue
            } catch let error as BackendError {
                outcome.left.append(error.description)
            }
        }
    }

    /// The number of the request that was merged and brought a commit, into `branch` where that is known; nil where none did.
    package func request(with commit: String, into branch: String? = nil) async throws -> Int64? {
        let purpose = Purpose("find the request of", subject("commit \(commit.prefix(12))"))
        guard commit.utf8.count <= 64, commit.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw purpose.error(.rejected, "this is not the id of a commit")
        }
        do {
            let answer = try await api.json("GET", forge.requests(with: commit), for: purpose)
            return forge.request(in: answer, with: commit, into: branch)
        } catch let error as BackendError where error.reason == .notFound {
            return nil
        }
    }

    // MARK: Issues

    /// Makes the issues say what was found, as `IssueSettlement` decides; secrets that this process knows do not get into them.
    package func settle(
        _ subjects: [IssueSettlement.Subject], prefix: String, isWhole: Bool, mostOpened: Int
    ) async throws -> IssueOutcome {
        let purpose = Purpose("list", subject("open issues"))
        let subjects = subjects.map(\.redacted)
        for case .drifted(_, let text) in subjects.map(\.finding) { try check(text, purpose) }
        return try await advised(purpose) {
            let identity = try await identity()
            let open = try await entries(forge.issues, marked: prefix, purpose)
            let settlement = IssueSettlement(
                subjects, prefix: prefix, isWhole: isWhole, open: open, of: identity, mostOpened: mostOpened)
            var outcome = IssueOutcome()
            (outcome.unchanged, outcome.kept) = (settlement.unchanged, settlement.kept)
            outcome.postponed = settlement.postponed
            for closing in settlement.closed {
                let entry = closing.entry
                let text = "\(entry.marker)\n✅ **\(closing.reason)**\n\(entry.text.dropFirst(entry.marker.count))"
                try await send(
                    forge.edit(issue: entry.number, entry.title, text, closes: true),
                    Purpose("close", subject("issue \(entry.number)")))
                outcome.closed.append("#\(entry.number) \(entry.title)")
            }
            for edit in settlement.updated {
                try await send(
                    forge.edit(issue: edit.entry.number, edit.title, edit.text, closes: false),
                    Purpose("update", subject("issue \(edit.entry.number)")))
                outcome.updated.append("#\(edit.entry.number) \(edit.title)")
            }
            for subject in settlement.opened {
                guard case .drifted(let title, let text) = subject.finding else { continue }
                let purpose = Purpose("open", self.subject("issue about \(subject.name)"))
                try await create(forge.openIssue(title, text), purpose) {
                    try await entries(forge.issues, marked: subject.marker, purpose).first(where: identity.wrote)
                }
                outcome.opened.append(title)
            }
            return outcome
        }
    }

    // MARK: Requests

    private func subject(_ thing: String) -> String { "\(thing) of \(forge.project) at \(forge.name)" }

    private func check(_ text: String, _ purpose: Purpose) throws {
        let length = text.utf16.count
        guard length <= forge.longestText else {
            throw purpose.error(
                .rejected, "the text has \(length) characters, and \(forge.name) takes \(forge.longestText)",
                hint: "berth's own reports fit, since they cut whole objects")
        }
    }

    /// Who the token belongs to.
    private func identity() async throws -> ForgeIdentity {
        let purpose = Purpose("ask", "\(forge.name) whose the token is")
        do {
            let answer = try await api.json("GET", "/user", for: purpose, maxBytes: 1 << 20)
            guard let id = answer["id"]?.integer else {
                throw purpose.error(
                    .invalidAnswer, "the answer names no account", hint: "check the address of the API")
            }
            return .account(id)
        } catch let error as BackendError where error.reason == .forbidden && forge is GitHub {
            return try await viewer().map(ForgeIdentity.account) ?? .program
        }
    }

    /// The account of a token that may not ask REST for it, as those of workflows and apps may not; nil where the server has no
    /// GraphQL, or does not tell by it. Throws where that is not known, since others' comments would pass for the token's own.
    private func viewer() async throws -> Int64? {
        let query: Value = ["query": "query { viewer { databaseId } }"]
        let purpose = Purpose("ask", "\(forge.name) whose the token is")
        do {
            // Asking makes nothing, so that there is nothing to look for before it is asked again.
            let answer = try await graph?.create(
                "/graphql", query, for: purpose, finding: { nil as Value? },
                reading: { try ProviderAPI.value(of: $0, for: purpose) })
            return answer?["data"]?["viewer"]?["databaseId"]?.integer
        } catch let error as BackendError where [.notFound, .forbidden, .rejected].contains(error.reason) {
            return nil
        }
    }

    /// The entries of a list, of all its pages, that begin with a marker or with its beginning.
    private func entries(_ path: String, marked marker: String, _ purpose: Purpose) async throws -> [ForgeEntry] {
        var known: Set<Int64> = []
        var found: [ForgeEntry] = []
        try await api.pages(for: purpose) { page in
            let address = "\(path)\(path.contains("?") ? "&" : "?")\(forge.page(page + 1))"
            let response = try await api.send("GET", address, for: purpose, maxBytes: Self.longestPage)
            guard let items = try ProviderAPI.value(of: response, for: purpose).array else {
                throw purpose.error(.invalidAnswer, "the answer is not a list", hint: "check the address of the API")
            }
            let before = known.count
            for item in items {
                guard let reading = forge.entry(item) else {
                    throw purpose.error(.invalidAnswer, "an entry of the list has no number")
                }
                // What is told twice, since entries moved between pages, counts once.
                guard case .entry(let entry) = reading, known.insert(entry.number).inserted else {
                    if case .other = reading, let id = item["id"]?.integer { known.insert(-id) }
                    continue
                }
                if entry.marker.hasPrefix(marker) { found.append(entry) }
            }
            return known.count > before && response.headers.hasNextPage(isFull: items.count >= forge.pageSize)
        }
        return found
    }

    /// A hundred comments of the longest text, each character written as six.
    private static let longestPage = 64 << 20

    private func send(_ call: ForgeCall, _ purpose: Purpose) async throws {
        _ = try await api.send(call.method, call.path, call.body, for: purpose)
    }

    /// Makes what must not be made twice; `existing` looks whether an attempt without an answer made it.
    private func create(
        _ call: ForgeCall, _ purpose: Purpose, finding existing: () async throws -> ForgeEntry?
    ) async throws {
        _ = try await api.create(call.path, call.body ?? .null, for: purpose, finding: existing) { response in
            let answer = try ProviderAPI.value(of: response, for: purpose)
            guard case .entry(let entry)? = forge.entry(answer) else {
                throw purpose.error(.invalidAnswer, "the answer does not show what was made")
            }
            return entry
        }
    }

    /// Adds what to do about a project that is not found: forges say so, too, of what a token may not see.
    private func advised<Result>(_ purpose: Purpose, _ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch var error as BackendError where error.reason == .notFound && error.hint == nil {
            error.hint =
                "check that \(forge.project) is the project, and give the token in \(reference) \(forge.right)"
            throw error
        }
    }
}

extension HTTPHeaders {
    /// Whether a list goes on: by its links, which are only read and never followed, or else where the page was full.
    func hasNextPage(isFull: Bool) -> Bool {
        let links = values("Link").joined(separator: ",")
        return links.isEmpty ? isFull : links.contains("rel=\"next\"")
    }
}

extension IssueSettlement.Subject {
    fileprivate var redacted: Self {
        guard case .drifted(let title, let text) = finding else { return self }
        var result = self
        result.finding = .drifted(
            title: KnownSecrets.shared.redacting(title), text: KnownSecrets.shared.redacting(text))
        return result
    }
}
