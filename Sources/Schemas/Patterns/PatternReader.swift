/// Reads the text of a pattern.
struct PatternReader {
    private struct Flags {
        var ignoresCase = false
        var dotTakesLineEnds = false
        var anchorsAtLines = false
    }

    private static let deepest = 100
    private static let mostRepeats = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var flags = Flags()
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func pattern() throws(PatternError) -> PatternNode {
        let node = try choice()
        guard position == scalars.count else { throw PatternError("a `)` has no `(`") }
        return node
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw PatternError("it is nested too deeply") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            guard let atom = try atom() else { continue }
            nodes.append(try repeated(atom))
        }
        return .sequence(nodes)
    }

    private mutating func repeated(_ atom: PatternNode) throws(PatternError) -> PatternNode {
        let start = position
        guard let (least, most) = try quantifier() else { return atom }
        if case .assertion = atom { throw PatternError("nothing stands before `\(scalars[start])` that could repeat") }
        // Lazy or not, the same texts match.
        _ = take("?")
        if let scalar = next, "*+?".unicodeScalars.contains(scalar) {
            throw PatternError("`\(scalar)` stands behind another repetition")
        }
        return .repetition(atom, least: least, most: most)
    }

    private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = next == "}" ? nil : number() ?? -1 }
        guard take("}"), most != -1 else {
            // No repetition: the brace stands for itself.
            position = start
            return nil
        }
        guard max(least, most ?? 0) <= Self.mostRepeats, least <= most ?? least else {
            throw PatternError("it repeats more than \(Self.mostRepeats) times, or at most less than at least")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = next, ("0"..."9").contains(scalar) { position += 1 }
        guard position > start, position - start <= 6 else { return nil }
        return Int(String(String.UnicodeScalarView(scalars[start..<position])))
    }

    /// The next thing that can be repeated; nil for flags.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        guard let scalar = next else { return nil }
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return .set(try bracket())
        case ".":
            return .set(flags.dotTakesLineEnds ? ScalarSet(parts: [], isNegated: true) : ScalarSet.lineEnds.negated)
        case "^": return .assertion(flags.anchorsAtLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.anchorsAtLines ? .lineEnd : .textEnd)
        case "*", "+", "?": throw PatternError("nothing stands before `\(scalar)` that could repeat")
        case "\\":
            let assertions: [Unicode.Scalar: PatternNode.Assertion] = [
                "b": .wordBoundary, "B": .noWordBoundary, "A": .textStart, "z": .textEnd,
            ]
            if let letter = next, let assertion = assertions[letter] {
                position += 1
                return .assertion(assertion)
            }
            return .set(cased(try escape()))
        default: return .set(cased(ScalarSet(parts: [.range(scalar, scalar)])))
        }
    }

    private func cased(_ set: ScalarSet) -> ScalarSet {
        var result = set
        result.ignoresCase = flags.ignoresCase
        return result
    }

    private mutating func group() throws(PatternError) -> PatternNode? {
        let outer = flags
        if take("?") {
            if take("=") || take("!") || take("<=") || take("<!") || take(">") {
                throw PatternError("it looks around or does not backtrack, which is not supported")
            }
            if take("<") || take("P<") {
                while let scalar = next, scalar != ">" { position += 1 }
                guard take(">") else { throw PatternError("a name has no `>`") }
            } else if !take(":") {
                try readFlags()
                // Flags by themselves hold to the end of the group that they stand in.
                if take(")") { return nil }
                guard take(":") else { throw PatternError("`(?` is followed by nothing that is known") }
            }
        }
        let node = try choice()
        guard take(")") else { throw PatternError("a `(` has no `)`") }
        flags = outer
        return node
    }

    private mutating func readFlags() throws(PatternError) {
        var isOn = true
        while let scalar = next, scalar != ")", scalar != ":" {
            switch scalar {
            case "-": isOn = false
            case "i": flags.ignoresCase = isOn
            case "s": flags.dotTakesLineEnds = isOn
            case "m": flags.anchorsAtLines = isOn
            default: throw PatternError("`(?\(scalar)` is not known")
            }
            position += 1
        }
    }

    private mutating func bracket() throws(PatternError) -> ScalarSet {
        var set = ScalarSet(parts: [], isNegated: take("^"))
        set.ignoresCase = flags.ignoresCase
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            if take("[:") {
                let start = position
                while let letter = next, letter != ":" { position += 1 }
                let name = String(String.UnicodeScalarView(scalars[start..<position]))
                guard take(":]"), let posix = ScalarSet.posix(name) else {
                    throw PatternError("the class `[:\(name):]` is not known")
                }
                set.parts.append(.set(posix))
                continue
            }
            let first = try member()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.parts.append(first)
                continue
            }
            position += 1
            guard case .range(let low) = first, case .range(let high) = try member(), low.count == 1, high.count == 1,
                low.lowerBound <= high.lowerBound
            else { throw PatternError("a range goes from one character to a later one") }
            set.parts.append(.range(low.lowerBound...high.lowerBound))
        }
        guard take("]") else { throw PatternError("a `[` has no `]`") }
        return set
    }

    private mutating func member() throws(PatternError) -> ScalarSet.Part {
        guard let scalar = next else { throw PatternError("a `[` has no `]`") }
        position += 1
        guard scalar == "\\" else { return .range(scalar, scalar) }
        if take("b") { return .range("\u{8}", "\u{8}") }
        let set = try escape()
        return set.parts.count == 1 && !set.isNegated ? set.parts[0] : .set(set)
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw PatternError("it ends in a backslash") }
        position += 1
        func one(_ scalar: Unicode.Scalar) -> ScalarSet { ScalarSet(parts: [.range(scalar, scalar)]) }
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.negated
        case "w": return .word
        case "W": return ScalarSet.word.negated
        case "s": return .whitespace
        case "S": return ScalarSet.whitespace.negated
        case "n": return one("\n")
        case "r": return one("\r")
        case "t": return one("\t")
        case "f": return one("\u{C}")
        case "v": return one("\u{B}")
        case "0": return one("\0")
        case "x": return one(try code(digits: 2))
        case "u": return one(try code(digits: 4))
        case "p", "P":
            guard take("{") else { throw PatternError("`\\p` is followed by a category in braces") }
            let start = position
            while let letter = next, letter != "}" { position += 1 }
            let name = String(String.UnicodeScalarView(scalars[start..<position]))
            guard take("}"), (1...2).contains(name.count), "LMNPSZC".contains(name.prefix(1)) else {
                throw PatternError("the category `\(name)` is not known")
            }
            let set = ScalarSet(parts: [.category(name)])
            return scalar == "P" ? set.negated : set
        case "1"..."9", "k": throw PatternError("it refers back to what matched, which is not supported")
        case "a"..."z", "A"..."Z": throw PatternError("`\\\(scalar)` is not known")
        default: return one(scalar)
        }
    }

    /// A character by its number: so many hexadecimal digits, or any in braces.
    private mutating func code(digits: Int) throws(PatternError) -> Unicode.Scalar {
        let isBraced = take("{")
        let start = position
        while let scalar = next, scalar.properties.isASCIIHexDigit, isBraced || position - start < digits {
            position += 1
        }
        let text = String(String.UnicodeScalarView(scalars[start..<position]))
        guard isBraced ? take("}") && text.count <= 6 : text.count == digits, let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw PatternError("`\\x` and `\\u` are followed by the number of a character") }
        return scalar
    }
}
