import Document

/// What a plain scalar means: YAML 1.1 as sigs.k8s.io/yaml (go-yaml v2) reads it, which `kubectl` uses.
enum ScalarResolution {
    /// The value of a plain scalar; nil for infinity and NaN, which JSON cannot carry.
    static func value(of text: String) -> Value? {
        if let word = words[text] { return word }
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if notFinite.contains(text) { return nil }
            return number(text) ?? .string(text)
        default: return .string(text)
        }
    }

    private static let words: [String: Value] = {
        var words: [String: Value] = [:]
        for word in ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"] { words[word] = true }
        for word in ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"] {
            words[word] = false
        }
        for word in ["", "~", "null", "Null", "NULL"] { words[word] = .null }
        return words
    }()

    private static let notFinite: Set<String> = Set(
        [".nan", ".NaN", ".NAN"] + ["", "+", "-"].flatMap { sign in [".inf", ".Inf", ".INF"].map { sign + $0 } })

    private static func number(_ text: String) -> Value? {
        let plain = text.filter { $0 != "_" }
        if let integer = integer(plain) { return integer }
        guard isFloat(plain), let number = Double(plain), number.isFinite else { return nil }
        return Value(number)
    }

    /// Go's `strconv.ParseInt(text, 0, 64)`: the prefix tells the base, a leading zero means octal.
    private static func integer(_ text: String) -> Value? {
        var digits = Substring(text)
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        guard digits.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true else {
            return nil
        }
        var radix = 10
        let prefixes = [("0x", 16), ("0o", 8), ("0b", 2)]
        if let (prefix, base) = prefixes.first(where: { digits.lowercased().hasPrefix($0.0) }) {
            digits = digits.dropFirst(prefix.count)
            radix = base
        } else if digits.count > 1, digits.first == "0" {
            radix = 8
        }
        guard digits.utf8.first.map({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) == true else { return nil }
        if let number = Int64((isNegative ? "-" : "") + digits, radix: radix) { return .integer(number) }
        guard !isNegative, let number = UInt64(digits, radix: radix) else { return nil }
        return .number(Double(number))
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func skipDigits() -> Int {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        func skipSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        }
        skipSign()
        let whole = skipDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = skipDigits()
            guard whole + fraction > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            skipSign()
            guard skipDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
