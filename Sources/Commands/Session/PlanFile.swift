import ArgumentParser
import Files
import Planning

/// Saved plans on disk.
enum PlanFile {
    /// A plan file that could not be written.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The longest plan file, in bytes: what is written can be read. Some hundred thousand items need as much.
    static let limit = 1 << 30

    /// Reads a plan, from standard input where the path is `-`; throws `PlanFileError` where that holds none.
    static func read(_ path: String) throws -> Plan {
        try Plan(
            file: try InputFile.bytes(
                path, what: "the plan", limit: limit, hint: "berth plan --out FILE saves one"))
    }

    /// Makes a plan that is saved at `path`. Where none can be made, a plan that an earlier run left there is taken away, so that
    /// it is not mistaken for the new one; whatever else lies there stays, and so does a plan where the arguments are wrong.
    static func replacing(at path: String?, _ make: () async throws -> Void) async throws {
        let old = path.map { OutputFile.Place($0) }
        do {
            try await make()
        } catch {
            let status = (error as? ExitCode)?.rawValue ?? ExitStatus(of: error).rawValue
            let isMistyped = status == ExitStatus.usage.rawValue || error is ProjectRevision.Failure
            if !isMistyped, let path, OutputFile.Place(path) == old, isPlan(at: path) { OutputFile.remove(path) }
            throw error
        }
    }

    private static func isPlan(at path: String) -> Bool {
        guard let start = try? RegularFile.start(of: path, count: 1 << 16) else { return false }
        return Plan.isFile(startingWith: start)
    }

    /// Writes a plan for its owner only, whole or not at all.
    static func write(_ plan: Plan, to path: String) throws {
        let bytes = plan.file
        guard bytes.count <= limit else {
            throw Failure(
                description:
                    "the plan has \(bytes.count) bytes and plan files at most \(limit): plan fewer workspaces at once")
        }
        do {
            try OutputFile.write(bytes, to: path)
        } catch {
            throw Failure(description: "cannot write the plan to \(path): \(error)")
        }
    }

    /// What can be done with a plan that was saved, as a line; `lockCluster` is the one without which nothing can be applied.
    static func advice(on plan: Plan, at path: String, in common: CommonOptions, lockCluster: String) -> String {
        let obstacles = plan.blockingProblems.count
        if obstacles > 0 {
            return
                "saved: \(path), to be read only: make a new plan when \(obstacles == 1 ? "the problem is" : "the problems are") "
                + "settled\n"
        }
        if plan.unreachable.contains(where: { $0.place == .management(lockCluster) && $0.kind == nil }) {
            return "saved: \(path), to be read only: make a new plan when the lock cluster \(lockCluster) answers\n"
        }
        var command = CommandWords("berth", "apply")
        common.describe(&command)
        command.add(path.asFileArgument)
        let time = plan.base.map { ", once what it was made of is merged into \($0.words)" } ?? ""
        return "saved: \(command.line)\(time)\n"
    }

    /// The command that shows the plan in a file as a whole; where it is in none, the commands that save it, of which `command` is
    /// the first without its file, and show it then.
    static func showing(_ path: String?, savedBy command: CommandWords) -> String {
        guard let path else { return "\(command.line) --out FILE; berth show FILE --verbose" }
        return showing(path)
    }

    /// The command that shows the plan in a file, as a whole unless it is not `isVerbose`.
    static func showing(_ path: String, isVerbose: Bool = true) -> String {
        "berth show \(path.asFileArgument.shellQuoted)\(isVerbose ? " --verbose" : "")"
    }

    /// Whether an argument of `apply` means a file: workspaces have neither dots nor slashes in their names, and `-` is standard
    /// input.
    static func isFile(_ argument: String, workspaces: [String], exists: (String) -> Bool) -> Bool {
        if argument == "-" || argument.contains("/") || argument.contains(".") { return true }
        return !workspaces.contains(argument) && exists(argument)
    }
}

extension String {
    /// A path as an argument that can be nothing else, neither an option nor a workspace; `-` is standard input.
    fileprivate var asFileArgument: String {
        self != "-" && (hasPrefix("-") || !contains("/") && !contains(".")) ? "./\(self)" : self
    }
}
