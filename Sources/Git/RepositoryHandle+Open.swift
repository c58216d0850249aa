import CGit2
import Glibc

extension RepositoryHandle {
    static func open(_ path: String) throws(GitError) -> RepositoryHandle {
        try open(path, flags: GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue)
    }

    static func discover(from path: String) throws(GitError) -> RepositoryHandle {
        try open(path, flags: GIT_REPOSITORY_OPEN_CROSS_FS.rawValue)
    }

    static func openOrCreateBare(at path: String, branch: String) throws(GitError) -> RepositoryHandle {
        switch FolderState(of: path) {
        case .absent, .empty: try create(at: path, branch: branch)
        case .file:
            throw GitError("open", path, .notARepository, "it is a file; a folder for the repository is needed")
        case .filled: try RepositoryFiles.check(path)
        }
        let repository = try open(path)
        guard git_repository_is_bare(repository.handle.pointer) == 1 else {
            throw GitError("open", path, .notBare, "it has a work tree; give the path of a bare repository")
        }
        return repository
    }

    private static func open(_ path: String, flags: UInt32) throws(GitError) -> RepositoryHandle {
        try Library.start()
        do throws(GitError) {
            let handle = try Handle.acquire("open", path, free: git_repository_free) {
                git_repository_open_ext(&$0, path, flags, nil)
            }
            try LooseObjectGuard.install(in: handle, path: path)
            return RepositoryHandle(handle)
        } catch {
            throw explained(error, path: path)
        }
    }

    /// `error` in words that say what stands at the path and what to do about it.
    private static func explained(_ error: GitError, path: String) -> GitError {
        var error = error
        // libgit2 1.5 says "not found" for the folder of another user where no `safe.directory` is configured.
        let stranger = RepositoryFiles.folderOfAnotherUser(around: path)
        if error.reason == .notFound, stranger != nil { error.reason = .otherOwner }
        if RepositoryFiles.usesSHA256(path) {
            error.reason = .notARepository
            error.area = nil
            error.message =
                "it names its objects by SHA-256, and berth reads those of SHA-1; make one anew with "
                + "`git init --bare --object-format=sha1`, or name another"
            return error
        }
        switch (error.reason, FolderState(of: path)) {
        case (.otherOwner, _):
            error.message =
                "it belongs to another user; change its owner, or allow it with "
                + "`git config --global --add safe.directory \(stranger ?? path)`"
        case (.notFound, .absent):
            error.message = "it does not exist"
        case (.notFound, .filled):
            error.reason = .notARepository
            error.message = "it is not a git repository, or a damaged one (`git -C \(path) fsck` says more)"
        case (.notFound, _):
            error.reason = .notARepository
            error.message = "it is not a git repository"
        default: break
        }
        return error
    }

    /// Makes a repository beside `path` and moves it there, which either happens or does not.
    private static func create(at path: String, branch: String) throws(GitError) {
        try Library.start()
        let final = String(path.reversed().drop { $0 == "/" }.reversed())
        let draft = "\(final).new-\(getpid())-\(UInt32.random(in: .min ... .max))"
        defer { removeFolder(draft) }
        let head = strdup(branch)
        defer { free(head) }
        var options = git_repository_init_options()
        git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        options.flags =
            GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_MKPATH.rawValue
            | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        options.initial_head = UnsafePointer(head)
        let repository = try Handle.acquire("create", path, free: git_repository_free) {
            git_repository_init_ext(&$0, draft, &options)
        }
        try configure(repository, path: path)
        guard rename(draft, final) != 0 else { return }
        // Another process was first: what it made is as good.
        guard errno == ENOTEMPTY || errno == EEXIST else {
            throw GitError("create", path, .other, String(cString: strerror(errno)), area: "os")
        }
    }

    /// Lets no one rewrite the history that others may have read.
    private static func configure(_ repository: borrowing Handle, path: String) throws(GitError) {
        let config = try Handle.acquire("configure", path, free: git_config_free) {
            git_repository_config(&$0, repository.pointer)
        }
        try check("configure", path, git_config_set_bool(config.pointer, "receive.denyNonFastForwards", 1))
    }
}
