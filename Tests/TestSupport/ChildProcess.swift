import Glibc
import Synchronization

/// A program that a test starts.
///
/// Foundation's `Process` learns of an end by a descriptor that other children, started at the same moment, may hold
/// open for as long as they live; tests that run side by side then wait for each other. Here children inherit nothing.
package final class ChildProcess: Sendable {
    package let identifier: pid_t
    /// How it ended: its exit status, or 128 and the signal; nil before it was waited for.
    private let ending = Mutex<Int32?>(nil)

    /// Starts a program, found on the `PATH` where it has no slash, with standard streams of the given descriptors.
    package init(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil, input: Int32? = nil,
        output: Int32, errors: Int32
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        } else {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
        for descriptor in 3..<Int32(1024) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A thread of a test may block signals that the child has to hear.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // Whoever started the tests may have had them outlive a terminal.
        var heard = sigset_t()
        sigemptyset(&heard)
        sigaddset(&heard, SIGHUP)
        posix_spawnattr_setsigdefault(&attributes, &heard)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let place = folder.map { ["-C", $0] } ?? []
        let variables = HelmProgram.environment.merging(environment) { $1 }.sorted { $0.key < $1.key }.map {
            "\($0.key)=\($0.value)"
        }
        let words = (["env"] + place + variables + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var number: pid_t = 0
        let failure = posix_spawn(&number, "/usr/bin/env", &actions, &attributes, words, environ)
        guard failure == 0 else {
            throw Program.Failure(description: "\(arguments): \(String(cString: strerror(failure)))")
        }
        identifier = number
    }

    /// Whether it has not ended yet.
    package var isRunning: Bool { wait(options: WNOHANG) == nil }

    /// Ends it at once.
    package func kill() {
        ending.withLock { if $0 == nil { _ = Glibc.kill(identifier, SIGKILL) } }
    }

    /// Waits for the end, on the calling thread.
    @discardableResult
    package func waitUntilExit() -> Int32 { wait(options: 0) ?? -1 }

    private func wait(options: Int32) -> Int32? {
        ending.withLock { ending in
            if let ending { return ending }
            var status: Int32 = 0
            var result = waitpid(identifier, &status, options)
            while result == -1, errno == EINTR { result = waitpid(identifier, &status, options) }
            guard result == identifier else { return nil }
            ending = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            return ending
        }
    }
}

/// A file without a name, for what is too long for a pipe.
package struct ScratchFile: ~Copyable {
    package let descriptor: Int32

    /// Makes the file with some bytes in it, to be read from the start.
    package init(_ bytes: [UInt8] = []) throws {
        var template = Array("/tmp/berth-test-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Program.Failure(description: "no file in /tmp") }
        unlink(template)
        guard bytes.isEmpty || write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Program.Failure(description: "/tmp is full")
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit { close(descriptor) }

    /// Everything in it; whoever writes shares the position in the file, which stays where it is.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What `text` decodes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = pread(descriptor, &buffer, buffer.count, bytes.count), count > 0 {
            bytes += buffer[..<count]
        }
        return bytes
    }
}
