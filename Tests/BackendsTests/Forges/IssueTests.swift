import Redaction
import Resources
import TestSupport
import Testing

@testable import Backends

/// One issue for each workspace that has drifted.
struct IssueTests {
    private static let prefix = "<!-- berth-drift:loopback/"

    private func subject(_ name: String, _ text: String?) -> IssueSettlement.Subject {
        let marker = "\(Self.prefix)\(name) -->"
        return IssueSettlement.Subject(
            name: name, marker: marker,
            finding: text.map { .drifted(title: "Drift in \(name)", text: "\(marker)\n\($0)") } ?? .clean)
    }

    private func settle(
        _ standIn: ForgeStandIn, _ subjects: [IssueSettlement.Subject], isWhole: Bool = true, most: Int = 20
    ) async throws -> IssueOutcome {
        try await ForgeClientTests.talk(standIn) {
            try await $0.settle(subjects, prefix: Self.prefix, isWhole: isWhole, mostOpened: most)
        }
    }

    /// A secret that somebody put where none belongs is drift, and not for the readers of issues.
    @Test func aKnownSecretIsNotTold() async throws {
        KnownSecrets.shared.learn("planted-in-an-issue-4711".utf8)
        let standIn = try ForgeStandIn(.gitlab)
        for change in [1, 0] {
            let outcome = try await settle(standIn, [subject("a", "data.a: planted-in-an-issue-4711")])
            #expect(outcome.opened.count == change && outcome.unchanged == 1 - change)
        }
        #expect(!"\(standIn.state.issues)".contains("planted-in-an-issue-4711"))
    }

    @Test(arguments: ForgeStandIn.Kind.allCases)
    func anIssueIsOpenedKeptUpAndClosed(_ kind: ForgeStandIn.Kind) async throws {
        let standIn = try ForgeStandIn(kind)
        #expect(try await settle(standIn, [subject("a", "1"), subject("b", nil)]).opened == ["Drift in a"])
        #expect(try await settle(standIn, [subject("a", "1"), subject("b", nil)]).unchanged == 1)
        #expect(try await settle(standIn, [subject("a", "2"), subject("b", "1")]).updated.count == 1)
        #expect(standIn.openIssues.map(\.text) == ["\(Self.prefix)a -->\n2", "\(Self.prefix)b -->\n1"])

        var unknown = subject("a", nil)
        unknown.finding = .unknown
        #expect(try await settle(standIn, [unknown, subject("b", nil)]).closed.count == 1)
        #expect(standIn.openIssues.map(\.title) == ["Drift in a"])
        let closed = standIn.state.issues.first { !$0.isOpen }
        #expect(closed?.text == "\(Self.prefix)b -->\n✅ **There is no drift any more.**\n\n1")

        // A part of the estate says nothing about the rest; all of it that the workspace is gone.
        #expect(try await settle(standIn, [subject("b", nil)], isWhole: false).closed.isEmpty)
        #expect(try await settle(standIn, [subject("b", nil)]).closed.count == 1)
        #expect(standIn.openIssues.isEmpty)
    }

    @Test func issuesOfOthersStayAsTheyAre() async throws {
        let standIn = try ForgeStandIn(.gitlab)
        let own = try #require(standIn.state.accounts[ForgeStandIn.token])
        let marker = "\(Self.prefix)a -->"
        standIn.state.issues = [
            .init(number: 1, author: ForgeClientTests.stranger, title: "mine", text: "\(marker)\ncopied"),
            .init(number: 2, author: own, title: "of another estate", text: "<!-- berth-drift:other/a -->\n1"),
            .init(number: 3, author: own, title: "quoted", text: "> \(marker)\n1"),
            .init(number: 4, author: own, title: "first", text: "\(marker)\nold"),
            .init(number: 5, author: own, title: "second", text: "\(marker)\nold"),
        ]
        let outcome = try await settle(standIn, [subject("a", "new")])
        #expect(outcome.opened.isEmpty && outcome.updated.count == 1 && outcome.closed == ["#5 second"])
        #expect(standIn.openIssues.map(\.number) == [1, 2, 3, 4])
        #expect(standIn.openIssues.map(\.title) == ["mine", "of another estate", "quoted", "Drift in a"])
    }

    @Test func aRunOpensSoManyAndTheNextOneGoesOn() async throws {
        let standIn = try ForgeStandIn(.github)
        let subjects = (1...5).map { subject("w\($0)", "1") }
        let first = try await settle(standIn, subjects, most: 3)
        #expect(first.opened.count == 3 && first.postponed == ["w4", "w5"])
        let second = try await settle(standIn, subjects, most: 3)
        #expect(second.opened.count == 2 && second.unchanged == 3 && second.postponed.isEmpty)
        #expect(standIn.openIssues.count == 5)
    }

    @Test func pullRequestsAreNoIssues() async throws {
        let standIn = try ForgeStandIn(.github)
        standIn.state.issues = [
            .init(
                number: 1, author: ForgeStandIn.robot, title: "a pull request", text: "\(Self.prefix)a -->\n",
                isOther: true)
        ]
        #expect(try await settle(standIn, [subject("a", nil)]).closed.isEmpty)
    }
}
