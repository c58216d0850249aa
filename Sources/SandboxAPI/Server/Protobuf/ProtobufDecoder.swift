import Document

/// Makes the document of a protobuf message: what the client would have sent as JSON.
struct ProtobufDecoder {
    let catalog: ProtobufCatalog

    /// The object in a request's body: the bytes `k8s`, zero, then a `runtime.Unknown`, which names the kind and
    /// carries its message.
    func object(_ body: [UInt8]) throws(ProtobufError) -> Value {
        guard body.starts(with: Self.magic) else { throw .malformed("the body does not begin as an object does") }
        var reader = ProtobufReader(body[Self.magic.count...])
        var typeMeta: Value = [:]
        var raw: ArraySlice<UInt8> = []
        while let (number, payload) = try reader.next() {
            guard case .bytes(let bytes) = payload else { throw .malformed("an envelope with a number in it") }
            switch number {
            case 1: typeMeta = try message(Self.typeMeta, bytes, at: "typeMeta")
            case 2: raw = bytes
            case 3, 4: guard bytes.isEmpty else { throw .malformed("the object is encoded once more") }
            default: throw .unknownField(path: "the envelope", number: number)
            }
        }
        let apiVersion = typeMeta["apiVersion"]?.string ?? ""
        let kind = typeMeta["kind"]?.string ?? ""
        guard let name = catalog.name(apiVersion: apiVersion, kind: kind), let fields = catalog[name] else {
            throw .unknownKind(apiVersion: apiVersion, kind: kind)
        }
        var object: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        for (key, value) in try message(fields, raw, at: kind).object?.sorted ?? [] { object[key] = value }
        return .object(object)
    }

    private static let magic = Array("k8s\0".utf8)
    private static let typeMeta = ProtobufNotation(["TypeMeta: apiVersion kind"]).messages["TypeMeta"] ?? [:]

    private func message(
        _ fields: [Int: ProtobufNotation.Field], _ bytes: ArraySlice<UInt8>, at path: String
    ) throws(ProtobufError) -> Value {
        var reader = ProtobufReader(bytes)
        var object = Object()
        // Apart from the object, so that they grow in place.
        var lists: [String: [Value]] = [:]
        var maps: [String: Object] = [:]
        while let (number, payload) = try reader.next() {
            guard let field = fields[number] else { throw .unknownField(path: path, number: number) }
            let place = "\(path).\(field.name)"
            switch field.type {
            case .list(let element):
                lists[field.name, default: []].append(try value(element, payload, at: place))
            case .map(let element):
                guard case .bytes(let entry) = payload else { throw .mismatch(path: place) }
                let (key, value) = try self.entry(element, entry, at: place)
                maps[field.name, default: [:]][key] = value
            default:
                let value = try value(field.type, payload, at: place)
                if field.isInline {
                    for (key, member) in value.object?.sorted ?? [] { object[key] = member }
                } else if field.isPointer || !value.isUnset {
                    object[field.name] = value
                }
            }
        }
        for (name, items) in lists { object[name] = .array(items) }
        for (name, members) in maps { object[name] = .object(members) }
        return .object(object)
    }

    private func entry(
        _ type: ProtobufNotation.FieldType, _ bytes: ArraySlice<UInt8>, at path: String
    ) throws(ProtobufError) -> (String, Value) {
        var reader = ProtobufReader(bytes)
        var key = ""
        var result: Value?
        while let (number, payload) = try reader.next() {
            switch number {
            case 1: key = try value(.string, payload, at: path).string ?? ""
            case 2: result = try value(type, payload, at: path)
            default: throw .unknownField(path: path, number: number)
            }
        }
        return (key, result ?? .null)
    }

    private func value(
        _ type: ProtobufNotation.FieldType, _ payload: ProtobufReader.Payload, at path: String
    ) throws(ProtobufError) -> Value {
        switch (type, payload) {
        case (.int, .number(let number)): return .integer(Int64(bitPattern: number))
        case (.bool, .number(let number)): return .bool(number != 0)
        case (.string, .bytes(let bytes)):
            guard let text = String(validating: bytes, as: UTF8.self) else { throw .mismatch(path: path) }
            return .string(text)
        case (.bytes, .bytes(let bytes)): return .string(Base64.encode(bytes))
        case (.message(let name), .bytes(let bytes)):
            guard let fields = catalog[name] else { throw .mismatch(path: path) }
            return try message(fields, bytes, at: path)
        case (.list(let element), .bytes(let bytes)):
            // As a map's value: a message with nothing but the list.
            let fields = [
                1: ProtobufNotation.Field(name: "items", type: .list(element), isPointer: false, isInline: false)
            ]
            return try message(fields, bytes, at: path)["items"] ?? []
        case (_, .bytes(let bytes)): return try special(type, bytes, at: path)
        default: throw .mismatch(path: path)
        }
    }

    /// The messages that JSON writes as something else.
    private func special(
        _ type: ProtobufNotation.FieldType, _ bytes: ArraySlice<UInt8>, at path: String
    ) throws(ProtobufError) -> Value {
        guard let fields = Self.specialMessages[type] else { throw .mismatch(path: path) }
        let parts = try message(fields, bytes, at: path)
        switch type {
        case .quantity: return parts["string"] ?? ""
        case .intOrString: return parts["type"] == 1 ? parts["text"] ?? "" : parts["number"] ?? 0
        case .raw:
            guard let text = parts["raw"]?.string, let json = Base64.decode(text) else { return .null }
            guard let value = try? Value(json: json) else { throw .mismatch(path: path) }
            return value
        default:
            guard let seconds = parts["seconds"]?.integer else { return .null }
            let nanos = parts["nanos"]?.integer ?? 0
            guard Self.seconds.contains(seconds), 0..<1_000_000_000 ~= nanos else { throw .mismatch(path: path) }
            let time = Timestamp(seconds: seconds).description
            guard type == .microTime else { return .string(time) }
            let fraction = String(nanos / 1000 + 1_000_000).dropFirst()
            return .string("\(time.dropLast()).\(fraction)Z")
        }
    }

    /// From the year 1 to 9999, which is what RFC 3339 can write.
    private static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    private static let specialMessages: [ProtobufNotation.FieldType: [Int: ProtobufNotation.Field]] = {
        let messages = ProtobufNotation([
            """
            quantity: string
            intOrString: type:int number:int text
            raw: raw:bytes
            time: seconds:int? nanos:int
            """
        ]).messages
        return [
            .quantity: messages["quantity"] ?? [:], .intOrString: messages["intOrString"] ?? [:],
            .raw: messages["raw"] ?? [:], .time: messages["time"] ?? [:], .microTime: messages["time"] ?? [:],
        ]
    }()
}

extension Value {
    /// Whether it is what Go writes of a field that is not set. Empty messages may have been meant.
    fileprivate var isUnset: Bool {
        switch self {
        case .null, .bool(false), .integer(0), .string(""): true
        default: false
        }
    }
}
