import CGit2
import Glibc

/// The one-time set-up of libgit2 in this process.
enum Library {
    /// Starts libgit2 on first use; later calls cost nothing.
    static func start() throws(GitError) {
        guard result >= 0 else { throw .last("start", "libgit2", code: result) }
    }

    private static let result: Int32 = {
        let code = git_libgit2_init()
        guard code >= 0 else { return code }
        // A process that is killed, or a machine that loses power, must not leave a reference to an absent object.
        git2_set_fsync_gitdir(1)
        git2_set_user_agent("berth")
        // Each file that is looked up by its path costs a look at the tree of all workspaces, which libgit2 by itself keeps only
        // as long as these are few.
        git2_set_cache_object_limit(GIT_OBJECT_TREE, 4 << 20)
        git2_set_cache_size(32 << 20)
        // Debian's libgit2 brings its own TLS library, which knows no default bundle.
        if let bundle = certificateBundle { git2_set_certificate_locations(bundle, nil) }
        return code
    }()

    private static var certificateBundle: String? {
        var candidates = [
            "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
        ]
        if let chosen = getenv("SSL_CERT_FILE") { candidates.insert(String(cString: chosen), at: 0) }
        return candidates.first { access($0, R_OK) == 0 }
    }
}
