import Document

/// `+ - * / %` of numbers, and what else `+` and `-` join and part.
enum CELArithmetic {
    static func result(_ sign: String, _ one: CELValue, _ other: CELValue) throws(CELError) -> CELValue {
        switch (one, other) {
        case (.data(.integer(let one)), .data(.integer(let other))): return .data(.integer(try whole(sign, one, other)))
        case (.data(.string(let one)), .data(.string(let other))) where sign == "+": return .string(one + other)
        case (.data(.array(let one)), .data(.array(let other))) where sign == "+": return .data(.array(one + other))
        case (.duration(let one), .duration(let other)) where sign == "+": return .duration(one + other)
        case (.duration(let one), .duration(let other)) where sign == "-": return .duration(one - other)
        case (.timestamp(let one), .timestamp(let other)) where sign == "-": return .duration(one - other)
        case (.timestamp(let one), .duration(let other)) where sign == "+": return .timestamp(one + other)
        case (.timestamp(let one), .duration(let other)) where sign == "-": return .timestamp(one - other)
        default:
            guard let one = try one.data().asDouble, let other = try other.data().asDouble else { throw .noOverload }
            return .data(Value(try real(sign, one, other)))
        }
    }

    private static func whole(_ sign: String, _ one: Int64, _ other: Int64) throws(CELError) -> Int64 {
        let result: (partialValue: Int64, overflow: Bool)
        switch sign {
        case "+": result = one.addingReportingOverflow(other)
        case "-": result = one.subtractingReportingOverflow(other)
        case "*": result = one.multipliedReportingOverflow(by: other)
        case "/" where other == 0: throw CELError("division by zero")
        case "/": result = one.dividedReportingOverflow(by: other)
        case "%" where other == 0: throw CELError("modulus by zero")
        default: result = one.remainderReportingOverflow(dividingBy: other)
        }
        guard !result.overflow else { throw CELError("integer overflow") }
        return result.partialValue
    }

    private static func real(_ sign: String, _ one: Double, _ other: Double) throws(CELError) -> Double {
        let result =
            switch sign {
            case "+": one + other
            case "-": one - other
            case "*": one * other
            case "/": one / other
            default: Double.nan
            }
        guard result.isFinite else { throw .noOverload }
        return result
    }
}
