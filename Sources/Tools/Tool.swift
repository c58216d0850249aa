import Glibc
import Subprocess

/// An outside program, run with bounded time and output.
///
/// Secrets go in by standard input only: other users of the machine can read arguments.
package struct Tool: Sendable {
    /// How long a run may take, and how much it may write.
    package struct Limits: Sendable {
        package var time: Duration
        package var output: Int

        package init(time: Duration = .seconds(60), output: Int = 16 << 20) {
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
        Self.ignoreBrokenPipes
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(.init(program)) : .name(program), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)),
                platformOptions: options, input: .inputWriter, output: .bytes(limit: limits.output), error: .sequence
            ) { execution in
                async let complaint = head(of: execution.standardError)
                do {
                    _ = try await execution.standardInputWriter.write(input)
                } catch let error as SubprocessError where error.code == .failedToWriteToSubprocess {
                    // The program ended before it had read everything: its status says why.
                }
                try await execution.standardInputWriter.finish()
                return try await complaint
            }
            switch result.terminationStatus {
            case .exited(0): return .output(result.standardOutput)
            case .exited(let status):
                let complaint = ToolError.complaint(String(decoding: result.closureResult, as: UTF8.self))
                throw ToolError(program, purpose, .failed(status: status, complaint: complaint))
            case .signaled(let signal): throw ToolError(program, purpose, .killed(signal: signal))
            }
        } catch let error as SubprocessError {
            throw ToolError(program, purpose, cause(of: error, limits: limits))
        }
    }

    /// The first bytes of a stream, which is read to its end so that its writer never waits.
    private func head(of stream: SubprocessOutputSequence, limit: Int = 8 << 10) async throws -> [UInt8] {
        var head: [UInt8] = []
        for try await buffer in stream where head.count < limit {
            buffer.withUnsafeBytes { head.append(contentsOf: $0.prefix(limit - head.count)) }
        }
        return head
    }

    /// A program that ends without reading its input must not end Berth by SIGPIPE.
    private static let ignoreBrokenPipes: Void = {
        signal(SIGPIPE, SIG_IGN)
    }()

    private func cause(of error: SubprocessError, limits: Limits) -> ToolError.Cause {
        switch error.code {
        case .executableNotFound: .notInstalled(hint: installation)
        case .outputLimitExceeded: .outputTooLarge(limit: limits.output)
        default: .unusable("cannot be run: \(error)")
        }
    }
}
