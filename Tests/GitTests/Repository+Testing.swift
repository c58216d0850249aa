import Git

extension Signature {
    static let test = Signature(name: "Berth", email: "berth@example.com", time: 1_700_000_000, offset: 60)
}

extension Repository {
    static let main = "refs/heads/main"

    /// Commits to `main`, which nobody else moves meanwhile.
    @discardableResult
    func commit(_ changes: [String: FileChange], _ message: String = "test") throws -> ObjectID? {
        let parent = try tip(of: Self.main)
        let commit = try write(changes, onto: parent, message: message, author: .test, committer: .test)
        if let commit { try move(Self.main, from: parent, to: commit, reason: "test") }
        return commit
    }

    func text(of file: String, at commit: ObjectID) throws -> String? {
        try contents(of: file, at: commit).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension FileChange {
    static func text(_ text: String) -> FileChange {
        .write(Array(text.utf8))
    }
}
