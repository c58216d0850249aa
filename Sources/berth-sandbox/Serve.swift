import ArgumentParser
import Dispatch
import Glibc
import Sandbox

/// Runs the sandbox in the foreground until it is told to end.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the sandbox in the foreground.")

    @OptionGroup var options: EstateOptions

    func run() async throws {
        let configuration = try options.configuration()
        try Files.makeDirectory(configuration.directory)
        let claim = try SandboxProcess.claim(directory: configuration.directory)
        defer { claim.release() }
        raiseDescriptorLimit()
        let signals = TerminationSignals()
        let sandbox = try await Sandbox.start(configuration)
        print("the sandbox answers; its endpoints are in \(configuration.directory)/endpoints.json")
        fflush(nil)
        await signals.first()
        await sandbox.stop()
    }
}

/// Allows as many open files as the system lets this process have: each tenant listens, and each client is connected.
private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// SIGTERM and SIGINT as something to wait for.
private struct TerminationSignals {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    func first() async {
        for await _ in stream { return }
    }
}
