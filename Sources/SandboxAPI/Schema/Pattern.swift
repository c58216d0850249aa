/// Regular expressions as the server reads them: RE2's syntax, ASCII classes, found anywhere in a text.
enum Pattern {
    /// Whether a text has a match; nil where the pattern cannot be read.
    static func matches(_ pattern: String, _ text: String) -> Bool? {
        regex(pattern).map { (try? $0.firstMatch(in: text)) != nil }
    }

    /// The first match in a text.
    static func find(_ pattern: String, _ text: String) -> String? {
        guard let regex = regex(pattern), let match = try? regex.firstMatch(in: text) else { return nil }
        return String(text[match.range])
    }

    private static func regex(_ pattern: String) -> Regex<AnyRegexOutput>? {
        (try? Regex(pattern))?.matchingSemantics(.unicodeScalar).asciiOnlyCharacterClasses()
    }
}
