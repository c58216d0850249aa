import Document

/// The functions and methods there are; a method's receiver is its first argument.
enum CELFunction: String, Sendable {
    case size, int, uint, double, string, bool, dyn, type
    case contains, startsWith, endsWith, matches, find
    case lowerAscii, upperAscii, trim, split, join, replace, substring, charAt, indexOf, lastIndexOf
    case isSorted, sum, min, max
    case isIP, isCIDR, isURL, isQuantity
    case duration, timestamp, getHours, getMinutes, getSeconds, getMilliseconds
    case hasValue, value, orValue
    case optionalOf = "optional.of"
    case optionalNone = "optional.none"
    case escapeKey = "jsonpatch.escapeKey"

    /// With how many arguments the function can be called.
    var argumentCounts: ClosedRange<Int> {
        switch self {
        case .optionalNone: 0...0
        case .contains, .startsWith, .endsWith, .matches, .find, .charAt, .orValue: 2...2
        case .split, .substring, .indexOf, .lastIndexOf: 2...3
        case .join: 1...2
        case .replace: 3...4
        default: 1...1
        }
    }

    func result(of arguments: [CELValue]) throws(CELError) -> CELValue {
        guard let first = arguments.first else { return .optional(nil) }
        switch self {
        case .size: return try Self.size(first)
        case .dyn: return first
        case .int, .uint, .double, .string, .bool, .type: return try CELConversion.result(self, first)
        case .isIP: return .bool(IPAddressText.isAddress(try first.text()))
        case .isCIDR: return .bool(IPAddressText.isNetwork(try first.text()))
        case .isURL: return .bool(try first.text().contains("://"))
        case .isQuantity: return .bool(Quantity(try first.text()) != nil)
        case .duration, .timestamp, .getHours, .getMinutes, .getSeconds, .getMilliseconds:
            return try CELConversion.time(self, first)
        case .hasValue, .value, .orValue: return try Self.optional(self, first, arguments.last)
        case .optionalOf: return .optional(try first.data())
        case .escapeKey:
            return .string(try first.text().replacing("~", with: "~0").replacing("/", with: "~1"))
        case .isSorted, .sum, .min, .max: return try Self.summary(self, try first.items())
        case .indexOf where first.isList: return .integer(try first.items().firstIndex(of: arguments[1].data()) ?? -1)
        case .lastIndexOf where first.isList:
            return .integer(try first.items().lastIndex(of: arguments[1].data()) ?? -1)
        case .join:
            var texts: [String] = []
            for item in try first.items() { texts.append(try CELValue.data(item).text()) }
            return .string(texts.joined(separator: arguments.count > 1 ? try arguments[1].text() : ""))
        default: return try CELText.result(self, try first.text(), Array(arguments.dropFirst()))
        }
    }

    private static func size(_ value: CELValue) throws(CELError) -> CELValue {
        switch value {
        case .data(.array(let items)): return .integer(items.count)
        case .data(.object(let object)): return .integer(object.count)
        case .data(.string(let text)): return .integer(text.unicodeScalars.count)
        default: throw .noOverload
        }
    }

    private static func optional(
        _ function: CELFunction, _ receiver: CELValue, _ otherwise: CELValue?
    ) throws(CELError) -> CELValue {
        guard case .optional(let content) = receiver else { throw .noOverload }
        switch (function, content) {
        case (.hasValue, _): return .bool(content != nil)
        case (_, let content?): return .data(content)
        case (.orValue, nil): return otherwise ?? .optional(nil)
        default: throw CELError("optional.none() dereference")
        }
    }

    private static func summary(_ function: CELFunction, _ items: [Value]) throws(CELError) -> CELValue {
        let values = items.map(CELValue.data)
        if function == .sum {
            var total = CELValue.integer(0)
            for value in values { total = try CELArithmetic.result("+", total, value) }
            return total
        }
        guard var chosen = values.first else {
            guard function == .isSorted else { throw CELError("\(function.rawValue) called on empty list") }
            return .bool(true)
        }
        for (previous, value) in zip(values, values.dropFirst()) {
            switch function {
            case .isSorted: if try previous.compare(value) > 0 { return .bool(false) }
            case .min: if try value.compare(chosen) < 0 { chosen = value }
            default: if try value.compare(chosen) > 0 { chosen = value }
            }
        }
        return function == .isSorted ? .bool(true) : chosen
    }
}

extension CELValue {
    fileprivate var isList: Bool {
        if case .data(.array) = self { true } else { false }
    }
}
