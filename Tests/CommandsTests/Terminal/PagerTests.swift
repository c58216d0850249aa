import Commands
import Testing

/// Which program pages, and where none does.
struct PagerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var environment: [String: String]
        var command: String?
        var isTerminal = true
        var isRefused = false
        var hasLess = true
        var testDescription: String { "\(environment), \(isTerminal), \(isRefused), \(hasLess)" }

        static let all = [
            Case(environment: [:], command: "less"), Case(environment: [:], command: nil, hasLess: false),
            Case(environment: ["PAGER": "more -s"], command: "more -s"),
            Case(environment: ["PAGER": "more", "BERTH_PAGER": "most"], command: "most"),
            Case(environment: ["PAGER": "more", "BERTH_PAGER": ""], command: nil),
            Case(environment: ["BERTH_PAGER": "cat"], command: nil), Case(environment: ["TERM": "dumb"], command: nil),
            Case(environment: ["CI": "true"], command: nil), Case(environment: [:], command: nil, isTerminal: false),
            Case(environment: ["BERTH_PAGER": "most"], command: nil, isRefused: true),
        ]
    }

    @Test(arguments: Case.all) func isChosenByTheUser(_ wanted: Case) {
        let pager = Pager(
            isTerminal: wanted.isTerminal, isRefused: wanted.isRefused, environment: wanted.environment
        ) { _ in wanted.hasLess }
        #expect(pager.command == wanted.command)
    }
}
