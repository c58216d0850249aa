import Document
import Foundation
import Git
import Resources
import State
import TestSupport
import Testing

/// A repository that was damaged, or that an enemy filled.
struct StateVerificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var content: String?
        /// What is found; nil where all is well.
        var says: String?
        var severity = StateFinding.Severity.error
        var testDescription: String { "\(path): \(says ?? "sound")" }
    }

    private static let age = "age-encryption.org/v1\n-> X25519 x\n"

    @Test(arguments: [
        Case(path: "workspaces/w1/snapshot.json", content: String(decoding: Snapshot(group: "w1").json, as: UTF8.self)),
        Case(
            path: "workspaces/w1/snapshot.json", content: #"{"version": 7}"#,
            says: "its format has version 7, and this berth knows version 1"),
        Case(path: "workspaces/w1/snapshot.json", content: "", says: "text ends"),
        Case(path: "workspaces/w1/snapshot.json", content: nil, says: "it is a link or another repository"),
        Case(
            path: "workspaces/w1/snapshot.json", content: String(decoding: Snapshot(group: "w2").json, as: UTF8.self),
            says: "it is the snapshot of w2"),
        Case(
            path: "workspaces/w1/snapshot.json", content: #"{"version":1,"group":"w1","phase":"active"}"#,
            says: "other hands", severity: .warning),
        Case(
            path: "workspaces/w1/snapshot.json",
            content:
                #"{"version":1,"group":"w1","phase":"active","items":[{"place":"dns","apiVersion":"","kind":"Record","name":"x","address":"w2/dns","applied":{}}]}"#,
            says: "Record x in it belongs to w2"),
        Case(path: "workspaces/w1/api-key.age", content: "hunter2", says: "it is not encrypted with age"),
        Case(
            path: "workspaces/w1/api-key.age", content: age, says: "for whom it was encrypted is not recorded",
            severity: .warning),
        Case(
            path: "workspaces/w1/api-key.recipients.json", content: "{}", says: "there is no secret that it is about",
            severity: .warning),
        Case(path: "runs/r-1.json", content: #"{"version":1,"run":"r-1","status":"applied"}"#),
        Case(path: "runs/r-1.json", content: #"{"version":1,"run":"r-2","status":"applied"}"#, says: "of another run"),
        Case(path: "runs/r-1.json", content: "null", says: "it is not the record of a run"),
        Case(
            path: "runs/r-1.json", content: #"{"version":1,"run":"r-1","status":"started"}"#,
            says: "1 run began and did not record an end", severity: .warning),
        Case(path: "workspaces/../../x", content: "", says: "berth writes no such file", severity: .warning),
        Case(path: "workspaces/w1/a\u{1B}[2J.age", content: age, says: "berth writes no such file", severity: .warning),
        Case(path: "README.md", content: "", says: "berth writes no such file", severity: .warning),
    ])
    func eachFileIsHeldAgainstWhatBerthWrites(_ test: Case) {
        var verification = StateVerification(recipients: [])
        verification.add(test.path, .success(test.content.map { Array($0.utf8) }))
        verification.conclude()
        let found = verification.findings.filter { !$0.message.hasPrefix("nothing else is recorded") }
        guard let says = test.says else { return #expect(found.isEmpty) }
        #expect(found.contains { $0.message.contains(says) && $0.severity == test.severity }, "\(found)")
    }

    @Test(arguments: [
        ([#""plan":"p","groups":["w"],"time":"2","status":"applied""#], 0, "its plan came to an end"),
        ([#""plan":"q","groups":["v","w"],"time":"2","status":"partly-applied""#], 0, "a later one came to an end"),
        ([#""plan":"q","groups":["v"],"time":"2","status":"applied""#], 1, "of another group"),
        ([#""plan":"q","groups":["w"],"time":"0","status":"applied""#], 1, "an earlier one"),
        ([#""plan":"q","groups":["w"],"time":"2","status":"started""#], 2, "no end either"),
    ])
    func aKilledRunIsToldUntilAnotherWentOn(_ others: [String], _ unfinished: Int, _ why: String) {
        var verification = StateVerification(recipients: [])
        let killed = #""plan":"p","groups":["w"],"time":"1","status":"started""#
        for (index, record) in ([killed] + others).enumerated() {
            let text = #"{"version":1,"run":"r-\#(index)",\#(record)}"#
            verification.add("runs/r-\(index).json", .success(Array(text.utf8)))
        }
        verification.conclude()
        let runs = verification.findings.map { String($0.message.prefix(6)) }
        #expect(runs == (unfinished == 0 ? [] : [unfinished == 1 ? "1 run " : "2 runs"]), "\(why)")
    }

    @Test func secretsAreHeldAgainstTheRecipientsOfTheEstate() {
        func findings(_ recipients: [String], of ciphertext: String = Self.age) -> [String] {
            var verification = StateVerification(recipients: ["age1b", "age1a"])
            let record = SecretRecord(of: Array(ciphertext.utf8), recipients: recipients)
            verification.add("workspaces/w1/kubeconfig.age", .success(Array(Self.age.utf8)))
            verification.add("workspaces/w1/kubeconfig.recipients.json", .success(record.json))
            verification.add("workspaces/w1/snapshot.json", .success(Snapshot(group: "w1").json))
            verification.conclude()
            return verification.findings.map(\.message)
        }
        #expect(findings(["age1a", "age1b"]).isEmpty)
        #expect(findings(["age1a"]) == ["it is encrypted for age1a, and not for the recipients of the estate"])
        #expect(findings(["age1a", "age1b"], of: "other").first?.contains("of other content") == true)
    }

    @Test func aKubeconfigThatIsSaidToBeStoredIsMissed() {
        var snapshot = Snapshot(group: "w1", phase: .active)
        snapshot.kubeconfig = Snapshot.KubeconfigSource(uid: "u", version: "1")
        var verification = StateVerification(recipients: [])
        verification.add("workspaces/w1/snapshot.json", .success(snapshot.json))
        verification.conclude()
        #expect(verification.findings.map(\.message) == ["it says that a kubeconfig is stored, and there is none"])
    }

    @Test func aFlippedBitAndAMissingObjectAreFound() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("estate.git")
        let state = try await StateRepository.open(at: path)
        try await state.commit(["runs/a.json": .text("{}")], note: .test())
        let first = try await Program.git("-C", path, "rev-parse", "HEAD:runs/a.json").trimmed
        try await state.commit(["runs/a.json": .text("{ }")], note: .test())
        func file(of object: String) -> String { "\(path)/objects/\(object.prefix(2))/\(object.dropFirst(2))" }
        /// Opened anew, since objects that were read once are kept in memory.
        func messages() async throws -> [String] {
            let errors = try await StateRepository.open(at: path).verification(recipients: []).findings
            return errors.filter { $0.severity == .error }.map { "\($0.path ?? "repository"): \($0.message)" }
        }
        let sound = ["runs/a.json: it is not the record of a run"]
        #expect(try await messages() == sound)

        // The object is in the history, where nothing of today is read from. Its file is sound by itself, and one bit of what
        // it holds is another: `}` became `|`.
        let other = try await Program.git.outcome(["-C", path, "hash-object", "-w", "--stdin"], input: "{|").output
            .trimmed
        let content = try Data(contentsOf: URL(filePath: file(of: first)))
        try FileManager.default.removeItem(atPath: file(of: first))
        try FileManager.default.copyItem(atPath: file(of: other), toPath: file(of: first))
        let flipped = try await messages()
        #expect(flipped.count == 2 && flipped.contains { $0.contains(first.prefix(7)) }, "\(flipped)")
        #expect(try await Program.git.outcome(["-C", path, "fsck", "--full"]).status != 0, "git agrees")

        try FileManager.default.removeItem(atPath: file(of: first))
        let missing = try await messages()
        #expect(missing.count == 2 && missing.contains { $0.contains(first.prefix(7)) }, "\(missing)")
        #expect(try await Program.git.outcome(["-C", path, "fsck", "--full"]).status != 0, "git agrees")

        try content.write(to: URL(filePath: file(of: first)))
        #expect(try await messages() == sound)
    }

    /// Ten trees that hold each other ten times stand for more files than any machine has.
    @Test func aTreeThatStandsForTooMuchIsRefused() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("bomb.git")
        _ = try await StateRepository.open(at: path)
        func git(_ arguments: String..., input: String = "") async throws -> String {
            try await Program.git.outcome(["-C", path] + arguments, input: input).output.trimmed
        }
        let blob = try await git("hash-object", "-w", "--stdin", input: "x")
        var tree = try await git("mktree", input: (0..<10).map { "100644 blob \(blob)\tf\($0)\n" }.joined())
        for _ in 0..<9 {
            tree = try await git("mktree", input: (0..<10).map { "040000 tree \(tree)\td\($0)\n" }.joined())
        }
        let commit = try await git("commit-tree", "-m", "bomb", tree)
        _ = try await git("update-ref", "refs/heads/main", commit)
        let state = try await StateRepository.open(at: path)
        await #expect(throws: StateError.self) { try await state.recorded() }
        let findings = try await state.verification(recipients: []).findings
        #expect(findings.contains { $0.message.contains("there are more than 1000000 of them") }, "\(findings)")

        for _ in 0..<200 { tree = try await git("mktree", input: "040000 tree \(tree)\td\n") }
        let deep = try await git("commit-tree", "-m", "deep", tree)
        _ = try await git("update-ref", "refs/heads/main", deep)
        let deepest = try await StateRepository.open(at: path).verification(recipients: []).findings
        #expect(deepest.contains { $0.message.contains("more than 64 deep") }, "\(deepest)")
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
