import Document

/// One operation of a JSON patch (RFC 6902).
struct JSONPatchOperation: Sendable {
    enum Action: Sendable {
        case add(Value)
        case remove
        case replace(Value)
        case move(from: [String])
        case copy(from: [String])
        case test(Value)
    }

    let action: Action
    /// The tokens of the JSON pointer.
    let path: [String]

    init(_ item: Value) throws(StatusError) {
        guard let path = item["path"]?.string.map(Self.tokens) else {
            throw .badRequest("jsonpatch operation lacks a path")
        }
        self.path = path
        let value = item["value"] ?? .null
        let from = item["from"]?.string.map(Self.tokens) ?? []
        switch item["op"]?.string {
        case "add": action = .add(value)
        case "remove": action = .remove
        case "replace": action = .replace(value)
        case "move": action = .move(from: from)
        case "copy": action = .copy(from: from)
        case "test": action = .test(value)
        default: throw .badRequest("Unexpected kind: \(item["op"]?.plain ?? "unknown")")
        }
    }

    /// The document with the operation carried out.
    func applied(to document: Value) throws(StatusError) -> Value {
        var result = document
        switch action {
        case .add(let value): try Self.add(value, at: path[...], in: &result)
        case .remove: _ = try Self.remove(at: path[...], in: &result)
        case .replace(let value):
            _ = try Self.value(at: path, in: result)
            _ = try Self.remove(at: path[...], in: &result)
            try Self.add(value, at: path[...], in: &result)
        case .move(let from):
            let value = try Self.remove(at: from[...], in: &result)
            try Self.add(value, at: path[...], in: &result)
        case .copy(let from): try Self.add(try Self.value(at: from, in: result), at: path[...], in: &result)
        case .test(let expected):
            guard try Self.value(at: path, in: result) == expected else {
                throw Self.failure("testing path /\(path.joined(separator: "/")) value failed")
            }
        }
        return result
    }

    private static func tokens(of pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    private static func failure(_ message: String) -> StatusError {
        StatusError(
            code: 422, reason: "Invalid",
            message: "the server rejected our request due to an error in our request: \(message)", details: [:])
    }

    private static func value(at path: [String], in document: Value) throws(StatusError) -> Value {
        var current = document
        for token in path {
            let next = current.array == nil ? current[token] : Int(token).flatMap { current[$0] }
            guard let next else { throw missing(path) }
            current = next
        }
        return current
    }

    private static func missing(_ path: [String]) -> StatusError {
        failure("nonexistent path /\(path.joined(separator: "/"))")
    }

    private static func add(_ value: Value, at path: ArraySlice<String>, in node: inout Value) throws(StatusError) {
        guard let token = path.first else {
            node = value
            return
        }
        let rest = path.dropFirst()
        switch node {
        case .object(var object):
            if rest.isEmpty {
                object[token] = value
            } else {
                guard var child = object[token] else { throw missing(Array(path)) }
                try add(value, at: rest, in: &child)
                object[token] = child
            }
            node = .object(object)
        case .array(var items):
            let index = token == "-" ? items.count : Int(token) ?? -1
            if rest.isEmpty {
                guard (0...items.count).contains(index) else { throw missing(Array(path)) }
                items.insert(value, at: index)
            } else {
                guard items.indices.contains(index) else { throw missing(Array(path)) }
                try add(value, at: rest, in: &items[index])
            }
            node = .array(items)
        default: throw missing(Array(path))
        }
    }

    private static func remove(at path: ArraySlice<String>, in node: inout Value) throws(StatusError) -> Value {
        guard let token = path.first else {
            let removed = node
            node = .null
            return removed
        }
        let rest = path.dropFirst()
        switch node {
        case .object(var object):
            guard var child = object[token] else { throw missing(Array(path)) }
            let removed = rest.isEmpty ? child : try remove(at: rest, in: &child)
            if rest.isEmpty {
                object[token] = nil
            } else {
                object[token] = child
            }
            node = .object(object)
            return removed
        case .array(var items):
            guard let index = Int(token), items.indices.contains(index) else { throw missing(Array(path)) }
            let removed = rest.isEmpty ? items.remove(at: index) : try remove(at: rest, in: &items[index])
            node = .array(items)
            return removed
        default: throw missing(Array(path))
        }
    }
}
