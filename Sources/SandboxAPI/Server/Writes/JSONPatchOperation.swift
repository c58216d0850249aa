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
        guard let path = item["path"]?.string.map(Self.tokens) else { throw Self.refusal }
        self.path = path
        let value = item["value"] ?? .null
        let from = item["from"]?.string.map(Self.tokens)
        switch (item["op"]?.string, from) {
        case ("add", _): action = .add(value)
        case ("remove", _): action = .remove
        case ("replace", _): action = .replace(value)
        case ("test", _): action = .test(value)
        case ("move", let from?): action = .move(from: from)
        case ("copy", let from?): action = .copy(from: from)
        default: throw Self.refusal
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
            // A member that is not there is as good as null, below an object that is.
            let parent = try Self.value(at: path.dropLast(), in: result)
            let found = parent.object != nil ? parent[path.last ?? ""] ?? .null : try Self.value(at: path, in: result)
            guard path.isEmpty ? result == expected : found == expected else { throw Self.refusal }
        }
        return result
    }

    private static func tokens(of pointer: String) -> [String] {
        pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    /// Whatever is wrong with an operation, the server does not say what.
    private static let refusal = StatusError(
        code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request",
        details: [:])

    private static func value(at path: some Sequence<String>, in document: Value) throws(StatusError) -> Value {
        var current = document
        for token in path {
            let next: Value? =
                if case .array(let items) = current {
                    index(token, count: items.count).flatMap { current[$0] }
                } else {
                    current[token]
                }
            guard let next else { throw refusal }
            current = next
        }
        return current
    }

    /// The place in a list; negative numbers count from its end.
    private static func index(_ token: String, count: Int) -> Int? {
        guard let number = Int(token) else { return nil }
        let index = number < 0 ? number + count : number
        return (0..<count).contains(index) ? index : nil
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
                guard var child = object[token] else { throw refusal }
                try add(value, at: rest, in: &child)
                object[token] = child
            }
            node = .object(object)
        case .array(var items):
            if rest.isEmpty {
                // A new item may also stand behind the last one.
                let place = token == "-" ? items.count : index(token, count: items.count + 1)
                guard let place else { throw refusal }
                items.insert(value, at: place)
            } else {
                guard let place = index(token, count: items.count) else { throw refusal }
                try add(value, at: rest, in: &items[place])
            }
            node = .array(items)
        default: throw refusal
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
            guard var child = object[token] else { throw refusal }
            let removed = rest.isEmpty ? child : try remove(at: rest, in: &child)
            if rest.isEmpty {
                object[token] = nil
            } else {
                object[token] = child
            }
            node = .object(object)
            return removed
        case .array(var items):
            guard let place = index(token, count: items.count) else { throw refusal }
            let removed = rest.isEmpty ? items.remove(at: place) : try remove(at: rest, in: &items[place])
            node = .array(items)
            return removed
        default: throw refusal
        }
    }
}
