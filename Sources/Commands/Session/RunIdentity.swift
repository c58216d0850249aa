import Diagnostics
import Execution
import FoundationEssentials
import Git
import Glibc

/// Who runs Berth, on which commit of the specifications; stands in the history of the state.
struct RunIdentity: Sendable {
    var actor: String
    /// Nil where the project is in no git work tree, or nothing is committed there.
    var specCommit: String?

    /// Asks the environment first, then git, then the system.
    static func current(root: String, variable: (String) -> String?) async -> RunIdentity {
        let repository: Repository?
        do {
            repository = try await Repository.containing(root)
        } catch {
            // In no work tree, or in one that git refuses: the commit is a note only, so that this stops nothing.
            repository = nil
        }
        var commit: String?
        var person: String?
        if let repository, repository.workTree != nil {
            // Nothing is committed yet, or nobody is configured.
            commit = try? await repository.resolve("HEAD").description
            person = try? await repository.defaultIdentity()
        }
        return RunIdentity(actor: actor(variable: variable, gitIdentity: person), specCommit: commit)
    }

    /// A pure choice among what is known.
    static func actor(variable: (String) -> String?, gitIdentity: String?) -> String {
        for name in ["BERTH_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN"] {
            if let actor = variable(name).map(line), !actor.isEmpty { return actor }
        }
        if let gitIdentity = gitIdentity.map(line), !gitIdentity.isEmpty { return gitIdentity }
        let user = variable("USER").flatMap { $0.isEmpty ? nil : $0 } ?? "uid-\(getuid())"
        return "\(user)@\(hostName)"
    }

    /// A name as one short line, as it stands in commits, locks and reports: line breaks and control characters are spaces, and what
    /// is longer than 200 characters is cut.
    private static func line(_ text: String) -> String {
        let words = text.split { character in
            character.isWhitespace || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .control }
        }
        let line = words.joined(separator: " ")
        return line.count > 200 ? line.prefix(199) + "…" : line
    }

    /// A name for a run that sorts by time: `20261123T045208Z-3fa9c1`.
    static func runName(clock: RunClock) -> String {
        let digits = clock.timestamp().prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
        let suffix = String(UInt32.random(in: 0x10_0000...0xff_ffff), radix: 16)
        return "\(digits)Z-\(suffix)"
    }

    /// How long a run's lock is held without being renewed, in seconds: `BERTH_LEASE_SECONDS` from 3 to 120, by default 30.
    /// So long a killed run keeps others out, and so long a run outlives an unreachable lock cluster.
    /// Throws where the variable says anything else: a lease of another length than the operator believes is worse than none.
    static func leaseSeconds(variable: (String) -> String?) throws(UsageError) -> Int64 {
        guard let text = variable("BERTH_LEASE_SECONDS"), !text.isEmpty else { return 30 }
        guard let seconds = Int64(text), (3...120).contains(seconds) else {
            throw UsageError(
                "BERTH_LEASE_SECONDS is \(text.debugDescription): give a number of seconds from 3 to 120".sanitized)
        }
        return seconds
    }

    /// The machine, as the lock shows it to others who find it held.
    static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
