/// The characters that one step of a pattern takes.
struct ScalarSet: Sendable, Hashable {
    indirect enum Part: Sendable, Hashable {
        case range(ClosedRange<UInt32>)
        /// A general category, or the first letter of several: `L`, `Lu`.
        case category(String)
        case whitespace
        case set(ScalarSet)
    }

    var parts: [Part]
    var isNegated = false
    /// Letters match in either case.
    var ignoresCase = false

    static let digits = ScalarSet(parts: [.range("0", "9")])
    static let word = ScalarSet(parts: [.range("a", "z"), .range("A", "Z"), .range("0", "9"), .range("_", "_")])
    static let whitespace = ScalarSet(parts: [.whitespace])
    static let lineEnds = ScalarSet(parts: [.range("\n", "\n"), .range("\r", "\r"), .range("\u{2028}", "\u{2029}")])

    var negated: ScalarSet { ScalarSet(parts: [.set(self)], isNegated: true) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        if has(scalar) != isNegated { return true }
        guard ignoresCase else { return false }
        let forms = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].map(\.unicodeScalars)
        return forms.contains { form in
            form.count == 1 && form.first.map { $0 != scalar && has($0) != isNegated } == true
        }
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        parts.contains { part in
            switch part {
            case .range(let range): range.contains(scalar.value)
            case .category(let name): scalar.properties.generalCategory.code.hasPrefix(name)
            case .whitespace: scalar.properties.isWhitespace
            case .set(let set): set.contains(scalar)
            }
        }
    }

    /// A class of POSIX by its name, as `[[:alpha:]]` holds it; nil where there is none.
    static func posix(_ name: String) -> ScalarSet? {
        switch name {
        case "alpha": ScalarSet(parts: [.range("a", "z"), .range("A", "Z")])
        case "digit": digits
        case "alnum": ScalarSet(parts: [.range("a", "z"), .range("A", "Z"), .range("0", "9")])
        case "lower": ScalarSet(parts: [.range("a", "z")])
        case "upper": ScalarSet(parts: [.range("A", "Z")])
        case "space": ScalarSet(parts: [.range("\t", "\r"), .range(" ", " ")])
        case "xdigit": ScalarSet(parts: [.range("a", "f"), .range("A", "F"), .range("0", "9")])
        case "word": word
        case "punct":
            ScalarSet(parts: [.range("!", "/"), .range(":", "@"), .range("[", "`"), .range("{", "~")])
        default: nil
        }
    }
}

extension ScalarSet.Part {
    static func range(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> ScalarSet.Part {
        .range(first.value...last.value)
    }
}

extension Unicode.GeneralCategory {
    /// The two letters of the Unicode standard.
    fileprivate var code: String {
        switch self {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark: "Mn"
        case .spacingMark: "Mc"
        case .enclosingMark: "Me"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation: "Pc"
        case .dashPunctuation: "Pd"
        case .openPunctuation: "Ps"
        case .closePunctuation: "Pe"
        case .initialPunctuation: "Pi"
        case .finalPunctuation: "Pf"
        case .otherPunctuation: "Po"
        case .mathSymbol: "Sm"
        case .currencySymbol: "Sc"
        case .modifierSymbol: "Sk"
        case .otherSymbol: "So"
        case .spaceSeparator: "Zs"
        case .lineSeparator: "Zl"
        case .paragraphSeparator: "Zp"
        case .control: "Cc"
        case .format: "Cf"
        case .surrogate: "Cs"
        case .privateUse: "Co"
        case .unassigned: "Cn"
        @unknown default: "Cn"
        }
    }
}
