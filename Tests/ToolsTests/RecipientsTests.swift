import Diagnostics
import Testing
import Tools

struct RecipientsTests {
    /// The example of age's README.
    private let key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

    @Test func readsKeysAndComments() throws {
        var diagnostics = DiagnosticCollector()
        let text = "# operators\r\n\n  \(key)  \nssh-ed25519 AAAAC3NzaC1lZDI1 ops@example.com\n"
        let recipients = Recipients.parsed(text, file: "recipients.txt", into: &diagnostics)
        #expect(recipients == [key, "ssh-ed25519 AAAAC3NzaC1lZDI1 ops@example.com"])
        #expect(diagnostics.diagnostics.isEmpty)
    }

    @Test func reportsEveryLineThatHoldsNoKey() throws {
        var diagnostics = DiagnosticCollector()
        let text = """
            \(key.dropLast())q
            AGE-SECRET-KEY-1HIDDEN
            \(key)
            ssh-rsa !!
            me@example.com
            """
        #expect(Recipients.parsed(text, file: "r", into: &diagnostics) == [key])
        #expect(diagnostics.diagnostics.map { $0.location?.line } == [1, 2, 4, 5])
        #expect(diagnostics.diagnostics.allSatisfy { !$0.message.contains("HIDDEN") })
        #expect(diagnostics.diagnostics[1].message.contains("private key"))
    }

    @Test(arguments: ["", "# nobody yet\n"]) func refusesAFileWithoutKeys(_ text: String) {
        var diagnostics = DiagnosticCollector()
        #expect(Recipients.parsed(text, file: "r", into: &diagnostics).isEmpty)
        #expect(diagnostics.diagnostics.map(\.message) == ["the recipients file holds no key"])
    }
}
