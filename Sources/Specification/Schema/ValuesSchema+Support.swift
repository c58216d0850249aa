import Document
import Schemas

extension ValuesSchema {
    /// The keywords of JSON Schema that are checked, or say nothing about values.
    static let keywords: Set<String> = [
        "type", "properties", "required", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "pattern", "additionalProperties", "patternProperties", "propertyNames",
        "minProperties", "maxProperties", "items", "minItems", "maxItems", "uniqueItems", "allOf", "anyOf", "oneOf",
        "not",
        "if", "then", "else", "$ref", "definitions", "$defs", "title", "description", "default", "examples", "format",
        "$schema", "$id", "$comment", "readOnly", "writeOnly", "deprecated",
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
            node.report("\(node.name) is not a regular expression that can be used: \(error)")
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
            case "properties", "patternProperties", "definitions", "$defs":
                isGood = member.value.object != nil && member.members.map { check($0.node) }.allSatisfy(\.self)
                if member.value.object == nil { member.reportType("a map") }
            case "items", "additionalProperties", "propertyNames", "not", "if", "then", "else": isGood = check(member)
            case "allOf", "anyOf", "oneOf":
                isGood = member.value.array != nil && member.items.map(check).allSatisfy(\.self)
                if member.value.array == nil { member.reportType("a list") }
            case "$ref":
                isGood = member.value.string?.hasPrefix("#") == true
                if !isGood {
                    member.report("\(member.name) must be a reference within this schema, as #/definitions/name")
                }
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

extension ValuesSchema {
    /// What a schema that others wrote says and is not checked here, by where it stands: remote references, keywords that are
    /// not known, regular expressions of another kind.
    package var unsupported: [Path: String] {
        var found: [Path: String] = [:]
        Self.collect(schema, at: .root, into: &found)
        return found
    }

    private static func collect(_ schema: Value, at path: Path, into found: inout [Path: String]) {
        guard let object = schema.object else { return }
        for (key, member) in object {
            let place = path.appending(key: key)
            switch key {
            case "properties", "patternProperties", "definitions", "$defs":
                for (name, inner) in member.object ?? [:] {
                    if key == "patternProperties", (try? Pattern(name)) == nil { found[place] = "the pattern \(name)" }
                    collect(inner, at: place.appending(key: name), into: &found)
                }
            case "items" where member.array != nil: found[place] = "`items` as a list"
            case "items", "additionalProperties", "propertyNames", "not", "if", "then", "else":
                collect(member, at: place, into: &found)
            case "allOf", "anyOf", "oneOf":
                for (index, inner) in (member.array ?? []).enumerated() {
                    collect(inner, at: place.appending(index: index), into: &found)
                }
            case "$ref" where member.string?.hasPrefix("#") != true: found[place] = "the reference \(member.plain)"
            case "pattern" where member.string.flatMap { try? Pattern($0) } == nil:
                found[place] = "the pattern \(member.plain)"
            case "exclusiveMinimum" where member.bool != nil, "exclusiveMaximum" where member.bool != nil:
                found[place] = "`\(key)` as a boolean"
            default:
                if !keywords.contains(key) { found[place] = "`\(key)`" }
            }
        }
    }
}
