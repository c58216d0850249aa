/// Bounds on Berth's own version: `>=0.1, <2`.
package struct VersionConstraint: Sendable, Hashable, CustomStringConvertible {
    private enum Comparison: String, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case not = "!="
        case more = ">"
        case less = "<"
        case exactly = "="
    }

    private struct Term: Sendable, Hashable {
        var comparison: Comparison
        var version: [Int]
    }

    /// As written.
    package let description: String
    private let terms: [Term]

    /// Terms separated by commas, each a comparison and one to three numbers; nil where the text is none.
    package init?(_ text: String) {
        var terms: [Term] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let term = part.filter { $0 != " " }
            let comparison = Comparison.allCases.first { term.hasPrefix($0.rawValue) }
            let number = term.dropFirst(comparison?.rawValue.count ?? 0)
            guard let version = Self.numbers(String(number)) else { return nil }
            terms.append(Term(comparison: comparison ?? .exactly, version: version))
        }
        description = text
        self.terms = terms
    }

    /// Whether a version such as `0.1.0` satisfies all terms; what follows a `-` or `+` does not count.
    package func allows(_ version: String) -> Bool {
        let core = version.prefix { $0 != "-" && $0 != "+" }
        guard let version = Self.numbers(String(core)) else { return false }
        return terms.allSatisfy { term in
            switch term.comparison {
            case .atLeast: !version.lexicographicallyPrecedes(term.version)
            case .atMost: !term.version.lexicographicallyPrecedes(version)
            case .more: term.version.lexicographicallyPrecedes(version)
            case .less: version.lexicographicallyPrecedes(term.version)
            case .exactly: version == term.version
            case .not: version != term.version
            }
        }
    }

    /// Three numbers, missing ones 0.
    private static func numbers(_ text: String) -> [Int]? {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard (1...3).contains(parts.count) else { return nil }
        let numbers = parts.compactMap(\.self)
        guard numbers.count == parts.count else { return nil }
        return numbers + Array(repeating: 0, count: 3 - numbers.count)
    }
}
