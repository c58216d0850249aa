/// Reads the fields of one protobuf message in the order in which they stand.
///
/// Source: the encoding's description at protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
    /// A field's value as its wire type gives it.
    enum Payload {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    private var rest: ArraySlice<UInt8>

    init(_ message: ArraySlice<UInt8>) { rest = message }

    /// The next field; nil at the end of the message.
    mutating func next() throws(ProtobufError) -> (number: Int, payload: Payload)? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), number > 0 else { throw .malformed("a field without a number") }
        switch tag & 7 {
        case 0: return (number, .number(try varint()))
        case 1: return (number, .number(try fixed(8)))
        case 2:
            guard let length = Int(exactly: try varint()), length <= rest.count else {
                throw .malformed("field \(number) is longer than its message")
            }
            defer { rest = rest.dropFirst(length) }
            return (number, .bytes(rest.prefix(length)))
        case 5: return (number, .number(try fixed(4)))
        default: throw .malformed("field \(number) has the unknown wire type \(tag & 7)")
        }
    }

    private mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { throw .malformed("it ends within a number") }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        throw .malformed("a number of more than 64 bits")
    }

    private mutating func fixed(_ count: Int) throws(ProtobufError) -> UInt64 {
        guard rest.count >= count else { throw .malformed("it ends within a number") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
