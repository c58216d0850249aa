import CGit2
import Glibc

extension Repository {
    /// A branch of a remote, as it was when it was fetched.
    package struct RemoteBranch: Sendable, Hashable {
        /// Its full reference name.
        package var name: String
        /// Nil where the remote has no such branch.
        package var tip: ObjectID?
    }

    /// The reference that keeps where a remote's branch stood when it was last fetched.
    package static func tracking(_ branch: String) -> String {
        "refs/remotes/origin/\(branch.trimmingPrefix("refs/heads/"))"
    }

    /// Brings the commits of a remote's branch here and returns its tip; nil where the remote has no such branch.
    ///
    /// `branch` is a full reference name. The tip is kept as `tracking(branch)` too.
    package nonisolated func fetch(
        _ branch: String, from remote: Remote, patience: Patience = Patience()
    ) async throws(GitError) -> ObjectID? {
        try await fetch(from: remote, patience: patience) { _ in branch }.tip
    }

    /// Brings here the commits of the branch that `choose` picks among those of the remote.
    ///
    /// Works over a handle and on a thread of its own, so that a remote that stays silent holds nobody up: libgit2 knows no
    /// deadline. Throws `.timeout` after what `patience` says, and `.cancelled` as soon as the task is cancelled.
    package nonisolated func fetch(
        from remote: Remote, patience: Patience = Patience(),
        choosing choose: @escaping @Sendable (RemoteHeads) throws(GitError) -> String
    ) async throws(GitError) -> RemoteBranch {
        let session = RemoteSession(remote)
        let path = path
        return try await session.bounded("fetch from", by: patience) { () async throws(GitError) in
            try await Repository.line(to: path).fetch(session, choosing: choose)
        }
    }

    /// Moves a remote's branch to where it stands here, never backwards.
    ///
    /// Returns where it stands there then, also as `tracking(branch)`; nil where there is no such branch here. Throws
    /// `.rejected` where the remote has commits that are not here: fetch, merge and push again. Deadlines are those of `fetch`.
    @discardableResult
    package nonisolated func push(
        _ branch: String, to remote: Remote, patience: Patience = Patience()
    ) async throws(GitError) -> ObjectID? {
        let session = RemoteSession(remote)
        let path = path
        return try await session.bounded("push to", by: patience) { () async throws(GitError) in
            try await Repository.line(to: path).push(branch, session)
        }
    }

    private static func line(to path: String) async throws(GitError) -> Repository {
        do {
            return try await open(at: path)
        } catch let error as GitError {
            throw error
        } catch {
            throw GitError("open", path, .other, "\(error)")
        }
    }

    private func fetch(
        _ session: RemoteSession, choosing choose: (RemoteHeads) throws(GitError) -> String
    ) throws(GitError) -> RemoteBranch {
        let remote = session.remote
        let handle = try anonymous(remote, "fetch from")
        var callbacks = session.callbacks
        try check(
            "fetch from", remote.name, git_remote_connect(handle.pointer, GIT_DIRECTION_FETCH, &callbacks, nil, nil))
        defer { git_remote_disconnect(handle.pointer) }
        session.noteLife()
        let heads = try heads(of: remote, by: handle)
        let branch = try choose(heads)
        guard let tip = heads.tips[branch] else {
            noteExchange()
            return RemoteBranch(name: branch)
        }
        let tracking = Self.tracking(branch)
        try clearLock(of: tracking)
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = callbacks
        options.update_fetchhead = 0
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        let code = withStrings(["+\(branch):\(tracking)"]) { specs in
            git_remote_fetch(handle.pointer, specs, &options, "fetch")
        }
        try check("fetch from", remote.name, code)
        noteExchange()
        return RemoteBranch(name: branch, tip: tip)
    }

    private func push(_ branch: String, _ session: RemoteSession) throws(GitError) -> ObjectID? {
        let remote = session.remote
        guard try currentTip(of: branch) != nil else { return nil }
        // Between two paths of one machine libgit2 does not compare and swap, so the writers take turns.
        let lock = try remote.localPath.map { path throws(GitError) in try WriterLock.acquire(of: gitFolder(path)) }
        defer { lock?.release() }
        let handle = try anonymous(remote, "push to")
        var options = git_push_options()
        git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        options.callbacks = session.callbacks
        let code = withStrings(["\(branch):\(branch)"]) { specs in
            git_remote_push(handle.pointer, specs, &options)
        }
        try check("push to", remote.name, code)
        if let refusal = session.refusal {
            throw GitError("push to", remote.name, .rejected, refusal + (lockNote(of: branch, at: remote) ?? ""))
        }
        noteExchange()
        guard let pushed = session.pushed else { return nil }
        try track(pushed, on: branch)
        return pushed
    }

    /// Names the lock file that keeps a branch of a repository on this machine from being moved; nil where there is none.
    private func lockNote(of branch: String, at remote: Remote) -> String? {
        guard let file = remote.localPath.map({ "\(gitFolder($0))/\(branch).lock" }), access(file, F_OK) == 0 else {
            return nil
        }
        return "; \(file) is there: end the git process that holds it, or remove the file if there is none"
    }

    /// Notes where a remote's branch stands, as a fetch of it does.
    package func track(_ tip: ObjectID, on branch: String) throws(GitError) {
        var target = tip.raw
        var moved: OpaquePointer?
        let tracking = Self.tracking(branch)
        let code = git_reference_create(&moved, raw, tracking, &target, 1, "berth")
        git_reference_free(moved)
        try check("move", "\(tracking) of \(path)", code)
    }

    /// Notes that the remote was just heard; where that cannot be written, it is not known later.
    private func noteExchange() {
        let descriptor = Glibc.open("\(path)\(Self.exchangeFile)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { return }
        let text = Array("\(time(nil))\n".utf8)
        _ = Glibc.write(descriptor, text, text.count)
        close(descriptor)
    }

    private static let exchangeFile = "berth.exchanged"

    /// When a remote was last heard, in seconds since 1970-01-01 UTC; nil where that is not known.
    package func lastExchange() -> Int64? {
        LooseObject.shortText(of: "\(path)\(Self.exchangeFile)").flatMap { Int64($0.prefix { !$0.isWhitespace }) }
    }

    private func anonymous(_ remote: Remote, _ operation: String) throws(GitError) -> Handle {
        try Handle.acquire(operation, remote.name, free: git_remote_free) {
            git_remote_create_anonymous(&$0, raw, remote.url)
        }
    }

    private func heads(of remote: Remote, by handle: borrowing Handle) throws(GitError) -> RemoteHeads {
        var list: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try check("fetch from", remote.name, git_remote_ls(&list, &count, handle.pointer))
        var heads = RemoteHeads()
        for index in 0..<count {
            guard let head = list?[index]?.pointee else { continue }
            let name = String(cString: head.name)
            if name == "HEAD" {
                heads.head = head.symref_target.map { String(cString: $0) }
            } else if name.hasPrefix("refs/heads/") {
                heads.tips[name] = ObjectID(head.oid)
            }
        }
        return heads
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
