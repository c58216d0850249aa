import Document
import Foundation
import Synchronization

/// A forge on loopback: comments, issues, accounts and kept files of one project, strict about what its API demands.
///
/// Sources: docs.github.com/en/rest, docs.gitlab.com/api, the swagger of Forgejo. What each requires of a request is refused here
/// when it is missing: a token (401), a known project (404), fields of the right type and length (422, GitLab 400).
package final class ForgeStandIn: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case github, gitlab, forgejo
    }

    package struct Account: Sendable {
        package var id: Int64
        package var login: String
        package var isProgram = false
        /// GitHub's token of a workflow may not ask whose it is.
        package var maySeeItself = true

        package init(id: Int64, login: String, isProgram: Bool = false, maySeeItself: Bool = true) {
            self.id = id
            self.login = login
            self.isProgram = isProgram
            self.maySeeItself = maySeeItself
        }
    }

    package struct Entry: Sendable {
        package var number: Int64
        package var author: Account
        package var title = ""
        package var text: String
        package var isOpen = true
        /// A pull request among issues, or a note of the forge itself.
        package var isOther = false

        package init(number: Int64, author: Account, title: String = "", text: String, isOther: Bool = false) {
            self.number = number
            self.author = author
            self.title = title
            self.text = text
            self.isOther = isOther
        }
    }

    package struct Artifact: Sendable {
        package var id: Int64
        package var run: Int64
        package var name: String
        package var bytes: [UInt8]
        package var isOfFork = false
    }

    package struct Contents: Sendable {
        /// Of each request.
        package var comments: [Int64: [Entry]] = [:]
        package var issues: [Entry] = []
        /// Merged requests by their commits.
        package var merged: [String: Int64] = [:]
        /// Generic packages, by the end of their path.
        package var packages: [String: [UInt8]] = [:]
        package var artifacts: [Artifact] = []
        package var accounts: [String: Account] = [:]
        package var pageSize = 100
        /// Answers instead of what a request would get, for as long as it gives some.
        package var fault: (@Sendable (StubServer.Request, inout Contents) -> StubServer.Answer?)?
        var count: Int64 = 100

        package mutating func next() -> Int64 {
            count += 1
            return count
        }
    }

    package static let robot = Account(
        id: 41_898_282, login: "github-actions[bot]", isProgram: true, maySeeItself: false)
    package static let token = "planted-forge-4711"

    package let kind: Kind
    private let contents: Box
    private let server: StubServer

    private final class Box: Sendable {
        let contents = Mutex(Contents())
    }

    /// Starts one with an account whose token is `token`.
    package init(_ kind: Kind) throws {
        let box = Box()
        box.contents.withLock { contents in
            contents.accounts[Self.token] =
                kind == .github ? Self.robot : Account(id: 7, login: "berth", isProgram: true)
        }
        self.kind = kind
        contents = box
        server = try StubServer { request in
            box.contents.withLock { contents in
                let fault = contents.fault
                return fault?(request, &contents) ?? ForgeRequest(request, kind).answer(&contents)
            }
        }
    }

    /// The base of its API, below the prefix that servers of one's own have.
    package var api: String { "\(server.url)\(ForgeRequest.prefix(kind))" }
    package var url: String { server.url }
    /// The project as the pipeline's variables name it.
    package var project: String { kind == .gitlab ? "42" : "octo/infra" }
    package var requests: [StubServer.Request] { server.requests }

    /// What it holds; setting changes it at once.
    package var state: Contents {
        get { contents.contents.withLock { $0 } }
        set { contents.contents.withLock { $0 = newValue } }
    }

    /// The texts of the comments of a request.
    package func comments(_ request: Int64) -> [String] { (state.comments[request] ?? []).map(\.text) }
    package var openIssues: [Entry] { state.issues.filter(\.isOpen) }

    /// What the action of GitHub does that keeps files of a job, packed already.
    package func keep(artifact name: String, _ zip: [UInt8], run: Int64, isOfFork: Bool = false) {
        contents.contents.withLock { contents in
            let id = contents.next()
            contents.artifacts.append(Artifact(id: id, run: run, name: name, bytes: zip, isOfFork: isOfFork))
        }
    }
}
