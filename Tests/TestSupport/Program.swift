/// A program that a test asks for its opinion: `git`, `age`, `kubectl`.
package struct Program: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) { self.description = description }
    }

    private let name: String
    private let environment: [String: String]

    package init(_ name: String, environment: [String: String] = [:]) {
        self.name = name
        self.environment = environment
    }

    /// Runs the program and returns its standard output; throws what it wrote to standard error when it fails.
    @discardableResult
    package func callAsFunction(_ arguments: String..., in folder: String? = nil) async throws -> String {
        try await callAsFunction(arguments, in: folder)
    }

    /// What a program wrote and how it ended.
    package struct Outcome: Sendable {
        package var status: Int32
        package var output: String
        package var errors: String

        package init(status: Int32, output: String, errors: String) {
            self.status = status
            self.output = output
            self.errors = errors
        }
    }

    /// Runs the program and returns its standard output; throws what it wrote to standard error when it fails.
    @discardableResult
    package func callAsFunction(_ arguments: [String], in folder: String? = nil) async throws -> String {
        let outcome = try await outcome(arguments, in: folder)
        guard outcome.status == 0 else {
            throw Failure(description: "\(name) \(arguments.joined(separator: " ")): \(outcome.errors)")
        }
        return outcome.output
    }

    /// Runs the program, whatever it ends with.
    package func outcome(
        _ arguments: [String], in folder: String? = nil, input: String = ""
    ) async throws -> Outcome {
        let result: Result<Outcome, any Error> = await withCheckedContinuation { continuation in
            runOnThread { continuation.resume(returning: Result { try run(arguments, in: folder, input: input) }) }
        }
        return try result.get()
    }

    /// Runs the program on the calling thread, which it blocks.
    package func run(_ arguments: [String], in folder: String? = nil, input: String = "") throws -> Outcome {
        let given = try ScratchFile(Array(input.utf8))
        let output = try ScratchFile()
        let errors = try ScratchFile()
        let process = try ChildProcess(
            [name] + arguments, environment: environment, in: folder, input: given.descriptor,
            output: output.descriptor, errors: errors.descriptor)
        let status = process.waitUntilExit()
        return Outcome(status: status, output: output.text, errors: errors.text)
    }
}

extension Program {
    /// `git` as on a machine without configuration, making commits under a fixed name.
    package static let git = Program(
        "git",
        environment: [
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.com", "GIT_COMMITTER_NAME": "Test",
            "GIT_COMMITTER_EMAIL": "test@example.com",
        ])
}
