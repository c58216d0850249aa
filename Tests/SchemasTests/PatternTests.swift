import Testing

@testable import Schemas

struct PatternTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var pattern: String
        var matches: [String]
        var fails: [String]

        var testDescription: String { pattern }
    }

    @Test(arguments: [
        Case(
            pattern: "^([a-z0-9]+-?)+$", matches: ["a", "web-1-b"],
            fails: ["", "-a", "a--b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"]),
        Case(pattern: "b+", matches: ["abba"], fails: ["aa"]),
        Case(pattern: "", matches: ["", "x"], fails: []),
        Case(pattern: "^(a*)*$", matches: ["", "aaa"], fails: ["b"]),
        Case(pattern: "^(|a)+$", matches: ["", "aa"], fails: ["ab"]),
        Case(pattern: "^a{2,3}$", matches: ["aa", "aaa"], fails: ["a", "aaaa"]),
        Case(pattern: "^a{2}b{0}c{1,}$", matches: ["aac", "aaccc"], fails: ["aab", "aabc", "aa"]),
        Case(pattern: "^a{,2}$", matches: ["a{,2}"], fails: ["aa"]),
        Case(pattern: "^(?:v|V)?[0-9]+(\\.[0-9]+)*?$", matches: ["v1.35.2", "12"], fails: ["v", "1."]),
        Case(pattern: "^[^a-c\\d]$", matches: ["d", "-", "ü"], fails: ["a", "5", "", "dd"]),
        Case(pattern: "^[]a]$", matches: ["]", "a"], fails: ["[", ""]),
        Case(pattern: "^[a\\-z]$", matches: ["-", "z"], fails: ["b"]),
        Case(pattern: "^[a-]$", matches: ["-", "a"], fails: ["b"]),
        Case(pattern: "^[[:alpha:]_]+$", matches: ["a_B"], fails: ["a1"]),
        Case(pattern: "^.$", matches: ["x", "é", "\u{1F600}"], fails: ["", "\n", "xy"]),
        Case(pattern: "(?s)^.$", matches: ["\n"], fails: [""]),
        Case(pattern: "^a$", matches: ["a"], fails: ["a\n", "b\na"]),
        Case(pattern: "(?m)^a$", matches: ["b\na\nc"], fails: ["ba"]),
        Case(pattern: "(?i)^web[a-z]$", matches: ["WEBx", "webX"], fails: ["wex"]),
        Case(pattern: "^(?i:a)b$", matches: ["Ab", "ab"], fails: ["AB"]),
        Case(pattern: "\\bweb\\b", matches: ["a web x", "web"], fails: ["webs"]),
        Case(pattern: "^\\w+\\s\\S$", matches: ["a_1 x"], fails: ["a x y", "ä x"]),
        Case(pattern: "^\\p{Lu}\\P{L}$", matches: ["A1", "Ä-"], fails: ["a1", "AB"]),
        Case(pattern: "^\\x41\\u0042\\u{43}\\.$", matches: ["ABC."], fails: ["ABCx"]),
        Case(pattern: "^(?<name>a)(?P<other>b)$", matches: ["ab"], fails: ["a"]),
        Case(pattern: "^a|b$", matches: ["ax", "xb"], fails: ["xax"]),
        Case(pattern: "^\\Aa\\z$", matches: ["a"], fails: ["aa"]),
    ])
    func findsWhatItSays(_ test: Case) throws {
        let pattern = try Pattern(test.pattern)
        for text in test.matches { #expect(pattern.isFound(in: text) == true, "\(text)") }
        for text in test.fails { #expect(pattern.isFound(in: text) == false, "\(text)") }
    }

    @Test(arguments: [
        "(", ")", "[a", "[z-a]", "a**", "a+*", "*a", "^*", "a{3,2}", "a{1001}", "\\", "\\1", "(a)\\k<x>", "(?=a)",
        "(?!a)",
        "(?<=a)", "(?>a)", "(?x)a", "\\y", "\\p{Greek}", "[[:nothing:]]", "\\xZZ", "(?", "(?<a",
        "((a{1000}){1000}){1000}",
        String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
    ])
    func refusesWhatItDoesNotKnow(_ text: String) {
        #expect(throws: PatternError.self) { try Pattern(text) }
    }

    /// Patterns over which engines that go back take longer than anybody waits.
    @Test(arguments: [
        "^([a-z0-9]+-?)+$", "^(a+)+$", "^(a|aa)+$", "^(a|a?)+$", "(.*)*(.*)*(.*)*!$", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func takesStepsThatGrowWithTheText(_ text: String) throws {
        let pattern = try Pattern(text)
        #expect(pattern.isFound(in: String(repeating: "a", count: 5_000) + "#") == false)
    }

    @Test func givesUpOnTextsThatAreTooLong() throws {
        let pattern = try Pattern("(a?){1000}$")
        #expect(pattern.isFound(in: String(repeating: "a", count: 100) + "#", mostSteps: 10_000) == nil)
    }
}
