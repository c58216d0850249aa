import CGit2

/// A commit as it was read.
package struct Commit: Sendable, Hashable {
    package var id: ObjectID
    package var tree: ObjectID
    package var parents: [ObjectID]
    package var author: Signature
    package var committer: Signature
    package var message: String

    /// The first line of the message.
    package var summary: String {
        String(message.prefix { !$0.isNewline })
    }

    /// The `Key: value` lines of the message's last paragraph.
    package var trailers: [Trailer] {
        Trailer.trailers(of: message)
    }

    /// The value of the first trailer called `key`, letter case ignored as git does.
    package func trailer(_ key: String) -> String? {
        trailers.first { $0.key.lowercased() == key.lowercased() }?.value
    }
}

extension Commit {
    /// Copies everything out of libgit2's commit, which lives at least as long as this call: a pointer taken out of the
    /// handle before would not keep it.
    init(_ handle: borrowing Handle) {
        let pointer = handle.pointer
        id = ObjectID(git_commit_id(pointer).pointee)
        tree = ObjectID(git_commit_tree_id(pointer).pointee)
        parents = (0..<git_commit_parentcount(pointer)).map { ObjectID(git_commit_parent_id(pointer, $0).pointee) }
        author = Signature(git_commit_author(pointer).pointee)
        committer = Signature(git_commit_committer(pointer).pointee)
        message = String(cString: git_commit_message(pointer))
    }
}
