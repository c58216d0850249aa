import Document
import HTTP
import Resources
import TestSupport
import Testing

@testable import Backends

/// What is asked of each forge, and what is made of its answers.
struct ForgeClientTests {
    static let marker = "<!-- berth-plan:loopback -->"
    static let text = "\(marker)\n### Berth\n"
    static let stranger = ForgeStandIn.Account(id: 99, login: "mallory")
    static let variable: @Sendable (String) -> String? = { $0 == "TOKEN" ? ForgeStandIn.token : nil }

    static func forge(_ kind: ForgeStandIn.Kind, project: String? = nil) -> any Forge {
        switch kind {
        case .github: GitHub(project: project ?? "octo/infra")
        case .gitlab: GitLab(project: project ?? "42")
        case .forgejo: Forgejo(project: project ?? "octo/infra")
        }
    }

    /// Does something with a client of the stand-in.
    static func talk<Result: Sendable>(
        _ standIn: ForgeStandIn, project: String? = nil, token: String = ForgeStandIn.token,
        _ work: (ForgeClient) async throws -> Result
    ) async throws -> Result {
        let client = HTTPClient()
        var pace = PollingPace(first: .milliseconds(1), longest: .milliseconds(5))
        pace.budget = .seconds(60)
        let found = ForgeToken.reference("env:TOKEN")
        let secret = try ForgeToken(try #require(found)) { $0 == "TOKEN" ? token : nil }
        let forge = ForgeClient(
            Self.forge(standIn.kind, project: project), endpoint: standIn.api, token: secret, client: client, pace: pace
        )
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await work(forge)) } catch { result = .failure(error) }
        await client.close()
        return try result.get()
    }

    private func comment(_ standIn: ForgeStandIn, _ text: String = text, marker: String = marker) async throws
        -> CommentOutcome
    {
        try await Self.talk(standIn) { try await $0.keepUp(text, marker: marker, on: 7) }
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func oneCommentIsKeptUp(_ kind: ForgeStandIn.Kind) async throws {
        let standIn = try ForgeStandIn(kind)
        #expect(try await comment(standIn).change == .created)
        #expect(try await comment(standIn).change == .unchanged)
        #expect(try await comment(standIn, Self.text + "more\n").change == .updated)
        #expect(standIn.comments(7) == [Self.text + "more\n"])
        // Another estate has another comment.
        let other = "<!-- berth-plan:other -->"
        #expect(try await comment(standIn, "\(other)\nx", marker: other).change == .created)
        #expect(standIn.comments(7).count == 2)
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func ofAThousandTheOldestOfOursIsWrittenAndTheLaterOnesGo(_ kind: ForgeStandIn.Kind) async throws {
        let standIn = try ForgeStandIn(kind)
        let own = try #require(standIn.state.accounts[ForgeStandIn.token])
        var comments = (1...1000).map { number in
            ForgeStandIn.Entry(
                number: Int64(number), author: Self.stranger,
                // Copied by a person, quoted, and further down.
                text: ["hello", Self.text, "> \(Self.text)", "see\n\(Self.text)"][number % 4], isOther: number % 50 == 0
            )
        }
        comments[640] = ForgeStandIn.Entry(number: 641, author: own, text: Self.text + "edited by hand")
        comments[990] = ForgeStandIn.Entry(number: 991, author: own, text: Self.text)
        comments[995] = ForgeStandIn.Entry(number: 996, author: own, text: "> \(Self.text)")
        standIn.state.comments[7] = comments
        let outcome = try await comment(standIn)
        #expect(outcome == CommentOutcome(change: .updated, removed: 1))
        #expect(standIn.comments(7).count == 999)
        #expect(standIn.state.comments[7]?.first { $0.number == 641 }?.text == Self.text)
        #expect(standIn.requests.allSatisfy { !$0.target.contains("stolen") }, "links are not followed")
    }

    /// Whoever else wrote a comment with the marker, a person or a program, keeps what he wrote.
    @Test(arguments: ForgeStandIn.Kind.allCases, [false, true])
    func commentsOfOthersStay(_ kind: ForgeStandIn.Kind, isByProgram: Bool) async throws {
        let standIn = try ForgeStandIn(kind)
        let other = ForgeStandIn.Account(id: 99, login: "other[bot]", isProgram: isByProgram)
        standIn.state.comments[7] = [ForgeStandIn.Entry(number: 1, author: other, text: Self.text + "theirs")]
        #expect(try await comment(standIn).change == .created)
        #expect(try await comment(standIn, Self.text + "more\n").change == .updated)
        #expect(standIn.comments(7) == [Self.text + "theirs", Self.text + "more\n"])
    }

    /// A server of GitHub that does not tell a workflow who it is: some program's comment is taken for its own, a person's never.
    @Test func withoutGraphQLAProgramIsAnyProgram() async throws {
        let standIn = try ForgeStandIn(.github)
        standIn.state.fault = { request, _ in
            request.target.contains("graphql") ? .json(404, #"{"message": "Not Found"}"#) : nil
        }
        standIn.state.comments[7] = [ForgeStandIn.Entry(number: 1, author: Self.stranger, text: Self.text)]
        #expect(try await comment(standIn).change == .created)
        #expect(try await comment(standIn, Self.text + "more\n").change == .updated)
    }

    /// Without a new report the one that is there stays.
    @Test func aTextMayBeMadeOfTheOneThatIsThere() async throws {
        let standIn = try ForgeStandIn(.gitlab)
        for text in ["\(Self.marker)\nfirst", "\(Self.marker)\nfirst, second"] {
            _ = try await Self.talk(standIn) { client in
                try await client.keepUp(marker: Self.marker, on: 7) { existing in
                    existing.map { "\($0), second" } ?? "\(Self.marker)\nfirst"
                }
            }
            #expect(standIn.comments(7) == [text])
        }
    }

    /// A server whose pages are shorter than what is asked for is read to its end.
    @Test func shortPagesAreReadOn() async throws {
        let standIn = try ForgeStandIn(.forgejo)
        standIn.state.pageSize = 10
        let own = try #require(standIn.state.accounts[ForgeStandIn.token])
        standIn.state.comments[7] =
            (1...35).map { ForgeStandIn.Entry(number: $0, author: Self.stranger, text: "hello") }
            + [ForgeStandIn.Entry(number: 36, author: own, text: Self.text + "old")]
        #expect(try await comment(standIn).change == .updated)
    }

    @Test func whatCannotBeRemovedIsSaid() async throws {
        let standIn = try ForgeStandIn(.github)
        standIn.state.comments[7] = [1, 2].map {
            ForgeStandIn.Entry(number: $0, author: ForgeStandIn.robot, text: Self.text)
        }
        standIn.state.fault = { request, _ in request.method == "DELETE" ? .json(403, #"{"message": "no"}"#) : nil }
        let outcome = try await comment(standIn)
        #expect(outcome.removed == 0 && outcome.left.count == 1 && outcome.change == .unchanged)
        // Another run removed it first.
        standIn.state.fault = { request, _ in request.method == "DELETE" ? .json(404, #"{"message": "no"}"#) : nil }
        let other = try await comment(standIn)
        #expect(other.removed == 0 && other.left.isEmpty && other.change == .unchanged)
    }

    /// Where it cannot be told whose the token is, another program's comment is not taken for one's own.
    @Test func aServerInTroubleMakesNobodysCommentsOwn() async throws {
        let standIn = try ForgeStandIn(.github)
        standIn.state.accounts[ForgeStandIn.token] = ForgeStandIn.robot
        let other = ForgeStandIn.Account(id: 99, login: "other[bot]", isProgram: true, maySeeItself: false)
        let entry = ForgeStandIn.Entry(number: 1, author: other, text: Self.text)
        standIn.state.comments[7] = [entry]
        standIn.state.fault = { request, _ in
            request.target.contains("graphql") ? .json(502, #"{"message": "bad gateway"}"#) : nil
        }
        await #expect(throws: BackendError.self) { try await comment(standIn) }
        #expect(standIn.state.comments[7]?.map(\.text) == [Self.text])
    }

    /// The answer to the request that makes a comment is lost: it is looked for, and not made again.
    @Test(arguments: ForgeStandIn.Kind.allCases)
    func aLostAnswerMakesNoSecondOne(_ kind: ForgeStandIn.Kind) async throws {
        let standIn = try ForgeStandIn(kind)
        let own = try #require(standIn.state.accounts[ForgeStandIn.token])
        let lost = Counter()
        standIn.state.fault = { request, contents in
            guard request.method == "POST", lost.increment() == 1 else { return nil }
            contents.comments[7] = [ForgeStandIn.Entry(number: 5, author: own, text: Self.text)]
            return .reset()
        }
        _ = try await comment(standIn)
        #expect(standIn.comments(7).count == 1)
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        var name: String
        var answer: StubServer.Answer
        var reason: BackendError.Reason
        var words: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Failure(
            name: "401", answer: .json(401, #"{"message": "Bad credentials"}"#), reason: .unauthorized,
            words: ["does not accept the token: Bad credentials", "check environment variable TOKEN"]),
        Failure(
            name: "403", answer: .json(403, #"{"message": "Resource not accessible"}"#), reason: .forbidden,
            words: ["Resource not accessible", "pull-requests: write"]),
        Failure(
            name: "404", answer: .json(404, #"{"message": "Not Found"}"#), reason: .notFound,
            words: ["octo/infra is the project", "pull-requests: write"]),
        Failure(
            name: "HTML", answer: .text(200, "<html>sign in</html>", headers: ["Content-Type": "text/html"]),
            reason: .invalidAnswer, words: ["not JSON"]),
        Failure(
            name: "other JSON", answer: .json(200, #"{"a": 1}"#), reason: .invalidAnswer, words: ["the API"]),
        Failure(
            name: "redirect", answer: .text(302, "", headers: ["Location": "http://evil.invalid/"]), reason: .other,
            words: ["redirects are not followed"]),
        Failure(
            name: "rate limit",
            answer: .text(
                403, #"{"message": "API rate limit exceeded"}"#,
                headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"]),
            reason: .busy, words: ["API rate limit exceeded"]),
    ])
    func whatGoesWrongIsSaidWithWhatToDo(_ failure: Failure) async throws {
        let standIn = try ForgeStandIn(.github)
        // `GET /user` of a workflow's token is refused in any case.
        standIn.state.fault = { request, _ in
            request.target.contains("/user") && failure.name == "403" ? nil : failure.answer
        }
        let error = await #expect(throws: BackendError.self) { try await comment(standIn) }
        #expect(error?.reason == failure.reason, "\(error?.description ?? "")")
        for words in failure.words {
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
        #expect(error?.description.contains(ForgeStandIn.token) == false)
    }

    @Test func aTooLongTextIsNotSent() async throws {
        let standIn = try ForgeStandIn(.github)
        let error = await #expect(throws: BackendError.self) {
            try await comment(standIn, Self.text + String(repeating: "x", count: 65_536))
        }
        #expect(error?.description.contains("GitHub takes 65536") == true)
        #expect(standIn.requests.isEmpty)
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func theRequestOfACommitIsFound(_ kind: ForgeStandIn.Kind) async throws {
        let standIn = try ForgeStandIn(kind)
        let commit = String(repeating: "ab", count: 20)
        standIn.state.merged[commit] = 12
        #expect(try await Self.talk(standIn) { try await $0.request(with: commit) } == 12)
        #expect(try await Self.talk(standIn) { try await $0.request(with: commit, into: "main") } == 12)
        // Others merged it into another branch.
        #expect(try await Self.talk(standIn) { try await $0.request(with: commit, into: "release") } == nil)
        let other = String(repeating: "0", count: 40)
        #expect(try await Self.talk(standIn) { try await $0.request(with: other) } == nil)
        await #expect(throws: BackendError.self) {
            try await Self.talk(standIn) { try await $0.request(with: "../../user") }
        }
    }
}
