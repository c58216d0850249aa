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
            wantsText ? "put it in quotation marks to mean a text" + (spelling.map { ": \"\($0)\"" } ?? "") : nil
        }
    }

    private static let types = ["string", "boolean", "integer", "number", "array", "object", "null"]

    let schema: Value

    package init(schema: Value) {
        self.schema = schema
    }

    /// All that is wrong; where `isPartial`, missing members do not count. A text with references in it is taken for
    /// good: what it will be is known once it is filled.
    package func violations(of value: Value, isPartial: Bool = false) -> [Violation] {
        check(value, against: schema, at: .root, isPartial)
    }

    private func check(_ value: Value, against schema: Value, at path: Path, _ isPartial: Bool) -> [Violation] {
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
        var result: [Violation] = []
        func violate(_ message: String) { result.append(Violation(path: path, message: message)) }
        if let cases = schema["enum"]?.array, !cases.contains(value) {
            violate("must be one of \(cases.map(\.plain).joined(separator: ", ")), not \(value.plain)")
        }
        if let constant = schema["const"], constant != value { violate("must be \(constant.plain)") }
        if let number = value.double {
            if let least = schema["minimum"]?.double, number < least {
                violate("must be at least \(Value(least).plain), not \(value.plain)")
            }
            if let most = schema["maximum"]?.double, number > most {
                violate("must be at most \(Value(most).plain), not \(value.plain)")
            }
        }
        if let text = value.string {
            let length = Int64(text.unicodeScalars.count)
            if let least = schema["minLength"]?.integer, length < least {
                violate("must have at least \(least) characters")
            }
            if let most = schema["maxLength"]?.integer, length > most {
                violate("must have at most \(most) characters")
            }
            if let pattern = schema["pattern"]?.string, let compiled = try? Pattern(pattern) {
                switch compiled.isFound(in: text) {
                case true?: break
                case false?: violate("must match the pattern \(pattern)")
                case nil: violate("is too long to be held against the pattern \(pattern)")
                }
            }
        }
        if let items = value.array {
            for (index, item) in items.enumerated() {
                result += check(item, against: schema["items"] ?? true, at: path.appending(index: index), isPartial)
            }
        }
        if let object = value.object { result += check(object, against: schema, at: path, isPartial) }
        return result
    }

    private func check(_ object: Object, against schema: Value, at path: Path, _ isPartial: Bool) -> [Violation] {
        var result: [Violation] = []
        let properties = schema["properties"]?.object ?? [:]
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where object[name] == nil && !isPartial {
            result.append(Violation(path: path.appending(key: name), message: "is required"))
        }
        for (key, member) in object {
            let place = path.appending(key: key)
            if let property = properties[key] {
                result += check(member, against: property, at: place, isPartial)
            } else if let others = schema["additionalProperties"] {
                if others == false {
                    let hint = key.nearest(among: properties.keys).map { ", did you mean `\($0)`?" } ?? ""
                    result.append(Violation(path: place, message: "is not known\(hint)"))
                } else {
                    result += check(member, against: others, at: place, isPartial)
                }
            }
        }
        return result
    }

    private static func names(_ type: Value) -> [String] {
        type.array?.compactMap(\.string) ?? [type.plain]
    }
}

extension ValuesSchema {
    private static let keywords: Set<String> = [
        "type", "properties", "required", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern",
        "additionalProperties", "items", "title", "description", "default", "examples", "$schema", "$comment",
    ]

    private static func checkPattern(_ node: Node) -> Bool {
        guard let text = node.value.string else {
            node.reportType("a regular expression")
            return false
        }
        do {
            _ = try Pattern(text)
            return true
        } catch {
            node.report("\(node.name) is no regular expression that can be used: \(error)")
            return false
        }
    }

    /// Reports what a schema says that this subset does not know or that is malformed.
    static func check(_ node: Node) -> Bool {
        if node.value.bool != nil { return true }
        guard case .object = node.value else {
            node.reportType("a JSON Schema")
            return false
        }
        var isValid = true
        for (key, member) in node.members {
            let isGood: Bool
            switch key {
            case "properties":
                isGood = member.value.object != nil && member.members.map { check($0.node) }.allSatisfy(\.self)
                if member.value.object == nil { member.reportType("a map") }
            case "items", "additionalProperties": isGood = check(member)
            case "type":
                isGood = names(member.value).allSatisfy(types.contains)
                if !isGood { member.report("\(member.name) must be of \(types.joined(separator: ", "))") }
            case "pattern":
                isGood = checkPattern(member)
            default:
                isGood = keywords.contains(key)
                if !isGood {
                    let hint = key.nearest(among: keywords).map { "did you mean `\($0)`?" }
                    member.report(
                        "\(member.name): the keyword `\(key)` is not supported here",
                        at: member.marks.keyLocation(of: member.path),
                        notes: [hint ?? "known keywords: \(keywords.sorted().joined(separator: ", "))"])
                }
            }
            isValid = isValid && isGood
        }
        return isValid
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

    fileprivate var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }
}
