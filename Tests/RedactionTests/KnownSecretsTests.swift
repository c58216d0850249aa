import Document
import Testing

@testable import Redaction

/// Secrets in what leaves the process, however they are spelled there.
struct KnownSecretsTests {
    /// With everything that encodings treat in a way of their own.
    private static let secret = #"pl4nted/+&="'\<token>?é~😀x"#
    private static let key = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49
        AwEHoUQDQgAEPR3tU2Fta9ktY+6P9G0cWO+0kETA6SFs38GecTyudlHz6xvCdz8q
        -----END EC PRIVATE KEY-----

        """

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var spelled: @Sendable (String) -> String

        var testDescription: String { name }
    }

    private static func base64(_ text: String) -> String { Base64.encode(Array(text.utf8)) }

    private static func percent(_ text: String, _ format: (UInt8) -> String) -> String {
        text.utf8.map { $0.isLetter || $0.isDigit ? String(UnicodeScalar($0)) : "%" + format($0) }.joined()
    }

    private static func hex(_ byte: UInt8, uppercase: Bool) -> String {
        let digits = String(byte, radix: 16, uppercase: uppercase)
        return digits.count == 1 ? "0" + digits : digits
    }

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    static let cases: [Case] = [
        Case(name: "plain") { $0 },
        Case(name: "base64, first alignment") { base64($0) },
        Case(name: "base64, second alignment") { base64("u" + $0 + "tail") },
        Case(name: "base64, third alignment") { base64("us" + $0 + "tail") },
        Case(name: "base64url") { base64("us" + $0).replacing("+", with: "-").replacing("/", with: "_") },
        Case(name: "base64 twice") { base64(base64($0)) },
        Case(name: "wrapped base64") { text in
            let letters = Array(base64(text))
            return stride(from: 0, to: letters.count, by: 8).map { String(letters[$0..<min($0 + 8, letters.count)]) }
                .joined(separator: "\n    ")
        },
        Case(name: "hexadecimal") { $0.utf8.map { hex($0, uppercase: false) }.joined() },
        Case(name: "JSON") { Value.string($0).compactJSON },
        Case(name: "JSON in JSON") { Value.string(Value.string($0).compactJSON).compactJSON },
        Case(name: "JSON of Go") {
            Value.string($0).compactJSON.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
                .replacing("&", with: "\\u0026")
        },
        Case(name: "JSON in ASCII") {
            Value.string($0).compactJSON.replacing("é", with: "\\u00e9").replacing("😀", with: "\\ud83d\\uDE00")
        },
        Case(name: "JSON of HTML") { Value.string(html($0)).compactJSON.replacing("&", with: "\\u0026") },
        Case(name: "JSON of a URL") { Value.string(percent($0) { hex($0, uppercase: true) }).compactJSON },
        Case(name: "octal escapes") { $0.utf8.map { "\\" + octal($0) }.joined() },
        Case(name: "octal escapes, in part") {
            $0.utf8.map { $0 < 0x80 && $0 != 0x5C ? String(UnicodeScalar($0)) : "\\" + octal($0) }.joined()
        },
        Case(name: "hexadecimal escapes") { $0.utf8.map { "\\x" + hex($0, uppercase: false) }.joined() },
        Case(name: "escaped characters") { $0.unicodeScalars.map { "\\u{\(String($0.value, radix: 16))}" }.joined() },
        Case(name: "URL, twice") { text in
            percent(percent(text) { hex($0, uppercase: true) }) { hex($0, uppercase: true) }
        },
        Case(name: "URL, upper case") { percent($0) { hex($0, uppercase: true) } },
        Case(name: "URL, lower case") { percent($0) { hex($0, uppercase: false) } },
        Case(name: "URL, in part") { $0.replacing("/", with: "%2F").replacing("&", with: "%26") },
        Case(name: "YAML, single quotes") { "'\($0.replacing("'", with: "''"))'" },
        Case(name: "shell, single quotes") { "'\($0.replacing("'", with: #"'\''"#))'" },
        Case(name: "HTML") { html($0) },
        Case(name: "HTML, twice") { html(html($0)) },
        Case(name: "XML") { html($0).replacing("'", with: "&apos;") },
        Case(name: "HTML, decimal") { $0.unicodeScalars.map { "&#\($0.value);" }.joined() },
        Case(name: "HTML, hexadecimal") { $0.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined() },
        Case(name: "HTML, decimal in part") { $0.replacing("'", with: "&#039;").replacing("+", with: "&#43;") },
        Case(name: "over two lines") { $0.prefix(6) + "\n  " + $0.dropFirst(6) },
        Case(name: "over two lines in JSON") { Value.string($0.prefix(9) + "\n" + $0.dropFirst(9)).compactJSON },
        Case(name: "cut") { $0.prefix(12) + "…" },
    ]

    @Test(arguments: cases)
    func everySpellingIsRedacted(_ test: Case) {
        let secrets = KnownSecrets()
        secrets.learn(Self.secret.utf8)
        let text = secrets.redacting("before \(test.spelled(Self.secret)) after")
        #expect(text.hasPrefix("before "))
        #expect(text.hasSuffix(" after"))
        #expect(text.contains("(sensitive)"))
        // What is left is what encodings add at the ends.
        #expect(text.utf8.count < "before (sensitive) after".utf8.count + 16, "\(text)")
    }

    @Test func linesOfAPrivateKeyAreSecretByThemselves() {
        let secrets = KnownSecrets()
        secrets.learn(Self.key.utf8)
        let lines = Self.key.split(separator: "\n")
        #expect(secrets.redacting("bad line: \(lines[2])") == "bad line: (sensitive)")
        #expect(secrets.redacting("data: \(Self.base64(Self.key))").utf8.count < 80)
        #expect(secrets.redacting("a key begins with \(lines[0])") == "a key begins with \(lines[0])")
    }

    struct Lines: Sendable, CustomTestStringConvertible {
        var secret: String
        var text: String
        var redacted: String

        var testDescription: String { secret }
    }

    @Test(arguments: [
        Lines(secret: "a1b2c3\nhunter2-x\nk9k9k9k9", text: "<hunter2-x> a1b2c3", redacted: "<(sensitive)> (sensitive)"),
        Lines(
            secret: "correct\nhorse\nbattery\nstaple", text: "correct horse; correct\n horse\n battery\n staple",
            redacted: "correct horse; (sensitive)"),
        Lines(
            secret: "12345678\n2345", text: "12345678 and 2345 of 1234567890",
            redacted: "12345678 and 2345 of 1234567890"),
        Lines(
            secret: "HOST=db.example.com\nDB_PASSWORD='hunter2-4711'\n", text: "db.example.com said hunter2-4711",
            redacted: "db.example.com said (sensitive)"),
        Lines(
            secret:
                #"{"auths":{"registry.example.com":{"username":"robot","password":"hunter2-4711","auth":"cm9ib3Q6"}}}"#,
            text: "registry.example.com refuses robot with hunter2-4711 (cm9ib3Q6)",
            redacted: "registry.example.com refuses robot with (sensitive) ((sensitive))"),
        Lines(secret: "[default]\nregion = fsn1\nx", text: "in [default] of fsn1", redacted: "in [default] of fsn1"),
    ])
    func aServerMayRepeatOneLineOnly(_ test: Lines) {
        let secrets = KnownSecrets()
        secrets.learn(test.secret.utf8)
        #expect(secrets.redacting(test.text) == test.redacted)
    }

    @Test func ofAKubeconfigOnlyCredentialsAreSecret() {
        let secrets = KnownSecrets()
        secrets.learn(
            """
            apiVersion: v1
            kind: Config
            clusters:
            - name: k8s-w-payments-1234567890
              cluster: {server: https://10.20.30.40:6443}
            users:
            - name: kubernetes-admin-1234567890
              user:
                client-key-data: \(Self.base64(Self.key))
                token: "abcdef0123456789"
            """.utf8)
        let harmless = "apiVersion: v1 k8s-w-payments-1234567890 kubernetes-admin-1234567890 https://10.20.30.40:6443"
        #expect(secrets.redacting(harmless) == harmless)
        #expect(secrets.redacting("Bearer abcdef0123456789!") == "Bearer (sensitive)!")
        #expect(secrets.redacting("x \(Self.base64(Self.key)) y") == "x (sensitive) y")
    }

    @Test(arguments: [
        // Too short, or a word: only where it stands alone, if at all.
        ("abc", "abc abc1", "abc abc1"), ("token", "the token", "the token"),
        ("hunter2", "hunter2 hunter22", "(sensitive) hunter22"),
        ("password", "password passwords", "(sensitive) passwords"),
        ("12345678", "12345678 123456789", "(sensitive) 123456789"),
        ("hunter22", "xhunter22x", "x(sensitive)x"), ("1234", "1234 and 12345", "1234 and 12345"),
        ("a1b2", "61316232 and 1613162325", "(sensitive) and 1613162325"),
    ])
    func shortOnesDoNotSpoilOrdinaryText(secret: String, text: String, redacted: String) {
        let secrets = KnownSecrets()
        secrets.learn(secret.utf8)
        #expect(secrets.redacting(text) == redacted)
    }

    @Test func secretsThatOverlapAreAllRedacted() {
        let secrets = KnownSecrets()
        for secret in ["abcd1234efgh", "efgh5678ijkl", "1234efgh5678"] { secrets.learn(secret.utf8) }
        #expect(secrets.redacting("<abcd1234efgh5678ijkl>") == "<(sensitive)>")
    }

    @Test func nothingIsKnownAtFirst() {
        #expect(KnownSecrets().redacting("text") == "text")
    }
}
