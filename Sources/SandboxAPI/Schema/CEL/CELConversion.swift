import Document

/// Conversions between types, and times.
enum CELConversion {
    static func result(_ function: CELFunction, _ value: CELValue) throws(CELError) -> CELValue {
        switch (function, value) {
        case (.int, .data(.integer)), (.uint, .data(.integer)), (.double, .data(.integer)), (.double, .data(.number)),
            (.string, .data(.string)), (.bool, .data(.bool)):
            return value
        case (.int, .data(.number(let number))), (.uint, .data(.number(let number))):
            return try whole(number)
        case (.int, .data(.string(let text))), (.uint, .data(.string(let text))):
            guard let number = Int64(text) else {
                throw CELError("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            return .data(.integer(number))
        case (.int, .timestamp(let seconds)): return try whole(seconds)
        case (.double, .data(.string(let text))):
            guard let number = Double(text), number.isFinite else {
                throw CELError("strconv.ParseFloat: parsing \"\(text)\": invalid syntax")
            }
            return .data(Value(number))
        case (.bool, .data(.string(let text))) where ["true", "false"].contains(text): return .bool(text == "true")
        case (.string, .data(.integer)), (.string, .data(.number)), (.string, .data(.bool)):
            return .string(try value.data().plain)
        case (.type, .data(let data)): return .string(data.celType)
        default: throw .noOverload
        }
    }

    static func time(_ function: CELFunction, _ value: CELValue) throws(CELError) -> CELValue {
        switch (function, value) {
        case (.duration, .data(.string(let text))):
            guard let seconds = GoDuration.seconds(of: text) else {
                throw CELError("time: invalid duration \"\(text)\"")
            }
            return .duration(seconds)
        case (.timestamp, .data(.string(let text))):
            guard let moment = Timestamp(text) else { throw CELError("parsing time \"\(text)\"") }
            return .timestamp(Double(moment.seconds))
        case (.duration, .duration), (.timestamp, .timestamp): return value
        case (.getHours, .duration(let seconds)): return try whole(seconds / 3600)
        case (.getMinutes, .duration(let seconds)): return try whole(seconds / 60)
        case (.getSeconds, .duration(let seconds)): return try whole(seconds)
        case (.getMilliseconds, .duration(let seconds)):
            return try CELArithmetic.result("%", whole((seconds * 1000).rounded()), .integer(1000))
        default: throw .noOverload
        }
    }

    private static func whole(_ number: Double) throws(CELError) -> CELValue {
        guard let whole = Int64(exactly: number.rounded(.towardZero)) else { throw CELError("integer overflow") }
        return .data(.integer(whole))
    }
}

/// Durations as Go writes them: `1h30m`, `250ms`, `-1.5s`.
enum GoDuration {
    private static let units: [(name: String, seconds: Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600),
    ]

    /// Go counts nanoseconds in 64 bits.
    private static let longest = 0x1p63 / 1e9

    /// nil where the text is no duration.
    static func seconds(of text: String) -> Double? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(name.count)
            guard let number = Double(digits), let unit = units.first(where: { $0.name == name }) else { return nil }
            total += number * unit.seconds
        }
        guard total < longest else { return nil }
        return isNegative ? -total : total
    }
}

extension Value {
    fileprivate var celType: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .integer: "int"
        case .number: "double"
        case .string: "string"
        case .array: "list"
        case .object: "map"
        }
    }
}
