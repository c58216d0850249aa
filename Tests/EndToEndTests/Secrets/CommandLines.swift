import Foundation
import Synchronization

/// Looks at the command lines and the environments of all processes while something runs: what stands there everybody can read.
final class CommandLines: Sendable {
    private let seen = Mutex<Set<String>>([])

    /// All command lines that there were in the meantime.
    var all: Set<String> { seen.withLock { $0 } }

    /// Watches while `body` runs.
    func during<Result: Sendable>(_ body: @Sendable () async throws -> Result) async throws -> Result {
        let watching = Task.detached { [self] in
            while !Task.isCancelled {
                look()
                try? await Task.sleep(for: .milliseconds(2))
            }
        }
        defer { watching.cancel() }
        return try await body()
    }

    private func look() {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in processes where Int(process) != nil {
            guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline"), !line.isEmpty else {
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            seen.withLock { _ = $0.insert(text) }
        }
    }
}
