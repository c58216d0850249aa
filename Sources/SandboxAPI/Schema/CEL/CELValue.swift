import Document

/// What an expression comes to: data, or one of the things that data cannot hold.
enum CELValue: Sendable, Equatable {
    case data(Value)
    /// `a.?b`, `optional.of(…)`; nil where there is nothing.
    case optional(Value?)
    /// In seconds.
    case duration(Double)
    /// In seconds since 1970.
    case timestamp(Double)

    static func bool(_ flag: Bool) -> CELValue { .data(.bool(flag)) }
    static func integer(_ number: Int) -> CELValue { .data(.integer(Int64(number))) }
    static func string(_ text: some StringProtocol) -> CELValue { .data(.string(String(text))) }

    func data() throws(CELError) -> Value {
        guard case .data(let value) = self else { throw .noOverload }
        return value
    }

    func truth() throws(CELError) -> Bool {
        guard case .data(.bool(let flag)) = self else { throw .noOverload }
        return flag
    }

    func text() throws(CELError) -> String {
        guard case .data(.string(let text)) = self else { throw .noOverload }
        return text
    }

    func whole() throws(CELError) -> Int {
        guard case .data(.integer(let number)) = self else { throw .noOverload }
        return Int(number)
    }

    func items() throws(CELError) -> [Value] {
        guard case .data(.array(let items)) = self else { throw .noOverload }
        return items
    }

    /// What a comprehension runs over: the items of a list, the keys of a map.
    func elements() throws(CELError) -> [Value] {
        switch self {
        case .data(.array(let items)): items
        case .data(.object(let object)): object.keys.map(Value.string)
        default: throw .noOverload
        }
    }

    /// Below, at or above 0.
    func compare(_ other: CELValue) throws(CELError) -> Int {
        switch (self, other) {
        case (.data(.string(let one)), .data(.string(let other))):
            return one == other ? 0 : one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) ? -1 : 1
        case (.data(.bool(let one)), .data(.bool(let other))): return one == other ? 0 : other ? -1 : 1
        case (.duration(let one), .duration(let other)), (.timestamp(let one), .timestamp(let other)):
            return one < other ? -1 : one > other ? 1 : 0
        case (.data(let one), .data(let other)):
            guard let one = one.asDouble, let other = other.asDouble else { throw .noOverload }
            return one < other ? -1 : one > other ? 1 : 0
        default: throw .noOverload
        }
    }
}

extension CELError {
    static let noOverload = CELError("no such overload")
}

extension Value {
    /// The number; nil where it is none.
    var asDouble: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
