import Document
import Schemas

/// What single keywords of JSON Schema say about numbers, texts and lists.
extension ValuesSchema {
    static func faults(of number: Double, _ value: Value, by schema: Value) -> [String] {
        var faults: [String] = []
        func bound(_ key: String, _ words: String, _ isViolated: (Double) -> Bool) {
            guard let bound = schema[key]?.double, isViolated(bound) else { return }
            faults.append("must be \(words) \(Value(bound).plain), not \(value.plain)")
        }
        bound("minimum", "at least") { number < $0 }
        bound("maximum", "at most") { number > $0 }
        bound("exclusiveMinimum", "more than") { number <= $0 }
        bound("exclusiveMaximum", "less than") { number >= $0 }
        bound("multipleOf", "a multiple of") { step in
            step > 0 && (number / step) != (number / step).rounded()
        }
        return faults
    }

    static func faults(of text: String, by schema: Value) -> [String] {
        var faults: [String] = []
        let length = Int64(text.unicodeScalars.count)
        if let least = schema["minLength"]?.integer, length < least {
            faults.append("must have at least \(least) characters")
        }
        if let most = schema["maxLength"]?.integer, length > most {
            faults.append("must have at most \(most) characters")
        }
        if let pattern = schema["pattern"]?.string, let compiled = try? Pattern(pattern) {
            switch compiled.isFound(in: text) {
            case true?: break
            case false?: faults.append("must match the pattern \(pattern)")
            case nil: faults.append("is too long to be held against the pattern \(pattern)")
            }
        }
        return faults
    }

    static func faults(of items: [Value], by schema: Value) -> [String] {
        var faults: [String] = []
        let count = Int64(items.count)
        if let least = schema["minItems"]?.integer, count < least { faults.append("must have at least \(least) items") }
        if let most = schema["maxItems"]?.integer, count > most { faults.append("must have at most \(most) items") }
        if schema["uniqueItems"] == true, Set(items).count < items.count { faults.append("holds an item twice") }
        return faults
    }
}

extension Value {
    var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
