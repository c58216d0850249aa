import ArgumentParser
import Bounds
import Diagnostics
import FoundationEssentials
import Glibc
import Reports

/// The command `berth` and what all its subcommands have in common: parsing, signals, errors and exit codes.
package struct BerthCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "berth",
        abstract: "Gives every team its own Kubernetes API and keeps it the way its spec says.",
        discussion: """
            Exit codes: 0 done, or no changes; 1 error; 2 changes (plan --detailed-exitcode) or drift; 3 stale plan; \
            4 locked by another run; 5 a guard refused; 6 applied in part; 7 something did not answer and is unknown; \
            64 usage; 124 not done within --timeout; 130 interrupted.
            """,
        version: "berth \(Version.current)",
        subcommands: [
            InitCommand.self, ValidateCommand.self, PlanCommand.self, ShowCommand.self, ApplyCommand.self,
            ApplyMergeCommand.self, DestroyCommand.self, ImportCommand.self, RollbackCommand.self, DriftCommand.self,
            MergeCommand.self,
            CommentCommand.self, DriftIssuesCommand.self, StatusCommand.self, InspectCommand.self, ReportCommand.self,
            GraphCommand.self, CatalogCommand.self, KubeconfigCommand.self, RBACCommand.self, SchemaCommand.self,
            StateCommand.self, SecretCommand.self, LocksCommand.self, CompletionCommand.self, VersionCommand.self,
        ])

    package init() {}

    /// Ends the process where it cannot do anything: before any other thread is there, since the library that keeps these
    /// ends the process without a word where it misses `/proc`, or may open no more files, and waits forever where it can start none.
    package static func requireSurroundings() {
        // Swift reads it from `/proc`; without it every command would be a call for help, and end well.
        guard !CommandLine.arguments.isEmpty else {
            complain("the command line cannot be read: /proc is not mounted")
            end(.failure)
        }
        DescriptorLimit.raise()
        guard DescriptorLimit.current >= fewestDescriptors else {
            complain(
                "no more than \(DescriptorLimit.current) files may be open at once, and berth needs \(fewestDescriptors): "
                    + "raise the hard limit (ulimit -n)")
            end(.failure)
        }
        guard ThreadLimit.hasRoom(for: fewestThreads) else {
            complain(
                "cannot start the \(fewestThreads) threads that berth needs: raise the limit on processes (ulimit -u, or pids.max "
                    + "of the container)")
            end(.failure)
        }
    }

    private static let fewestThreads = 8

    /// A small estate needs 20; below that, failures are not reported properly.
    private static let fewestDescriptors = 32

    /// Runs the process from its command line to its exit code; standard streams are open by then.
    package static func execute() async -> Never {
        SignalWatch.shared.start()
        var command: any ParsableCommand
        do {
            command = try await asyncParseAsRoot()
        } catch {
            end(saying: error)
        }
        if let timeout = (command as? any ProjectCommand)?.common.timeout { SignalWatch.shared.end(after: timeout) }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await SignalWatch.shared.cancelling { try await asynchronous.run() }
            } else {
                try command.run()
            }
        } catch let error as ExitCode {
            end(ExitStatus(rawValue: error.rawValue) ?? .failure)
        } catch  where exitCode(for: error) == .success {
            end(saying: error)
        } catch {
            end(status(saying: error))
        }
        end(.success)
    }

    /// What a command comes to that is a part of another one; why it failed is said on standard error.
    static func status(of command: () async throws -> Void) async -> ExitStatus {
        do {
            try await command()
            return .success
        } catch let error as ExitCode {
            return ExitStatus(rawValue: error.rawValue) ?? .failure
        } catch {
            return status(saying: error)
        }
    }

    /// What an error that ended a command comes to; it is said on standard error.
    private static func status(saying error: any Error) -> ExitStatus {
        let status = ExitStatus(of: error)
        // The user knows who interrupted.
        if status != .interrupted { complain(error) }
        // What did not answer since it was not waited for any more is not unknown.
        return [.unreachable, .failure].contains(status) ? SignalWatch.shared.reason?.status ?? status : status
    }

    /// Ends the process with what a command came to. One that `--timeout` interrupted says so.
    private static func end(_ status: ExitStatus) -> Never {
        guard [.interrupted, .timedOut].contains(status), let reason = SignalWatch.shared.reason else {
            Glibc.exit(status.rawValue)
        }
        if let words = reason.words { complain(words) }
        Glibc.exit(reason.status.rawValue)
    }

    /// Ends the process with what the parser of the command line says: help and version, which come as errors, or what is
    /// wrong with the arguments.
    private static func end(saying error: any Error) -> Never {
        let text = fullMessage(for: error) + "\n"
        guard exitCode(for: error) == .success else {
            StandardStreams.complain(text)
            Glibc.exit(exitCode(for: error).rawValue)
        }
        do {
            try StandardStreams.print(text)
        } catch {
            complain(error)
            end(.failure)
        }
        end(.success)
    }

    private static func complain(_ error: Any) {
        let terminal = Terminal(
            descriptor: STDERR_FILENO, refusesColor: CommandLine.arguments.contains("--no-color"),
            environment: ProcessInfo.processInfo.environment)
        let width = StandardStreams.isTerminal(STDERR_FILENO) ? terminal.layout().width : nil
        StandardStreams.complain(
            ErrorReport.text(of: error, usesColor: terminal.settings.usesColor, width: width))
        guard let error = error as? DiagnosticsError else { return }
        StandardStreams.annotate(
            WorkflowAnnotations(environment: ProcessInfo.processInfo.environment, places: .ofProject(".")).text(
                of: error.diagnostics))
    }
}
