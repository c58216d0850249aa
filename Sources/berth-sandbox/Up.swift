import ArgumentParser
import Glibc
import Sandbox

/// Starts a detached sandbox and returns when it answers.
struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the sandbox in the background; returns when it answers.")

    @OptionGroup var options: EstateOptions

    func run() throws {
        let configuration = try options.configuration()
        let directory = configuration.directory
        if let process = try SandboxProcess.running(in: directory) {
            throw SandboxError.alreadyRunning(directory: directory, pid: process.number)
        }
        try Files.makeDirectory(directory)
        let layout = SandboxLayout(directory: directory)
        // What an earlier run wrote must not be taken for this one's.
        try Files.remove(layout.endpoints)
        let number = try start(log: layout.log)
        // A large estate takes its time to come up; a process that ends is noticed at once.
        for _ in 0..<12_000 {
            var status: Int32 = 0
            if waitpid(number, &status, WNOHANG) == number {
                throw SandboxError.didNotAnswer(directory: directory, cause: Self.lastWords(in: layout.log))
            }
            if answers(directory) {
                print("the sandbox answers (process \(number)); its endpoints are in \(layout.endpoints)")
                return
            }
            usleep(50_000)
        }
        kill(number, SIGTERM)
        throw SandboxError.didNotAnswer(directory: directory, cause: "ten minutes have passed; see \(layout.log)")
    }

    /// Why it ended: the last line of its log, which it ends with.
    private static func lastWords(in log: String) -> String {
        let text = (try? Files.read(log)).map { String(decoding: $0.suffix(4096), as: UTF8.self) } ?? ""
        guard let last = text.split(separator: "\n").last else { return "see \(log)" }
        return String(last.trimmingPrefix("Error: "))
    }

    /// Errors are what is expected until it does.
    private func answers(_ directory: String) -> Bool {
        (try? ControlClient(directory: directory).send("GET", "/ready")) != nil
    }

    /// This program again, in a session of its own, its output in the log.
    private func start(log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        // Whoever started this program may wait until all copies of its descriptors are closed.
        for descriptor in 3..<Int32(256) { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // POSIX_SPAWN_SETSID, which glibc shows only to GNU sources.
        posix_spawnattr_setflags(&attributes, 0x80)
        let arguments = (["berth-sandbox", "serve"] + options.arguments).map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var number: pid_t = 0
        var program = [CChar](repeating: 0, count: Int(PATH_MAX))
        readlink("/proc/self/exe", &program, program.count - 1)
        let failure = posix_spawn(&number, program, &actions, &attributes, arguments, environ)
        guard failure == 0 else {
            throw SandboxError.file(
                action: "start", path: CommandLine.arguments[0], cause: String(cString: strerror(failure)))
        }
        return number
    }
}
