import Document
import Git
import Resources

/// What is wrong in a state repository, or strange.
package struct StateFinding: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable, Comparable {
        /// Something is lost, cannot be read, or must not be there.
        case error
        /// Berth gets by with it.
        case warning

        package static func < (left: Severity, right: Severity) -> Bool { left == .error && right == .warning }
    }

    package var severity: Severity
    /// The file of the state; nil for what is about the repository.
    package var path: String?
    package var message: String
    /// What to do about it.
    package var advice: String?

    package init(_ severity: Severity, _ path: String?, _ message: String, advice: String? = nil) {
        self.severity = severity
        self.path = path
        self.message = message
        self.advice = advice
    }
}

/// The files of one state, held against what Berth writes: a pure judgement of names and bytes.
package struct StateVerification: Sendable {
    /// How many files were looked at.
    package private(set) var files = 0
    package private(set) var findings: [StateFinding] = []
    private let recipients: [String]
    private var snapshots: [String: Snapshot] = [:]
    private var secrets: [String: [UInt8]] = [:]
    private var records: [String: [UInt8]] = [:]
    private var runs: [Run] = []

    /// What the record of a run says of how it went.
    private struct Run {
        var plan: String?
        var groups: Set<String>
        var time: String
        var hasEnded: Bool
    }

    /// `recipients` are the public keys of the estate; where there are none, for whom secrets are encrypted is not judged.
    package init(recipients: [String]) {
        self.recipients = recipients.sorted()
    }

    /// Takes in a file; nil bytes stand for what is a link or another repository.
    package mutating func add(_ path: String, _ bytes: Result<[UInt8]?, StateError>) {
        files += 1
        guard let kind = StateFile(path) else {
            add(
                .warning, path, "berth writes no such file and reads none", advice: "remove it in a clone and push that"
            )
            return
        }
        switch bytes {
        case .failure(let error): add(.error, path, error.message)
        case .success(nil):
            add(.error, path, "it is a link or another repository, not a file", advice: "take it out in a clone")
        case .success(let bytes?):
            switch kind {
            case .snapshot(let group): addSnapshot(bytes, of: group, at: path)
            case .secret: secrets[path] = bytes
            case .secretRecord: records[path] = bytes
            case .run(let name): addRun(bytes, name, at: path)
            }
        }
    }

    /// Judges what only shows once all files are known; the findings are sorted then.
    package mutating func conclude() {
        for (path, bytes) in secrets { judge(secret: bytes, at: path) }
        for path in records.keys where secrets[Self.secretPath(ofRecord: path)] == nil {
            add(.warning, path, "there is no secret that it is about", advice: "remove it in a clone and push that")
        }
        for (group, snapshot) in snapshots where snapshot.kubeconfig != nil {
            let path = "workspaces/\(group)/kubeconfig\(SecretVault.ending)"
            guard secrets[path] == nil else { continue }
            add(
                .error, Snapshot.path(group: group), "it says that a kubeconfig is stored, and there is none",
                advice: "take \(path) back from an earlier commit; `git log -- \(path)` lists them")
        }
        let unfinished = unfinishedRuns
        if unfinished > 0 {
            let runs = unfinished == 1 ? "1 run" : "\(unfinished) runs"
            add(
                .warning, nil, "\(runs) began and did not record an end: killed, or at work just now",
                advice: "once none is at work, `berth plan` shows what is left to do")
        }
        findings.sort {
            ($0.severity, $0.path ?? "", $0.message) < ($1.severity, $1.path ?? "", $1.message)
        }
    }

    /// Takes in what git cannot read.
    package mutating func add(damage: [String]) {
        for message in damage {
            add(
                .error, nil, message,
                advice: "`git fsck --full` in the repository shows all of it; put a copy back, or take the remote's")
        }
    }

    private mutating func add(
        _ severity: StateFinding.Severity, _ path: String?, _ message: String, advice: String? = nil
    ) {
        findings.append(StateFinding(severity, path, message, advice: advice))
    }

    private mutating func addSnapshot(_ bytes: [UInt8], of group: String, at path: String) {
        let snapshot: Snapshot
        do {
            snapshot = try Snapshot(json: bytes, path: path)
        } catch {
            return add(.error, path, error.reason, advice: error.advice ?? "take it back from an earlier commit")
        }
        guard snapshot.group == group else {
            return add(.error, path, "it says that it is the snapshot of \(snapshot.group)")
        }
        snapshots[group] = snapshot
        if snapshot.isRecoveredInPart {
            add(
                .warning, path, "it was recovered while something did not answer, and lacks what lies there",
                advice: "`berth state recover` fills it in")
        }
        if snapshot.json != bytes {
            add(.warning, path, "it was not written by this version of berth, or by other hands")
        }
        for (key, item) in snapshot.items.sorted(by: { $0.key < $1.key }) {
            guard item.address.group == group else {
                add(.error, path, "\(key) in it belongs to \(item.address.group)")
                continue
            }
            if case .tenant(let id) = key.place, id != group {
                add(.error, path, "\(key) in it lies in the tenant of \(id)")
            }
        }
    }

    private mutating func addRun(_ bytes: [UInt8], _ name: String, at path: String) {
        guard let record = try? Value(json: bytes), let status = record["status"]?.string else {
            return add(.error, path, "it is not the record of a run")
        }
        guard record["version"]?.integer == 1 else {
            let version = record["version"]?.integer.map { "version \($0)" } ?? "no version"
            return add(.warning, path, "its format has \(version), and this berth knows version 1")
        }
        if record["run"]?.string != name { add(.error, path, "it is the record of another run") }
        runs.append(
            Run(
                plan: record["plan"]?.string, groups: Set(record["groups"]?.array?.compactMap(\.string) ?? []),
                time: record["time"]?.string ?? "", hasEnded: status != StateFile.begunRun))
    }

    /// How many runs have no end that no later one came after: of the same plan, or of all of their groups.
    private var unfinishedRuns: Int {
        let ended = runs.filter(\.hasEnded)
        return runs.count { run in
            guard !run.hasEnded else { return false }
            if run.plan != nil, ended.contains(where: { $0.plan == run.plan }) { return false }
            let later = ended.filter { $0.time >= run.time }.reduce(into: Set<String>()) { $0.formUnion($1.groups) }
            return run.groups.isEmpty || !run.groups.isSubset(of: later)
        }
    }

    private mutating func judge(secret bytes: [UInt8], at path: String) {
        guard bytes.isEncryptedByAge else {
            return add(
                .error, path, "it is not encrypted with age",
                advice: "if it is a secret, all who can read the state know it: rotate it, and remove the file")
        }
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        if records[Self.recordPath(ofSecret: path)] == nil {
            add(.warning, path, "for whom it was encrypted is not recorded", advice: "the next apply encrypts it anew")
        } else if let record = records[Self.recordPath(ofSecret: path)].flatMap({ SecretRecord(json: $0, of: bytes) }) {
            if !recipients.isEmpty, record.recipients != recipients {
                let names = record.recipients.map(SecretRecord.shortened).joined(separator: ", ")
                add(
                    .warning, path, "it is encrypted for \(names), and not for the recipients of the estate",
                    advice: "the next apply encrypts it anew")
            }
        } else {
            add(
                .warning, path,
                "its record of recipients is of other content: one of the two was changed by other hands",
                advice: "the next apply encrypts it anew")
        }
        let group = String(folder.dropFirst("workspaces/".count))
        if snapshots[group] == nil {
            add(
                .warning, path,
                "nothing else is recorded of \(group): a run was killed before it could, or the "
                    + "snapshot was removed",
                advice:
                    "`berth apply \(group)` goes on where it is specified; `berth state rm \(group)` takes it out where it is not"
            )
        }
    }

    private static func recordPath(ofSecret path: String) -> String {
        path.dropLast(SecretVault.ending.count) + SecretVault.recordEnding
    }

    private static func secretPath(ofRecord path: String) -> String {
        path.dropLast(SecretVault.recordEnding.count) + SecretVault.ending
    }
}

extension StateRepository {
    /// Looks at everything that is recorded: at all objects of the history by what they are called, at the files of the newest
    /// state by what they say.
    package func verification(recipients: [String]) async throws -> StateVerification {
        let revision = try await head()
        var result = StateVerification(recipients: recipients)
        guard let commit = revision.commit else { return result }
        result.add(damage: try await stating { try await git.damage(of: commit).map { "\($0)" } })
        do {
            try await eachFile(at: revision, where: { _ in true }) { result.add($0, $1) }
        } catch let error as StateError where result.findings.isEmpty {
            result.add(damage: [error.message])
        } catch is StateError {
            // What stands in the way is among the damage.
        }
        result.conclude()
        return result
    }
}
