import Dispatch

/// Runs the jobs of one repository one after another, on threads that may block.
///
/// libgit2 reads, writes and waits for the network in the calling thread; on the cooperative pool that would starve
/// every other task.
final class RepositoryExecutor: SerialExecutor {
    private let queue = DispatchQueue(label: "berth.git")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    /// The result of `body`, run on the queue: for what happens before there is an actor to run it.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws(GitError) -> T) async throws(GitError) -> T {
        let result: Result<T, GitError> = await withCheckedContinuation { continuation in
            queue.async {
                let result = Result(catching: body)
                continuation.resume(returning: result)
            }
        }
        return try result.get()
    }
}
