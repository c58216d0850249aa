import Document

/// A place that keeps a repository, its requests (pull or merge requests) and its issues: GitHub, GitLab, Forgejo or Gitea.
package enum ForgeKind: String, Sendable, Hashable, CaseIterable {
    case github, gitlab, forgejo
}

/// One project of a forge as its API speaks of it: the paths and shapes of what is sent and answered. Pure; `ForgeClient` does
/// the talking.
package protocol Forge: Sendable {
    /// `GitHub`; for messages.
    var name: String { get }
    /// `octo/infra`; for messages.
    var project: String { get }
    /// The longest text of a comment or an issue, in UTF-16 units, the strictest way in which forges count characters.
    var longestText: Int { get }
    /// How many entries a page has that is not the last, where the server says nothing else.
    var pageSize: Int { get }
    /// What follows the question mark for a page, from 1.
    func page(_ number: Int) -> String
    /// What a token must be allowed, as the object of "give the token …".
    var right: String { get }

    /// The comments of a request.
    func comments(of request: Int64) -> String
    func post(_ text: String, on request: Int64) -> ForgeCall
    func edit(comment: Int64, of request: Int64, to text: String) -> ForgeCall
    func delete(comment: Int64, of request: Int64) -> ForgeCall

    /// The open issues.
    var issues: String { get }
    func openIssue(_ title: String, _ text: String) -> ForgeCall
    /// Writes title and text of an issue anew, and closes it where that is asked for.
    func edit(issue: Int64, _ title: String, _ text: String, closes: Bool) -> ForgeCall

    /// The requests that brought a commit to where it is.
    func requests(with commit: String) -> String
    /// The number of the merged request in what `requests(with:)` answers; nil where none is. Where `branch` is given, and the forge
    /// says into which one a request was merged, no other counts.
    func request(in answer: Value, with commit: String, into branch: String?) -> Int64?

    /// A comment or an issue in an answer; `.other` for what only stands beside them, nil for what cannot be read.
    func entry(_ value: Value) -> ForgeEntry.Reading?
}

/// A request of a forge's API, below its base.
package struct ForgeCall: Sendable, Hashable {
    package var method: String
    package var path: String
    package var body: Value?

    init(_ method: String, _ path: String, _ body: Value? = nil) {
        self.method = method
        self.path = path
        self.body = body
    }
}

/// A comment or an issue.
package struct ForgeEntry: Sendable, Hashable {
    /// The id of a comment, or the number of an issue.
    package var number: Int64
    /// Empty for comments.
    package var title = ""
    package var text: String
    /// The account that wrote it; 0 where it is gone.
    package var author: Int64
    /// Whether the forge says that a program wrote it.
    package var isByProgram = false

    package enum Reading: Sendable, Hashable {
        case entry(ForgeEntry)
        /// A pull request among issues, a line that the forge itself wrote.
        case other
    }

    /// Its first line, by which Berth finds it again. What quotes the line further down, or in a quotation, is not marked.
    package var marker: Substring { text.prefix { !$0.isNewline } }

    /// Whether two texts are the same to a reader: forges change line ends and what is behind the last line.
    func says(_ other: String) -> Bool { text.normalised == other.normalised }
}

extension String {
    fileprivate var normalised: String {
        let text = replacing("\r\n", with: "\n")
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(text[...last])
    }
}

/// Who a token belongs to.
package enum ForgeIdentity: Sendable, Hashable {
    case account(Int64)
    /// A program that may not ask, as the token of a workflow of GitHub: some program's entries are its own.
    case program

    /// Whether it wrote an entry. A marker that somebody copied makes nothing its own.
    func wrote(_ entry: ForgeEntry) -> Bool {
        switch self {
        case .account(let id): entry.author == id
        case .program: entry.isByProgram
        }
    }
}
