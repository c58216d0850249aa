import ArgumentParser
import Diagnostics
import Document
import Glibc
import Specification
import State

struct ValidateCommand: AsyncParsableCommand, ProjectCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Checks specs and templates without asking any cluster.",
        discussion: """
            Shows everything that is wrong at once, each with file, line, column and what to do: also manifests with kinds,
            fields and types that Kubernetes does not have. Charts are rendered where helm is installed, for clusters that serve
            what Kubernetes serves by itself. Warnings leave the exit code 0.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var source: SourceOptions
    @OptionGroup var changes: ChangeOptions

    @OptionGroup var format: FormatOptions

    func validate() throws { try format.check(SpecificationReport.formats, of: "what is found") }

    func run() async throws {
        do {
            let project = try await source.project(common)
            let changes = try await changes.changes(common)
            let snapshots = await recorded(project, isNeeded: changes != nil)
            let narrowed = changes.narrowed(.all, of: project, snapshots: snapshots)
            let proposed = project.proposedFaults()
            let checked: [Diagnostic]
            do {
                checked = try await project.check(SecretUses(of: snapshots), of: narrowed.groups)
            } catch let error as DiagnosticsError {
                throw DiagnosticsError(error.diagnostics + proposed)
            }
            guard proposed.isEmpty else { throw DiagnosticsError(proposed) }
            let warnings = project.specification.warnings + narrowed.remarks.map { .warning($0) } + checked
            if format.chosen != .text {
                try await write(warnings)
            } else {
                let usesColor = common.terminal(STDERR_FILENO).settings.usesColor
                StandardStreams.complain(ErrorReport.renderer(usesColor: usesColor).render(warnings))
                try StandardStreams.print(
                    Self.summary(of: project.specification, looked: narrowed.groups.wordsOfChanges))
            }
        } catch let error as DiagnosticsError where format.chosen != .text {
            try await write(error.diagnostics)
            // That of JSON says all that people would be told.
            if format.chosen == .json { try ExitStatus.failure.exit() }
            throw error
        }
    }

    /// What the state at hand records, where it is needed: for secrets whose owner the specification leaves open, or else for
    /// where workspaces are. Nothing where there is no state.
    private func recorded(_ project: Project, isNeeded: Bool) async -> [String: Snapshot] {
        guard isNeeded || !project.specification.secretRefusals().isEmpty else { return [:] }
        do {
            let store = try StateStore(project.estate, variable: ProcessEnvironment.variable)
            return try await store.local()?.recorded().snapshots ?? [:]
        } catch {
            // What is wrong with the state is no finding about the specification.
            return [:]
        }
    }

    private func write(_ diagnostics: [Diagnostic]) async throws {
        // Of the forms that name files without findings there is one.
        let files = format.chosen == .junit ? try await source.files(common) : []
        let report = SpecificationReport(format: format.chosen, root: common.root)
        if let text = report.text(diagnostics, files: files) {
            return try StandardStreams.print(text, as: format.chosen.language)
        }
        let value: Value = [
            "valid": .bool(!diagnostics.contains { $0.severity == .error }),
            "diagnostics": .array(diagnostics.map(\.value)),
        ]
        try StandardStreams.print(String(decoding: value.json(.pretty), as: UTF8.self), as: .json)
    }

    /// `valid: estate loopback, 2 workspaces, 4 applications`; `looked` is which workspaces were looked at, where not all.
    static func summary(of specification: SpecificationSet, looked: String? = nil) -> String {
        func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
        return
            "valid: estate \(specification.estate.name), \(looked ?? counted(specification.workspaces.count, "workspace")), "
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
