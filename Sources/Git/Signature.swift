import CGit2

/// Who made a commit, and when.
package struct Signature: Sendable, Hashable {
    package var name: String
    package var email: String
    /// Seconds since 1970-01-01 UTC.
    package var time: Int64
    /// Minutes east of UTC, kept for display.
    package var offset: Int

    package init(name: String, email: String, time: Int64, offset: Int = 0) {
        self.name = name
        self.email = email
        self.time = time
        self.offset = offset
    }

    init(_ raw: git_signature) {
        self.init(
            name: String(cString: raw.name), email: String(cString: raw.email), time: raw.when.time,
            offset: Int(raw.when.offset))
    }

    /// Calls `body` with the C form, which lives as long as the call.
    func withRaw<T>(_ body: (UnsafePointer<git_signature>) -> T) throws(GitError) -> T {
        var raw: UnsafeMutablePointer<git_signature>?
        try check("write", "a commit as \(name) <\(email)>", git_signature_new(&raw, name, email, time, Int32(offset)))
        defer { git_signature_free(raw) }
        guard let raw else { throw .last("write", "a commit as \(name) <\(email)>", code: -1) }
        return body(raw)
    }
}
