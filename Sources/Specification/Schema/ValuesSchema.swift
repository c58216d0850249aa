import Document
import Schemas

/// The part of JSON Schema that the values of an application can be described in.
package struct ValuesSchema {
    /// What is wrong with a value, and where.
    package struct Violation: Hashable {
        package var path: Path
        package var message: String
        /// Another type was expected where a text would do: the value is to be quoted.
        package var wantsText = false

        /// What to do about a number or boolean, spelled as in its file, where a text would do.
        package func hint(_ spelling: String?) -> String? {
            wantsText ? "put it in quotation marks to mean a string" + (spelling.map { ": \"\($0)\"" } ?? "") : nil
        }
    }

    static let types = ["string", "boolean", "integer", "number", "array", "object", "null"]

    let schema: Value

    package init(schema: Value) {
        self.schema = schema
    }

    /// All that is wrong; where `isPartial`, missing members do not count. A text with references in it is taken for
    /// good: what it will be is known once it is filled.
    package func violations(of value: Value, isPartial: Bool = false) -> [Violation] {
        check(value, against: schema, at: .root, isPartial)
    }

    func check(
        _ value: Value, against schema: Value, at path: Path, _ isPartial: Bool, depth: Int = 0
    ) -> [Violation] {
        if value.string?.contains("${") == true { return [] }
        guard case .object = schema else {
            return schema == false ? [Violation(path: path, message: "is not allowed")] : []
        }
        if let expected = schema["type"], !Self.names(expected).contains(where: value.isOf(type:)) {
            let names = Self.names(expected).joined(separator: " or ")
            let isScalar = value.bool != nil || value.double != nil
            return [
                Violation(
                    path: path, message: "must be of type \(names), not \(value.typeName)",
                    wantsText: isScalar && Self.names(expected).contains("string"))
            ]
        }
        var messages: [String] = []
        if let cases = schema["enum"]?.array, !cases.contains(value) {
            messages.append("must be one of \(cases.map(\.plain).joined(separator: ", ")), not \(value.plain)")
        }
        if let constant = schema["const"], constant != value { messages.append("must be \(constant.plain)") }
        if let number = value.double { messages += Self.faults(of: number, value, by: schema) }
        if let text = value.string { messages += Self.faults(of: text, by: schema) }
        if let items = value.array { messages += Self.faults(of: items, by: schema) }
        var result = messages.map { Violation(path: path, message: $0) }
        for (index, item) in (value.array ?? []).enumerated() {
            result += check(
                item, against: schema["items"] ?? true, at: path.appending(index: index), isPartial, depth: depth)
        }
        if let object = value.object { result += check(object, against: schema, at: path, isPartial, depth: depth) }
        return result + combinations(value, schema, at: path, isPartial, depth: depth)
    }

    private func check(
        _ object: Object, against schema: Value, at path: Path, _ isPartial: Bool, depth: Int
    ) -> [Violation] {
        var result: [Violation] = []
        let properties = schema["properties"]?.object ?? [:]
        let patterns = (schema["patternProperties"]?.object ?? [:]).compactMap { key, schema in
            (try? Pattern(key)).map { ($0, schema) }
        }
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil && !isPartial {
            result.append(Violation(path: path.appending(key: name), message: "is required"))
        }
        let count = Int64(object.count)
        if let least = schema["minProperties"]?.integer, count < least, !isPartial {
            result.append(Violation(path: path, message: "must have at least \(least) members"))
        }
        if let most = schema["maxProperties"]?.integer, count > most {
            result.append(Violation(path: path, message: "must have at most \(most) members"))
        }
        for (key, member) in object {
            let place = path.appending(key: key)
            if let names = schema["propertyNames"], !check(.string(key), against: names, at: place, isPartial).isEmpty {
                result.append(Violation(path: place, message: "is no name that is allowed here"))
            }
            let matching = patterns.filter { $0.0.isFound(in: key) == true }.map(\.1)
            for pattern in matching { result += check(member, against: pattern, at: place, isPartial, depth: depth) }
            if let property = properties[key] {
                result += check(member, against: property, at: place, isPartial, depth: depth)
            } else if matching.isEmpty, let others = schema["additionalProperties"] {
                if others == false {
                    let hint = key.nearest(among: properties.keys).map { ", did you mean `\($0)`?" } ?? ""
                    result.append(Violation(path: place, message: "is not known\(hint)"))
                } else {
                    result += check(member, against: others, at: place, isPartial, depth: depth)
                }
            }
        }
        return result
    }

    static func names(_ type: Value) -> [String] {
        type.array?.compactMap(\.string) ?? [type.plain]
    }
}

extension Value {
    fileprivate func isOf(type: String) -> Bool {
        switch (type, self) {
        case ("string", .string), ("boolean", .bool), ("integer", .integer), ("number", .integer),
            ("number", .number), ("array", .array), ("object", .object), ("null", .null):
            true
        default: false
        }
    }
}
