import ArgumentParser
import FoundationEssentials
import Glibc

/// The command `berth` and what all its subcommands have in common: parsing, signals, errors and exit codes.
package struct BerthCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "berth",
        abstract: "Gives every team its own Kubernetes API and keeps it the way its spec says.",
        discussion: """
            Exit codes: 0 done, or no changes; 1 error; 2 changes (plan --detailed-exitcode) or drift; 3 stale plan; \
            4 locked by another run; 5 a guard refused; 6 applied in part; 7 something did not answer and is unknown; \
            64 usage; 130 interrupted.
            """,
        version: "berth \(Version.current)",
        subcommands: [
            InitCommand.self, ValidateCommand.self, PlanCommand.self, ApplyCommand.self, DestroyCommand.self,
            DriftCommand.self, StatusCommand.self, GraphCommand.self, KubeconfigCommand.self, SchemaCommand.self,
            StateCommand.self, SecretCommand.self, LocksCommand.self, CompletionCommand.self, VersionCommand.self,
        ])

    package init() {}

    /// Runs the process from its command line to its exit code.
    package static func execute() async -> Never {
        SignalWatch.shared.start()
        var command: any ParsableCommand
        do {
            command = try await asyncParseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await SignalWatch.shared.cancelling { try await asynchronous.run() }
            } else {
                try command.run()
            }
        } catch let error as ExitCode {
            Glibc.exit(error.rawValue)
        } catch  where exitCode(for: error) == .success {
            // Help and version come as errors.
            exit(withError: error)
        } catch {
            let status = ExitStatus(of: error)
            // The user knows who interrupted.
            if status != .interrupted {
                let terminal = Terminal(
                    descriptor: STDERR_FILENO, refusesColor: CommandLine.arguments.contains("--no-color"),
                    environment: ProcessInfo.processInfo.environment)
                StandardStreams.complain(ErrorReport.text(of: error, usesColor: terminal.settings.usesColor))
            }
            Glibc.exit(status.rawValue)
        }
        Glibc.exit(ExitStatus.success.rawValue)
    }
}
