import Glibc

/// The right to move references of a repository, among the processes of this program on this machine.
///
/// The kernel gives it up when its holder dies, so that a killed process blocks no one; git's own lock files lack
/// that, see `clearLock`.
struct WriterLock {
    private let descriptor: Int32

    /// Waits for the lock of the repository in the folder `path`; throws `.locked` after `seconds`.
    static func acquire(of path: String, seconds: Int = 30) throws(GitError) -> WriterLock {
        let file = path.hasSuffix("/") ? "\(path)berth.lock" : "\(path)/berth.lock"
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw GitError("lock", path, .other, String(cString: strerror(errno)), area: "os")
        }
        for _ in 0..<(seconds * 100) {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return WriterLock(descriptor: descriptor) }
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            usleep(10_000)
        }
        let busy = errno == EWOULDBLOCK
        let cause = String(cString: strerror(errno))
        close(descriptor)
        throw GitError(
            "lock", path, busy ? .locked(file: file) : .other,
            busy ? "another process has held \(file) for \(seconds) s" : cause, area: "os")
    }

    func release() {
        close(descriptor)
    }
}

extension Repository {
    /// After how many seconds git's lock file of a reference counts as left behind by a killed process.
    ///
    /// While the writer lock is held no other process of this program can hold it, and git does for milliseconds.
    private static let lockLifetime = 3

    /// Waits until nothing locks a reference, and removes a lock file that was left behind.
    ///
    /// To be called while holding the writer lock.
    func clearLock(of reference: String) throws(GitError) {
        let file = "\(path)\(reference).lock"
        for _ in 0..<(Self.lockLifetime * 100) {
            var status = stat()
            guard stat(file, &status) == 0 else { return }
            if time(nil) - status.st_mtim.tv_sec >= Self.lockLifetime {
                guard unlink(file) == 0 || errno == ENOENT else { throw lockedError(reference) }
                return
            }
            usleep(20_000)
        }
        throw lockedError(reference)
    }

    func lockedError(_ reference: String) -> GitError {
        let file = "\(path)\(reference).lock"
        return GitError(
            "move", "\(reference) of \(path)", .locked(file: file),
            "\(file) stays; end the git process that holds it, or remove it if there is none")
    }
}
