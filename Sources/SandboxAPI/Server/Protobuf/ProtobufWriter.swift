import Document

/// Writes the fields of one protobuf message.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    /// A text; nothing where the value is none.
    mutating func text(_ number: Int, _ value: Value?) {
        guard let text = value?.string else { return }
        field(number, Array(text.utf8))
    }

    /// Each text of a list.
    mutating func texts(_ number: Int, _ value: Value?) {
        for text in value?.array ?? [] { self.text(number, text) }
    }

    /// A switch that is on.
    mutating func flag(_ number: Int, _ value: Value?) {
        guard value == true else { return }
        varint(UInt64(number) << 3)
        varint(1)
    }

    /// A message within this one.
    mutating func message(_ number: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        field(number, inner.bytes)
    }

    private mutating func field(_ number: Int, _ content: [UInt8]) {
        varint(UInt64(number) << 3 | 2)
        varint(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    private mutating func varint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
