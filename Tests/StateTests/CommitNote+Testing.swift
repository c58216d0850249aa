import State

extension CommitNote {
    static func test(_ subject: String = "Apply payments") -> CommitNote {
        CommitNote(
            subject: subject, actor: "Jane Doe <jane@example.com>", time: 1_700_000_000, plan: "sha256:1", run: "r-1",
            specCommit: "0123")
    }
}

extension StateChange {
    static func text(_ text: String) -> StateChange {
        .write(Array(text.utf8))
    }
}

extension StateRepository {
    func text(_ path: String, at revision: StateRevision? = nil) async throws -> String? {
        try await read(path, at: revision).map { String(decoding: $0, as: UTF8.self) }
    }
}
