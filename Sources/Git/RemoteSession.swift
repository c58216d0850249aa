import CGit2
import Synchronization

/// What libgit2's callbacks need to know, and learn, during one exchange with a remote.
///
/// libgit2 calls back in the thread of the exchange, while `cancel` comes from any other.
final class RemoteSession: Sendable {
    private struct State {
        var isCancelled = false
        var attempts = 0
        var refusal: String?
        var words: [UInt8] = []
        var pushed: ObjectID?
        var lastLife = ContinuousClock.now
    }

    let remote: Remote
    private let state = Mutex(State())

    init(_ remote: Remote) {
        self.remote = remote
    }

    /// Ends the exchange at its next sign of life.
    func cancel() {
        state.withLock { $0.isCancelled = true }
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// When the remote last gave a sign of life, or the session began.
    var lastLife: ContinuousClock.Instant { state.withLock { $0.lastLife } }

    func noteLife() { state.withLock { $0.lastLife = .now } }

    /// Of what a remote says beside its answer, this much is kept.
    private static let wordLimit = 1 << 10

    /// The reason a remote gave for not moving the reference that was pushed, with what it said beside that: the words of a
    /// hook, or of a git that could not take its own lock.
    var refusal: String? {
        state.withLock { state in
            state.refusal.map { reason in
                let said = String(decoding: state.words, as: UTF8.self).split(whereSeparator: \.isNewline)
                    .map { $0.filter { !$0.isASCII || $0 >= " " } }.filter { !$0.isEmpty }
                let reason = reason.withoutOpenEnd
                let parts = [reason.isEmpty ? "it refuses the branch" : reason] + said
                return parts.joined(separator: "; ")
            }
        }
    }

    private func note(words: UnsafeBufferPointer<CChar>) {
        state.withLock { state in
            let room = Self.wordLimit - state.words.count
            state.words += words.prefix(max(room, 0)).map { UInt8(bitPattern: $0) }
        }
    }

    /// The commit that a push brings the remote: another one than a moment later, where the branch moves meanwhile.
    var pushed: ObjectID? { state.withLock { $0.pushed } }

    /// Callbacks that lead here; they must not outlive this session.
    var callbacks: git_remote_callbacks {
        var callbacks = git_remote_callbacks()
        git_remote_init_callbacks(&callbacks, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        callbacks.payload = Unmanaged.passUnretained(self).toOpaque()
        callbacks.credentials = { result, _, user, allowed, payload in
            RemoteSession.from(payload)?.answer(result, user: user.map { String(cString: $0) }, allowed: allowed)
                ?? GIT_EUSER.rawValue
        }
        callbacks.transfer_progress = { _, payload in RemoteSession.from(payload)?.goOn ?? 0 }
        callbacks.sideband_progress = { text, count, payload in
            let session = RemoteSession.from(payload)
            session?.note(words: UnsafeBufferPointer(start: text, count: text == nil ? 0 : Int(max(count, 0))))
            return session?.goOn ?? 0
        }
        callbacks.push_transfer_progress = { _, _, _, payload in RemoteSession.from(payload)?.goOn ?? 0 }
        callbacks.push_negotiation = { updates, count, payload in
            guard count > 0, let update = updates?[0] else { return 0 }
            let pushed = ObjectID(update.pointee.dst)
            RemoteSession.from(payload)?.state.withLock { $0.pushed = pushed }
            return 0
        }
        callbacks.push_update_reference = { _, status, payload in
            guard let status else { return 0 }
            let refusal = String(cString: status)
            RemoteSession.from(payload)?.state.withLock { $0.refusal = refusal }
            return 0
        }
        return callbacks
    }

    private static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteSession? {
        payload.map { Unmanaged<RemoteSession>.fromOpaque($0).takeUnretainedValue() }
    }

    private var goOn: Int32 {
        noteLife()
        return isCancelled ? GIT_EUSER.rawValue : 0
    }

    /// Hands out the credentials once: libgit2 asks again and again while the remote does not accept them.
    private func answer(
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: String?, allowed: UInt32
    ) -> Int32 {
        let user = user ?? "git"
        if allowed & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git_credential_username_new(result, user) }
        noteLife()
        let attempt = state.withLock { state in
            state.attempts += 1
            return state.attempts
        }
        guard attempt == 1 else {
            git_error_set_str(Int32(GIT_ERROR_CALLBACK.rawValue), "the remote does not accept the credentials")
            return GIT_EAUTH.rawValue
        }
        switch remote.credentials {
        case .token(let token, let name) where allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0:
            return git_credential_userpass_plaintext_new(result, name, token)
        case .sshKey(let path, let publicPath, let passphrase) where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
            return git_credential_ssh_key_new(result, user, publicPath, path, passphrase)
        case .sshAgent where allowed & GIT_CREDENTIAL_SSH_KEY.rawValue != 0:
            return git_credential_ssh_key_from_agent(result, user)
        default:
            git_error_set_str(
                Int32(GIT_ERROR_CALLBACK.rawValue), "the remote asks for credentials, and none of that kind are given")
            return GIT_EAUTH.rawValue
        }
    }
}
