import Document

/// Why a request's object does not fit the Go struct that the server decodes it into.
struct GoDecodingError: Error {
    private let text: String
    /// The Go type that the value does not fit; nil where something else is wrong.
    private var type: String?
    /// The struct that holds the value, and the way there from the object.
    private var structName = ""
    private var path: [String] = []

    init(message: String) {
        text = message
        type = nil
    }

    /// A value of one kind where a Go type wants another.
    init(_ found: String, into type: String) {
        text = found
        self.type = type
    }

    var message: String {
        guard let type else { return text }
        let place =
            structName.isEmpty ? "value" : "struct field \(structName).\(path.reversed().joined(separator: "."))"
        return "json: cannot unmarshal \(text) into Go \(place) of type \(type)"
    }

    /// The whole numbers of 64 bits; the others have 32.
    private static let wideFields: Set<String> = [
        "activeDeadlineSeconds", "deletionGracePeriodSeconds", "expirationSeconds", "fsGroup", "generation",
        "maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties", "observedGeneration",
        "runAsGroup", "runAsUser", "seconds", "sizeBytes", "startingDeadlineSeconds", "supplementalGroups",
        "terminationGracePeriodSeconds", "tolerationSeconds",
    ]

    /// The error as it is seen from the struct around it.
    fileprivate func below(_ field: String, of map: MapType) -> GoDecodingError {
        var error = self
        if error.structName.isEmpty {
            error.structName = map.name ?? ""
            if type == "int32", Self.wideFields.contains(field) { error.type = "int64" }
        }
        error.path.append(field)
        return error
    }
}

extension SchemaType {
    /// The value as it comes out of a Go struct of this type: unknown fields and nulls are gone, fields without
    /// `omitempty` are there, quantities are canonical; with `defaults`, absent fields have theirs.
    ///
    /// Only for built-in kinds: custom resources are kept as they were sent. `keepsEmpty` leaves the empty lists and
    /// maps that encoding would omit: in memory a Go server tells them from absent ones.
    func decoded(
        _ value: Value, defaults: Bool = true, keepsEmpty: Bool = false
    ) throws(GoDecodingError) -> Value {
        switch self {
        case .scalar(let scalar): return try Self.decoded(value, scalar)
        case .list(let list):
            guard case .array(let items) = value else { throw GoDecodingError(value.goTypeName, into: goName) }
            var result: [Value] = []
            result.reserveCapacity(items.count)
            for item in items {
                result.append(try list.element.decoded(item, defaults: defaults, keepsEmpty: keepsEmpty))
            }
            return .array(result)
        case .map(let map):
            guard case .object(let object) = value else {
                if value.isNull { return map.zero(defaults: defaults) }
                throw GoDecodingError(value.goTypeName, into: goName)
            }
            return .object(try map.decoded(object, defaults: defaults, keepsEmpty: keepsEmpty))
        case .untyped: return value
        case .recursive(let type): return try type().decoded(value, defaults: defaults, keepsEmpty: keepsEmpty)
        }
    }

    private static func decoded(_ value: Value, _ scalar: Scalar) throws(GoDecodingError) -> Value {
        switch (scalar, value) {
        case (.quantity, .string(let text)):
            guard let quantity = Quantity(text) else {
                throw GoDecodingError(message: Quantity.complaint)
            }
            return .string(quantity.canonical)
        case (.quantity, .integer), (.quantity, .number):
            return .string(Quantity(value.compactJSON)?.canonical ?? value.compactJSON)
        case (.bytes, .string(let text)):
            guard let problem = Base64.firstIllegalByte(of: text) else { return value }
            throw GoDecodingError(message: "illegal base64 data at input byte \(problem)")
        case (.string, .null), (.bytes, .null): return ""
        case (.integer, .null), (.number, .null): return 0
        case (.boolean, .null): return false
        case (.string, .string), (.integer, .integer), (.number, .integer), (.number, .number), (.boolean, .bool),
            (.any, _), (.quantity, .null):
            return value
        case (.integer, .number(let number)): throw GoDecodingError("number \(number)", into: scalar.goName)
        case (.quantity, _): throw GoDecodingError(message: Quantity.complaint)
        default: throw GoDecodingError(value.goTypeName, into: scalar.goName)
        }
    }

    /// The Go type that values of this type are decoded into.
    private var goName: String {
        switch self {
        case .scalar(let scalar): scalar.goName
        case .list(let list): "[]\(list.element.goName)"
        case .map(let map): map.element.map { "map[string]\($0.goName)" } ?? "v1.\(map.name ?? "")"
        case .untyped: "interface {}"
        case .recursive(let type): type().goName
        }
    }

    /// What Go writes for a field of this type that was never set.
    fileprivate func zero(defaults: Bool) -> Value {
        switch self {
        case .scalar(.string), .scalar(.bytes): ""
        case .scalar(.integer), .scalar(.number): 0
        case .scalar(.boolean): false
        case .scalar(.quantity): "0"
        case .scalar(.any), .list, .untyped: .null
        case .map(let map): map.zero(defaults: defaults)
        case .recursive(let type): type().zero(defaults: defaults)
        }
    }
}

extension MapType {
    /// An empty struct of this type, or null for a map.
    fileprivate func zero(defaults: Bool) -> Value {
        if element != nil { return .null }
        return (try? .object(decoded([:], defaults: defaults, keepsEmpty: false))) ?? .object([:])
    }

    fileprivate func decoded(
        _ object: Object, defaults: Bool, keepsEmpty: Bool
    ) throws(GoDecodingError) -> Object {
        var result = Object(minimumCapacity: object.count)
        for name in order {
            guard let field = fields[name] else { continue }
            if let value = object[name], !value.isNull {
                let decoded: Value
                do throws(GoDecodingError) {
                    decoded = try field.type.decoded(value, defaults: defaults, keepsEmpty: keepsEmpty)
                } catch {
                    throw error.below(name, of: self)
                }
                let isKept = keepsEmpty && decoded.isEmptyContainer
                if field.presence == .optional || isKept || !decoded.isGoZero {
                    result[name] = decoded
                    continue
                }
            }
            // An empty text as the default is only seen by those who read the schema.
            let isWritten = field.presence != .omittedWhenEmpty || field.defaultValue?.isGoZero == false
            if defaults, isWritten, let defaultValue = field.defaultValue {
                result[name] = try field.type.decoded(defaultValue, defaults: true)
            } else if field.presence == .always {
                result[name] = try emptyValue(of: field, sent: object[name], defaults: defaults)
            }
        }
        guard let element else { return result }
        // Go writes maps in the order of their keys.
        for (key, value) in object.sorted where fields[key] == nil {
            result[key] = try element.decoded(value, defaults: defaults, keepsEmpty: keepsEmpty)
        }
        return result
    }

    /// An unset field that is written nevertheless; an empty list that was sent stays one.
    private func emptyValue(
        of field: SchemaField, sent: Value?, defaults: Bool
    ) throws(GoDecodingError) -> Value {
        if let sent, sent.isEmptyContainer, case .list = field.type.resolved { return sent }
        return field.type.zero(defaults: defaults)
    }
}

extension Value {
    /// What Go's JSON decoder calls this kind of value.
    var goTypeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// Whether `omitempty` drops the value.
    fileprivate var isGoZero: Bool {
        switch self {
        case .null: true
        case .bool(let flag): !flag
        case .integer(let number): number == 0
        case .number(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let items): items.isEmpty
        case .object(let object): object.isEmpty
        }
    }
}

extension SchemaType.Scalar {
    fileprivate var goName: String {
        switch self {
        case .string: "string"
        case .integer: "int32"
        case .number: "float64"
        case .boolean: "bool"
        case .any: "intstr.IntOrString"
        case .quantity: "resource.Quantity"
        case .bytes: "[]uint8"
        }
    }
}

extension Quantity {
    /// What the server says of a text that is none.
    static let complaint =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
}
