/// What the changes of one run were made from.
///
/// What others committed to a path since then would be lost by writing it; what the run itself committed is no news.
package struct StateBase: Sendable {
    /// What the run read.
    package let revision: StateRevision
    private var own: [String: StateRevision] = [:]

    package init(_ revision: StateRevision) {
        self.revision = revision
    }

    /// Takes in that the run put these paths into a commit.
    package mutating func note(_ paths: some Sequence<String>, at revision: StateRevision) {
        for path in paths { own[path] = revision }
    }

    /// Where the run last saw a path.
    func revision(of path: String) -> StateRevision { own[path] ?? revision }
}
