import Document
import Testing

@testable import YAML

/// What plain scalars mean. The expectations were read off `kubectl annotate --local -o json`.
struct ScalarResolutionTests {
    @Test(arguments: [
        ("yes", Value.bool(true)), ("y", true), ("on", true), ("True", true), ("n", false), ("off", false),
        ("NO", false), ("~", .null), ("Null", .null), ("", .null), ("nO", "nO"),
        ("0644", 420), ("08", 8), ("0o17", 15), ("0O17", 15), ("0x1F", 31), ("0b11", 3), ("-0b11", -3), ("-0x10", -16),
        ("1_000", 1000), ("1__0", 10), ("0_7", 7), ("+3", 3), ("0x", "0x"), ("18446744073709551615", .number(0x1p64)),
        ("1e3", 1000), ("12e03", 12000), ("1.10", .number(1.1)), (".5", .number(0.5)), ("5.", 5), ("0.", 0),
        ("-.5", .number(-0.5)), ("010.5", .number(10.5)), ("1e-7", .number(1e-7)), ("1.0", 1),
        ("99999999999999999999", .number(1e20)), (".", "."), ("=", "="), ("+.inf2", "+.inf2"), ("-", "-"),
        ("2001-01-01", "2001-01-01"), ("1:30", "1:30"), ("1.2.3", "1.2.3"), ("1e", "1e"), ("--1", "--1"),
    ])
    func plain(text: String, expected: Value) {
        #expect(ScalarResolution.value(of: text) == expected)
    }

    @Test(arguments: [".nan", "-.inf", ".Inf"])
    func whatIsNoNumberIsRefused(text: String) {
        #expect(ScalarResolution.value(of: text) == nil)
    }

    @Test func quotedScalarsAreTexts() throws {
        let text = "- 'yes'\n- \"1\"\n- 'null'\n- |-\n  5\n- >-\n  true\n"
        let value = try YAML.parse(Array(text.utf8), file: "a.yaml").first?.value
        #expect(value == ["yes", "1", "null", "5", "true"])
    }
}
