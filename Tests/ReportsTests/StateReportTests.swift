import Document
import Reports
import Resources
import Testing

@testable import State

/// What `berth state verify` and `berth state list` print.
struct StateReportTests {
    private let revision = StateRevision("4fcd1ee5bacc0000000000000000000000000000") ?? .empty

    private func verification(_ files: [(String, String)]) -> StateVerification {
        var verification = StateVerification(recipients: [
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
        ])
        for (path, content) in files { verification.add(path, .success(Array(content.utf8))) }
        verification.conclude()
        return verification
    }

    @Test func findingsAreToldErrorsFirst() throws {
        let findings = StateFindings(
            verification([
                ("workspaces/payments/snapshot.json", #"{"version": 7}"#),
                ("workspaces/payments/api-key.age", "hunter2"), ("notes\u{1B}[2J.md", ""),
                ("runs/r-1.json", #"{"version":1,"run":"r-1","status":"started"}"#),
            ]), at: revision)
        let text = findings.text(TextLayout(width: 80))
        try expectGolden(text, "state-findings-80.txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
        #expect(!text.contains("\u{1B}") && !text.contains("hunter2") && findings.hasErrors)
        let value = try Value(json: findings.json())
        #expect(value["sound"] == false && value["findings"]?.array?.first?["severity"] == "error")
    }

    @Test func aSoundStateIsSaidToBe() {
        let findings = StateFindings(
            verification([("workspaces/w/snapshot.json", String(decoding: Snapshot(group: "w").json, as: UTF8.self))]),
            at: revision)
        #expect(!findings.hasErrors)
        #expect(
            findings.text(TextLayout(width: 80))
                == "The state is sound: 1 file at 4fcd1ee5bacc and the history behind it.\n")
    }

    @Test func theListShowsWhatIsRecorded() throws {
        var payments = Snapshot(group: "payments", phase: .active)
        let key = ItemKey(
            place: .management("fsn1-a"), apiVersion: "v1", kind: "Namespace", name: "k8s-w-payments")
        payments.items[key] = .init(
            address: ResourceAddress(workspace: "payments", "namespace"), uid: "u-1", applied: [:])
        let commit = StateCommit(
            revision: revision, parent: .empty,
            note: CommitNote(
                subject: "Apply payments", actor: "Jane Doe <jane@example.com>, who has a very long name indeed",
                time: 1_700_000_000))
        let listing = StateListing(
            [payments, Snapshot(group: "cluster/fsn1-a", phase: .active)],
            changes: ["workspaces/payments/snapshot.json": commit])
        let text = listing.text(TextLayout(width: 80))
        try expectGolden(text, "state-list-80.txt")
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
        #expect(
            listing.objects(TextLayout(width: 80))
                == "payments/namespace\n  Namespace k8s-w-payments in cluster fsn1-a  u-1\n")
        let value = try Value(json: listing.json())
        #expect(value["groups"]?[1]?["changed"]?["subject"] == "Apply payments")
        #expect(StateListing([], changes: [:]).text(TextLayout()) == "Nothing is recorded.\n")
    }
}
