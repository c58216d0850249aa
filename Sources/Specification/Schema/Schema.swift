import Document

/// What a node of a spec must look like: how it is read, and the JSON Schema that says the same to editors.
///
/// Reading reports what is wrong to the node's findings; nil is returned only where something was reported. What is returned
/// may have faults all the same, which were reported, too: it is for further checks, and nothing is done by it then.
struct Schema<Output>: Sendable {
    let json: Value
    let read: @Sendable (Node) -> Output?

    init(json: Value, read: @escaping @Sendable (Node) -> Output?) {
        self.json = json
        self.read = read
    }

    /// Reads as this and makes something else of it; the transformation reports where it returns nil.
    func map<Result>(
        json: Value? = nil, _ transform: @escaping @Sendable (Output, Node) -> Result?
    ) -> Schema<Result> {
        Schema<Result>(json: json ?? self.json) { node in
            read(node).flatMap { transform($0, node) }
        }
    }
}

/// A member of a map: its key stands here and nowhere else.
struct Field<Output>: Sendable {
    let key: String
    let json: Value
    let isRequired: Bool
    /// Reads the member from the map it belongs to.
    let read: @Sendable (Node) -> Output?

    /// A member that must be there.
    static func required(_ key: String, _ schema: Schema<Output>, _ description: String) -> Field {
        Field(key: key, json: schema.json.described(description), isRequired: true) { parent in
            if let member = parent.member(key) { return schema.read(member) }
            let location = parent.path.isRoot ? parent.location : parent.marks.keyLocation(of: parent.path)
            if parent.value[key] == nil {
                parent.report("\(parent.name) has no `\(key)`, which is required", at: location, notes: [description])
            } else {
                parent.report("`\(parent.path.appending(key: key))` is empty", notes: [description])
            }
            return nil
        }
    }

    /// A member that has a value where it is not given, written as the user would write it.
    static func defaulted(
        _ key: String, _ schema: Schema<Output>, _ value: Value, _ description: String
    ) -> Field {
        var described = schema.json.described(description)
        described["default"] = value
        return Field(key: key, json: described.orNull, isRequired: false) { parent in
            schema.read(parent.member(key) ?? parent.absentMember(key, value))
        }
    }

    /// The same member, for which another value stands where it cannot be read: what is wrong with it was reported, and the
    /// rest of the map is checked all the same.
    func orElse(_ value: Output) -> Field where Output: Sendable {
        Field(key: key, json: json, isRequired: isRequired) { parent in read(parent) ?? value }
    }

    /// A member that may be left out.
    static func optional<Wrapped>(
        _ key: String, _ schema: Schema<Wrapped>, _ description: String
    ) -> Field<Wrapped?> where Output == Wrapped? {
        Field(key: key, json: schema.json.described(description).orNull, isRequired: false) { parent in
            guard let member = parent.member(key) else { return .some(nil) }
            return schema.read(member).map { .some($0) }
        }
    }
}

extension Schema {
    /// A map of known members, from which `make` builds the output; it reports where it returns nil.
    static func object<each Part>(
        _ fields: repeat Field<each Part>, make: @escaping @Sendable (Node, repeat each Part) -> Output?
    ) -> Schema {
        var properties = Object()
        var required: [Value] = []
        for field in repeat each fields {
            properties[field.key] = field.json
            if field.isRequired { required.append(.string(field.key)) }
        }
        var json: Value = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        if !required.isEmpty { json["required"] = .array(required) }
        let known = properties.keys
        return Schema(json: json) { node in
            guard case .object = node.value else {
                node.reportType("a map")
                return nil
            }
            // Unknown keys do not keep the rest from being checked: everything wrong is shown at once.
            node.reportUnknownKeys(known)
            let parts = (repeat (each fields).read(node))
            guard let parts = try? (repeat unwrap(each parts)) else { return nil }
            return make(node, repeat each parts)
        }
    }
}

private struct Absent: Error {}

private func unwrap<Part>(_ part: Part?) throws(Absent) -> Part {
    guard let part else { throw Absent() }
    return part
}

extension Node {
    /// Reports keys that are not known, with the nearest one that is.
    fileprivate func reportUnknownKeys(_ known: [String]) {
        for (key, member) in members where !known.contains(key) {
            let hint = key.nearest(among: known).map { "did you mean `\($0)`?" }
            let location = path.isRoot ? "at the top" : "in \(name)"
            report(
                "unknown key `\(key)` \(location)", at: marks.keyLocation(of: member.path),
                notes: [hint ?? "known keys: \(known.joined(separator: ", "))"])
        }
    }
}

extension Value {
    func described(_ description: String) -> Value {
        var result = self
        result["description"] = .string(description)
        return result
    }

    /// The JSON Schema that also lets null stand, which a key without a value is.
    fileprivate var orNull: Value {
        var result = self
        switch self["type"] {
        case .string(let type)?: result["type"] = [.string(type), "null"]
        case .array(let types)?: result["type"] = .array(types + ["null"])
        default: break
        }
        if let cases = self["enum"]?.array { result["enum"] = .array(cases + [.null]) }
        return result
    }
}
