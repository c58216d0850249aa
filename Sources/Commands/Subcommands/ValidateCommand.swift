import ArgumentParser
import Diagnostics
import Document
import Glibc
import Specification

struct ValidateCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks specs and templates without asking any cluster.",
        discussion: """
            Shows everything that is wrong at once, each with file, line, column and what to do: also manifests with kinds,
            fields and types that Kubernetes does not have. Charts are rendered where helm is installed, for clusters that serve
            what Kubernetes serves by itself. Warnings leave the exit code 0.
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: .customLong("json"), help: "The findings as JSON on standard output.")
    var isJSON = false

    func run() async throws {
        do {
            let project = try Project(root: common.root)
            let checked = try await project.check(await recordedUses(project))
            let warnings = project.specification.warnings + checked
            if isJSON {
                try write(warnings)
            } else {
                let usesColor = common.terminal(STDERR_FILENO).settings.usesColor
                StandardStreams.complain(ErrorReport.renderer(usesColor: usesColor).render(warnings))
                try StandardStreams.print(Self.summary(of: project.specification))
            }
        } catch let error as DiagnosticsError where isJSON {
            try write(error.diagnostics)
            try ExitStatus.failure.exit()
        }
    }

    /// What the state at hand knows of secrets whose owner the specification leaves open; nothing where there is none.
    private func recordedUses(_ project: Project) async -> SecretUses {
        guard !project.specification.secretRefusals().isEmpty else { return SecretUses() }
        do {
            let store = try StateStore(project.estate, variable: ProcessEnvironment.variable)
            return SecretUses(of: try await store.local()?.recorded().snapshots ?? [:])
        } catch {
            // What is wrong with the state is no finding about the specification.
            return SecretUses()
        }
    }

    private func write(_ diagnostics: [Diagnostic]) throws {
        let value: Value = [
            "valid": .bool(!diagnostics.contains { $0.severity == .error }),
            "diagnostics": .array(diagnostics.map(\.value)),
        ]
        try StandardStreams.print(String(decoding: value.json(.pretty), as: UTF8.self))
    }

    /// `valid: estate loopback, 2 workspaces, 4 applications`.
    static func summary(of specification: SpecificationSet) -> String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return "valid: estate \(specification.estate.name), \(counted(specification.workspaces.count, "workspace")), "
            + "\(counted(specification.catalog.count, "application"))\n"
    }
}

extension Diagnostic {
    /// The finding for programs.
    fileprivate var value: Value {
        var result: Value = [
            "severity": .string(severity.rawValue), "message": .string(message.sanitized),
            "notes": .array(notes.map { .string($0.sanitized) }),
        ]
        if let location {
            result["file"] = .string(location.file)
            result["line"] = .integer(Int64(location.line))
            result["column"] = .integer(Int64(location.column))
        }
        return result
    }
}
