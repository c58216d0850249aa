import Synchronization

extension RemoteSession {
    /// Calls `body`, which keeps this session, and names what the session and the remote's URL say about its failure.
    ///
    /// After what `patience` says the answer is not waited for any more, nor once the task is cancelled: libgit2 may wait for a
    /// silent remote as long as it likes, on the thread of `body`.
    func bounded<T: Sendable>(
        _ operation: String, by patience: Patience, _ body: @escaping @Sendable () async throws(GitError) -> T
    ) async throws(GitError) -> T {
        if case .token = remote.credentials, !remote.isConfidential {
            throw GitError(operation, remote.name, .authentication, "a token is not sent over http; use https")
        }
        let answer = FirstAnswer<Result<T, GitError>>()
        Task {
            do throws(GitError) {
                answer.give(.success(try await body()))
            } catch {
                answer.give(.failure(error))
            }
        }
        let watch = Task {
            let reason = await self.impatience(patience)
            guard let reason else { return }
            self.cancel()
            answer.give(.failure(GitError(operation, self.remote.name, .timeout, reason)))
        }
        defer { watch.cancel() }
        let result = await withTaskCancellationHandler {
            await answer.value
        } onCancel: {
            self.cancel()
            answer.give(.failure(GitError(operation, self.remote.name, .cancelled, "the run was interrupted")))
        }
        do throws(GitError) {
            return try result.get()
        } catch {
            var error = error
            error.message = error.message.replacing(remote.url, with: remote.name)
            throw error
        }
    }

    /// Returns in words why the exchange is given up, once it is to be; nil where the task is cancelled before.
    private func impatience(_ patience: Patience) async -> String? {
        let end = ContinuousClock.now + patience.total
        while true {
            let silent = lastLife + patience.silence
            let now = ContinuousClock.now
            if now >= end { return "it took longer than \(patience.total.components.seconds) s" }
            if now >= silent { return "it has not answered for \(patience.silence.components.seconds) s" }
            do { try await Task.sleep(until: min(silent, end)) } catch { return nil }
        }
    }
}

/// What is answered first counts; later answers are dropped.
final class FirstAnswer<Answer: Sendable>: Sendable {
    private struct State {
        var answer: Answer?
        var waiting: CheckedContinuation<Answer, Never>?
    }

    private let state = Mutex(State())

    func give(_ answer: Answer) {
        let waiting = state.withLock { state -> CheckedContinuation<Answer, Never>? in
            guard state.answer == nil else { return nil }
            state.answer = answer
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: answer)
    }

    /// Waits for the first answer; for one caller.
    var value: Answer {
        get async {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state in
                    if state.answer == nil { state.waiting = continuation }
                    return state.answer
                }
                if let answer { continuation.resume(returning: answer) }
            }
        }
    }
}
