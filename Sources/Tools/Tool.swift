import Bounds
import Glibc
import Subprocess
import Synchronization

/// An outside program, run with bounded time and output.
///
/// Secrets go in by standard input only: other users of the machine can read arguments.
package struct Tool: Sendable {
    /// How long a run may take, and how much it may write to either of its streams.
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

    /// Which variables a program sees beside those that it is given.
    package enum Surroundings: Sendable {
        /// All that this process has.
        case inherited
        /// `PATH` and nothing else: for what must not read a user's settings or find credentials.
        case bare
    }

    /// Runs the program with `input` on its standard input and returns its standard output.
    ///
    /// `environment` adds to the variables of the surroundings. Cancelling the task and passing a limit kill the program with
    /// whatever it started; what it leaves behind when it ends by itself is not waited for. Throws `ToolError`, or
    /// `CancellationError` where the task was cancelled.
    package func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        surroundings: Surroundings = .inherited, limits: Limits = Limits(), purpose: String
    ) async throws -> [UInt8] {
        let environment = surroundings.environment(adding: environment)
        guard await Self.gate.enter() else { throw CancellationError() }
        defer { Self.gate.leave() }
        // What starts programs ends the process where it cannot open all its pipes.
        guard DescriptorLimit.hasRoom(for: Self.descriptors) else {
            throw ToolError(program, purpose, .unusable("cannot be run: too many files are open (see `ulimit -n`)"))
        }
        let complaint = Complaint()
        let outcome = try await withThrowingTaskGroup(of: Outcome.self) { group in
            group.addTask {
                try await finish(
                    arguments, input: input, environment: environment, limits: limits, purpose: purpose, complaint)
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
        case .timedOut: throw ToolError(program, purpose, .timedOut(limits.time, complaint: complaint.line))
        }
    }

    /// The pipes and handles of one program.
    private static let descriptors = 14
    /// So many programs run at once as there are descriptors for.
    private static let gate = ConcurrencyGate(limit: min(32, (DescriptorLimit.current - 48) / descriptors))

    private enum Outcome: Sendable {
        case output([UInt8])
        case timedOut
    }

    private func finish(
        _ arguments: [String], input: [UInt8], environment: Environment, limits: Limits, purpose: String,
        _ complaint: Complaint
    ) async throws -> Outcome {
        var options = PlatformOptions()
        // A session of its own: Ctrl-C reaches Berth only, which then decides, and a kill reaches grandchildren.
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        Self.ignoreBrokenPipes
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(.init(program)) : .name(program), arguments: Arguments(arguments),
                environment: environment,
                platformOptions: options, input: .inputWriter, output: .bytes(limit: limits.output), error: .sequence
            ) { execution in
                async let reading: Void = read(execution.standardError, into: complaint, limit: limits.output)
                do {
                    _ = try await execution.standardInputWriter.write(input)
                } catch let error as SubprocessError where error.code == .failedToWriteToSubprocess {
                    // The program ended before it had read everything: its status says why.
                }
                try await execution.standardInputWriter.finish()
                try await reading
            }
            switch result.terminationStatus {
            case .exited(0): return .output(result.standardOutput)
            case .exited(let status):
                throw ToolError(program, purpose, .failed(status: status, complaint: complaint.line))
            case .signaled(let signal): throw ToolError(program, purpose, .killed(signal: signal))
            }
        } catch is Flood {
            throw ToolError(program, purpose, .outputTooLarge(limit: limits.output))
        } catch let error as SubprocessError {
            throw ToolError(program, purpose, cause(of: error, limits: limits))
        }
    }

    /// Reads a stream to its end, so that its writer never waits, and keeps its first bytes.
    private func read(_ stream: SubprocessOutputSequence, into complaint: Complaint, limit: Int) async throws {
        var count = 0
        for try await buffer in stream {
            count += buffer.count
            guard count <= limit else { throw Flood() }
            buffer.withUnsafeBytes { complaint.append($0) }
        }
    }

    /// A program wrote more to its standard error than it may.
    private struct Flood: Error {}

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

extension Tool.Surroundings {
    fileprivate func environment(adding others: [String: String]) -> Environment {
        switch self {
        case .inherited:
            let variables = others.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
            return .inherit.updating(Dictionary(uniqueKeysWithValues: variables))
        case .bare:
            var variables = others
            variables["PATH"] = variables["PATH"] ?? getenv("PATH").map { String(cString: $0) }
            return .custom(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
        }
    }
}

/// The first bytes that a program writes to its standard error, also known when it has to be killed.
private final class Complaint: Sendable {
    private static let limit = 64 << 10
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: UnsafeRawBufferPointer) {
        bytes.withLock { $0.append(contentsOf: more.prefix(Self.limit - $0.count)) }
    }

    /// As one line that is safe to print.
    var line: String {
        let bytes = bytes.withLock { $0 }
        return ToolError.complaint(String(decoding: bytes, as: UTF8.self), isCut: bytes.count >= Self.limit)
    }
}
