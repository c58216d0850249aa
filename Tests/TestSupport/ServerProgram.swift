import Foundation

/// A server program that a test runs beside itself; it ends with this object, and after ten minutes in any case.
package final class ServerProgram: Sendable {
    private let process: ChildProcess
    private let name: String
    private let output: ScratchFile

    /// Starts the program, its error output joined to its output.
    package init(_ arguments: [String]) throws {
        name = arguments.joined(separator: " ")
        output = try ScratchFile()
        // `timeout` hands a signal on to the program, and ends it after ten minutes in any case.
        process = try ChildProcess(
            ["timeout", "-k", "1", "600"] + arguments, output: output.descriptor, errors: output.descriptor)
    }

    deinit {
        kill(process.identifier, SIGTERM)
        process.waitUntilExit()
    }

    /// Everything written so far.
    package var text: String { output.text }

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
        throw Program.Failure(description: "\(name): \(text)")
    }
}
