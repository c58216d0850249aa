import CGit2

extension Repository {
    /// Who commits here, from `user.name` and `user.email` of the configuration: "Jane Doe <jane@example.com>".
    ///
    /// Throws `.notFound` where nobody is configured.
    package func defaultIdentity() throws -> String {
        var signature: UnsafeMutablePointer<git_signature>?
        try check("read", "the user of \(path)", git_signature_default(&signature, raw))
        defer { git_signature_free(signature) }
        guard let signature else { throw GitError.last("read", "the user of \(path)", code: -1) }
        return "\(String(cString: signature.pointee.name)) <\(String(cString: signature.pointee.email))>"
    }
}
