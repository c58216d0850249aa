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
        #expect(recipients == [key, "ssh-ed25519 AAAAC3NzaC1lZDI1"])
        #expect(diagnostics.diagnostics.isEmpty)
    }

    @Test(arguments: [
        "KEY\nSSH\n", "SSH\nKEY", "# who\n\nSSH  jane@example.com\r\n# and\r\nKEY\r\n", "\u{FEFF}KEY\n\tSSH\nKEY\n",
    ])
    func theSameKeysAreTheSameRecipients(_ text: String) {
        var diagnostics = DiagnosticCollector()
        let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1"
        let file = text.replacing("KEY", with: key).replacing("SSH", with: ssh)
        #expect(Recipients.parsed(file, file: "r", into: &diagnostics) == [key, ssh])
        #expect(diagnostics.diagnostics.isEmpty)
    }

    @Test(arguments: [
        "AGE-SECRET-KEY-1HIDDEN", "age-secret-key-1hidden", "# old: AGE-SECRET-KEY-1HIDDEN",
        "AGE-PLUGIN-YUBIKEY-1HIDDEN",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nHIDDEN\nHIDDEN\n-----END OPENSSH PRIVATE KEY-----",
    ])
    func aPrivateKeyIsRefusedOnceAndNeverShown(_ text: String) {
        var diagnostics = DiagnosticCollector()
        #expect(Recipients.parsed("\(key)\n\(text)\n", file: "r", into: &diagnostics) == [key])
        #expect(diagnostics.diagnostics.map(\.location?.line) == [2])
        #expect(diagnostics.diagnostics.allSatisfy { $0.message.contains("private key") })
        let shown = DiagnosticRenderer { _ in "\(key)\n\(text)\n" }.render(diagnostics.diagnostics)
        #expect(!shown.uppercased().contains("HIDDEN"))
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
        #expect(diagnostics.diagnostics.allSatisfy { $0.isSensitive })
        #expect(diagnostics.diagnostics.allSatisfy { !$0.message.contains("HIDDEN") })
        #expect(diagnostics.diagnostics[1].message.contains("private key"))
    }

    @Test(arguments: ["", "# nobody yet\n"]) func refusesAFileWithoutKeys(_ text: String) {
        var diagnostics = DiagnosticCollector()
        #expect(Recipients.parsed(text, file: "r", into: &diagnostics).isEmpty)
        #expect(diagnostics.diagnostics.map(\.message) == ["the recipients file holds no key"])
    }
}
