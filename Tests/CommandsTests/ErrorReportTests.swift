import Testing

@testable import Commands

struct ErrorReportTests {
    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let long = Failure(
        description: "nothing was written: " + Array(repeating: "word", count: 40).joined(separator: " ") + "\ndo that")

    /// People read lines of their terminal's width, programs search in whole ones.
    @Test func proseIsBrokenForPeopleOnly() {
        let lines = ErrorReport.text(of: Self.long, usesColor: false, width: 80).split(separator: "\n")
        #expect(lines.count > 3 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines.first?.hasPrefix("error: nothing was written: word") == true && lines.last == "  do that")
        #expect(ErrorReport.text(of: Self.long, usesColor: false).split(separator: "\n").count == 2)
    }
}

struct RunIdentityLeaseTests {
    @Test(arguments: [(nil, 30), ("", 30), ("3", 3), ("120", 120)] as [(String?, Int64)])
    func aLeaseLastsAsLongAsTheVariableSays(_ text: String?, _ seconds: Int64) throws {
        #expect(try RunIdentity.leaseSeconds { _ in text } == seconds)
    }

    @Test(arguments: ["2", "121", "30s", "-1", "99999999999999999999"])
    func anotherLengthIsRefusedAndNotReplaced(_ text: String) {
        let error = #expect(throws: UsageError.self) { try RunIdentity.leaseSeconds { _ in text } }
        #expect(error?.description.contains("from 3 to 120") == true)
    }
}
