import Foundation
import Synchronization

/// A server program that a test runs beside itself; it ends with this object, and after a minute in any case.
package final class ServerProgram: Sendable {
    private let process: Process
    private let output = Mutex("")

    /// Starts the program, its error output joined to its output.
    package init(_ arguments: [String]) throws {
        process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "60"] + arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let reading = pipe.fileHandleForReading
        runOnThread { [weak self] in
            while case let data = reading.availableData, !data.isEmpty {
                self?.output.withLock { $0 += String(decoding: data, as: UTF8.self) }
            }
        }
    }

    deinit { process.terminate() }

    /// Everything written so far.
    package var text: String { output.withLock { $0 } }

    /// Waits until the output contains a text, and gives the word that follows it.
    package func word(after marker: String) async throws -> String {
        for _ in 0..<1000 {
            let text = text
            if let range = text.range(of: marker), let end = text[range.upperBound...].firstIndex(of: "\n") {
                return text[range.upperBound..<end].prefix { !$0.isWhitespace }.description
            }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Program.Failure(description: "\(process.arguments ?? []): \(text)")
    }
}
