import Testing

@testable import Backends

/// Data of records, names and endpoints in one spelling.
struct RecordTextTests {
    @Test(arguments: [
        ("A", "192.0.2.1", "192.0.2.1"), ("AAAA", "2001:DB8:0:0::1", "2001:db8::1"),
        ("CNAME", "LB.Example.NET.", "lb.example.net"), ("NS", "ns1.example.", "ns1.example"),
        ("TXT", #""a b" "c""#, "a bc"), ("TXT", #""say \"x\"""#, #"say "x""#), ("TXT", "plain", "plain"),
        ("MX", "10 mail.example.", "10 mail.example."), ("TXT", #""never closed"#, #""never closed"#), ("A", "", ""),
    ])
    func dataMeansOneThing(_ type: String, _ presentation: String, _ meaning: String) {
        #expect(RecordText.meaning(of: type, presentation) == meaning)
    }

    @Test func whatBerthWritesIsReadAsItWasMeant() {
        for text in ["", "short", String(repeating: "x", count: 255), String(repeating: "y\"\\", count: 300)] {
            let presentation = RecordText.presentation(of: "TXT", text)
            #expect(RecordText.meaning(of: "TXT", presentation) == text)
            #expect(presentation.split(separator: "\" \"").allSatisfy { $0.utf8.count <= 1_024 })
        }
        #expect(RecordText.presentation(of: "AAAA", "::ffff:127.187.16.1") == "::ffff:7fbb:1001")
        #expect(RecordText.presentation(of: "AAAA", "2001:db8::1") == "2001:db8::1")
        #expect(RecordText.presentation(of: "CNAME", "lb.example.net") == "lb.example.net.")
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("2001:db8::1,192.0.2.9, 192.0.2.1", "192.0.2.1, 192.0.2.9, 2001:db8::1"),
        ("LB.example.net.", "lb.example.net"), ("192.0.2.1, 192.0.2.1", "192.0.2.1"), ("localhost", "localhost"),
    ])
    func endpointsHaveOneSpelling(_ text: String, _ meaning: String) {
        #expect(RecordContent(text)?.description == meaning)
    }

    /// Names of other scripts are compared as A-labels (RFC 5890); the examples are RFC 3492's and common ones.
    @Test(arguments: [
        ("M\u{FC}nchen.Example.", "xn--mnchen-3ya.example"), ("b\u{FC}cher.example", "xn--bcher-kva.example"),
        ("\u{4F8B}\u{3048}.example", "xn--r8jz45g.example"), ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        (
            "\u{4ED6}\u{4EEC}\u{4E3A}\u{4EC0}\u{4E48}\u{4E0D}\u{8BF4}\u{4E2D}\u{6587}",
            "xn--ihqwcrb4cv8a8dqg056pqjye"
        ),
        ("a\\032b.\u{FC}", "a\\032b.xn--tda"),
    ])
    func otherScriptsAreALabels(_ name: String, _ canonical: String) {
        #expect(ZoneName.canonical(name) == canonical)
    }

    @Test(arguments: ["w.example", "a\\046b.example", "\\228.example", "*.x", "_acme.x"])
    func namesGoThroughTheProtocol(_ name: String) {
        #expect(ZoneName.name(of: ZoneName.labels(of: name)) == name)
    }
}
