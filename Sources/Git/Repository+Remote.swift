import CGit2
import Glibc

extension Repository {
    /// The reference that keeps where a remote's branch stood when it was last fetched.
    package static func tracking(_ branch: String) -> String {
        "refs/remotes/origin/\(branch.trimmingPrefix("refs/heads/"))"
    }

    /// Brings the commits of a remote's branch here and returns its tip; nil where the remote has no such branch.
    ///
    /// `branch` is a full reference name. The tip is kept as `tracking(branch)` too. Cancelling the task ends
    /// the transfer at its next packet; libgit2 knows no deadline for a remote that stays silent.
    package func fetch(_ branch: String, from remote: Remote) async throws -> ObjectID? {
        let session = RemoteSession(remote.credentials)
        return try await withTaskCancellationHandler {
            try exchange("fetch from", remote, session) { () throws(GitError) in
                try fetch(branch, from: remote, session)
            }
        } onCancel: {
            session.cancel()
        }
    }

    /// Moves a remote's branch to where it stands here, never backwards.
    ///
    /// Throws `.rejected` where the remote has commits that are not here: fetch, merge and push again.
    package func push(_ branch: String, to remote: Remote) async throws {
        let session = RemoteSession(remote.credentials)
        try await withTaskCancellationHandler {
            // Between two paths of one machine libgit2 does not compare and swap, so the writers take turns.
            let lock = try remote.localPath.map { path throws(GitError) in try WriterLock.acquire(of: gitFolder(path)) }
            defer { lock?.release() }
            try exchange("push to", remote, session) { () throws(GitError) in
                try push(branch, to: remote, session)
            }
        } onCancel: {
            session.cancel()
        }
    }

    private func fetch(_ branch: String, from remote: Remote, _ session: RemoteSession) throws(GitError) -> ObjectID? {
        let handle = try anonymous(remote, "fetch from")
        var callbacks = session.callbacks
        try check(
            "fetch from", remote.name, git_remote_connect(handle.pointer, GIT_DIRECTION_FETCH, &callbacks, nil, nil))
        defer { git_remote_disconnect(handle.pointer) }
        guard let tip = try advertisedTip(of: branch, by: handle, remote) else { return nil }
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = callbacks
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        let code = withStrings(["+\(branch):\(Self.tracking(branch))"]) { specs in
            git_remote_fetch(handle.pointer, specs, &options, "fetch")
        }
        try check("fetch from", remote.name, code)
        return tip
    }

    private func push(_ branch: String, to remote: Remote, _ session: RemoteSession) throws(GitError) {
        let handle = try anonymous(remote, "push to")
        var options = git_push_options()
        git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        options.callbacks = session.callbacks
        let code = withStrings(["\(branch):\(branch)"]) { specs in
            git_remote_push(handle.pointer, specs, &options)
        }
        try check("push to", remote.name, code)
        if let refusal = session.refusal { throw GitError("push to", remote.name, .rejected, refusal) }
    }

    /// Calls `body`, and names what the session and the remote's URL say about its failure.
    private func exchange<T>(
        _ operation: String, _ remote: Remote, _ session: RemoteSession, _ body: () throws(GitError) -> T
    ) throws(GitError) -> T {
        if case .token = remote.credentials, !remote.isConfidential {
            throw GitError(operation, remote.name, .authentication, "a token is not sent over http; use https")
        }
        do throws(GitError) {
            let result = try body()
            withExtendedLifetime(session) {}
            return result
        } catch {
            var error = error
            if session.isCancelled {
                error.reason = .cancelled
                error.message = "the run was interrupted"
            }
            error.message = error.message.replacing(remote.url, with: remote.name)
            throw error
        }
    }

    private func anonymous(_ remote: Remote, _ operation: String) throws(GitError) -> Handle {
        try Handle.acquire(operation, remote.name, free: git_remote_free) {
            git_remote_create_anonymous(&$0, raw, remote.url)
        }
    }

    private func advertisedTip(
        of branch: String, by handle: borrowing Handle, _ remote: Remote
    ) throws(GitError) -> ObjectID? {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check("fetch from", remote.name, git_remote_ls(&heads, &count, handle.pointer))
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, String(cString: head.name) == branch else { continue }
            return ObjectID(head.oid)
        }
        return nil
    }

    /// The folder with `HEAD` of a repository on this machine.
    private func gitFolder(_ path: String) -> String {
        access("\(path)/.git/HEAD", F_OK) == 0 ? "\(path)/.git" : path
    }
}

/// The result of `body`, called with a C list of strings.
private func withStrings(_ strings: [String], _ body: (UnsafePointer<git_strarray>) -> Int32) -> Int32 {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
        return body(&array)
    }
}
