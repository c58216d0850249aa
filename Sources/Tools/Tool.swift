import Subprocess

/// An outside program, run with bounded time and output.
///
/// Secrets go in by standard input only: other users of the machine can read arguments.
package struct Tool: Sendable {
    /// How long a run may take, and how much it may write.
    package struct Limits: Sendable {
        package var time: Duration
        package var output: Int

        package init(time: Duration = .seconds(60), output: Int = 64 << 20) {
            self.time = time
            self.output = output
        }
    }

    /// A name to look up in `PATH`, or a path.
    package let program: String
    /// Where to get it: "`apt install age`, or https://age-encryption.org".
    package let installation: String?

    package init(_ program: String, installation: String? = nil) {
        self.program = program
        self.installation = installation
    }

    /// Runs the program with `input` on its standard input and returns its standard output.
    ///
    /// `environment` adds to the variables of this process. Cancelling the task and passing the time limit kill the
    /// program with whatever it started. Throws `ToolError`, or `CancellationError` where the task was cancelled.
    package func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], limits: Limits = Limits(),
        purpose: String
    ) async throws -> [UInt8] {
        let outcome = try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                try await finish(arguments, input: input, environment: environment, limits: limits, purpose: purpose)
            }
            group.addTask {
                try await Task.sleep(for: limits.time)
                return .timedOut
            }
            defer { group.cancelAll() }
            return try await group.next() ?? .timedOut
        }
        try Task.checkCancellation()
        switch outcome {
        case .output(let bytes): return bytes
        case .timedOut: throw ToolError(program, purpose, .timedOut(limits.time))
        }
    }

    private enum Outcome: Sendable {
        case output([UInt8])
        case timedOut
    }

    private func finish(
        _ arguments: [String], input: [UInt8], environment: [String: String], limits: Limits, purpose: String
    ) async throws -> Outcome {
        var options = PlatformOptions()
        // A session of its own: Ctrl-C reaches Berth only, which then decides, and a kill reaches grandchildren.
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(.init(program)) : .name(program), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
                platformOptions: options, input: .array(input), output: .bytes(limit: limits.output),
                error: ErrorTail())
            switch result.terminationStatus {
            case .exited(0): return .output(result.standardOutput)
            case .exited(let status):
                throw ToolError(
                    program, purpose, .failed(status: status, complaint: ToolError.complaint(result.standardError)))
            case .signaled(let signal): throw ToolError(program, purpose, .killed(signal: signal))
            }
        } catch let error as SubprocessError {
            throw ToolError(program, purpose, cause(of: error, limits: limits))
        }
    }

    private func cause(of error: SubprocessError, limits: Limits) -> ToolError.Cause {
        switch error.code {
        case .executableNotFound: .notInstalled(hint: installation)
        case .outputLimitExceeded: .outputTooLarge(limit: limits.output)
        default: .unusable("cannot be run: \(error)")
        }
    }
}
