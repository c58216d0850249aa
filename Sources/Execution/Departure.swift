import Planning
import Resources
import Synchronization

/// The wait until an object is gone, which says who holds it where that takes too long.
struct Departure: Sendable {
    let address: ResourceAddress
    let context: RunContext
    let deadline: Deadline

    /// Returns once there is no object of the name, or where `uid` is given another one.
    func wait(for key: ItemKey, uid: String? = nil, _ backend: any Backend) async throws {
        let progress = Progress(context: context, address: address)
        let holders = Mutex<[String]>([])
        do {
            try await deadline.wait {
                _ = try await backend.wait(for: key) { current in
                    let isGone = current.map { uid != nil && $0.uid != uid } ?? true
                    if !isGone { progress.tell("waits until \(key) is gone") }
                    holders.withLock { $0 = current?.finalizers ?? [] }
                    return isGone
                }
            }
        } catch WaitError.interrupted {
            throw WaitError.interrupted
        } catch let error as WaitError {
            let held = holders.withLock(\.self)
            let cause =
                held.isEmpty
                ? "" : "; it is held by the finalizer\(held.count == 1 ? "" : "s") \(held.joined(separator: ", "))"
            throw Installation.Failure(description: "\(key) is still there: \(error)\(cause)")
        }
    }
}

extension Observation {
    /// Who has something to do before it is gone, as they name themselves.
    fileprivate var finalizers: [String] {
        (value["metadata"]?["finalizers"]?.array ?? []).compactMap(\.string)
    }
}
