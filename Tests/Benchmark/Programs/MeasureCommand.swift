import ArgumentParser
import Glibc

/// Runs a program and prints what it took: wall clock and processor time in seconds, that of its own children included, and
/// the most memory that one of them used, in MB.
struct MeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Runs a program, silently, and prints what it took.")

    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var command: [String]

    func run() throws {
        var arguments = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        let start = ContinuousClock.now
        var process = pid_t()
        let code = posix_spawnp(&process, command[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw ValidationError("\(command[0]): \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        let figures = Figures(
            seconds: start.duration(to: .now).seconds, processor: usage.processor,
            megabytes: Double(usage.ru_maxrss) / 1024)
        print(figures.line + " exit=\(status >> 8 & 0xFF)")
    }
}

/// What something took, as `fleet.sh` reads it.
struct Figures {
    var seconds: Double
    var processor: Double
    var megabytes: Double

    /// `seconds=2.41 processor=3.10 megabytes=41`.
    var line: String {
        "seconds=\(seconds.rounded(to: 3)) processor=\(processor.rounded(to: 3)) megabytes=\(megabytes.rounded(to: 1))"
    }
}

extension rusage {
    /// User and system time, in seconds.
    var processor: Double {
        Double(ru_utime.tv_sec + ru_stime.tv_sec) + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1e6
    }

    /// What this process has used so far.
    static var own: rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension Double {
    func rounded(to digits: Int) -> Double {
        let scale = pow(10, Double(digits))
        return (self * scale).rounded() / scale
    }
}
