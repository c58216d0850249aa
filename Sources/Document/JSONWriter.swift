/// How JSON is laid out.
package enum JSONStyle: Sendable {
    /// One line, members as they stand.
    case compact
    /// One line, members sorted: the bytes that are digested.
    case canonical
    /// Two blanks a level, members sorted, a line feed at the end: files that people read in `git log -p`.
    case pretty
}

extension Value {
    /// The bytes of this tree as JSON (RFC 8259), UTF-8.
    package func json(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self, depth: 0)
        if style == .pretty { writer.bytes.append(UInt8(ascii: "\n")) }
        return writer.bytes
    }

    /// One line of JSON, members as they stand.
    package var compactJSON: String { String(decoding: json(), as: UTF8.self) }
}

private struct JSONWriter {
    let style: JSONStyle
    var bytes: [UInt8] = []

    init(style: JSONStyle) { self.style = style }

    mutating func write(_ value: Value, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): append(String(number))
        case .number(let number): append(Self.text(of: number))
        case .string(let text): write(text)
        case .array(let items):
            list(UInt8(ascii: "["), UInt8(ascii: "]"), items, depth) { writer, item in
                writer.write(item, depth: depth + 1)
            }
        case .object(let object):
            let members = style == .compact ? object.list : object.sortedList
            list(UInt8(ascii: "{"), UInt8(ascii: "}"), members, depth) { writer, member in
                writer.write(member.key)
                writer.append(writer.style == .pretty ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: UInt8, _ close: UInt8, _ elements: [Element], _ depth: Int,
        _ body: (inout JSONWriter, Element) -> Void
    ) {
        bytes.append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newline(depth + 1)
            body(&self, element)
        }
        if !elements.isEmpty { newline(depth) }
        bytes.append(close)
    }

    private mutating func newline(_ depth: Int) {
        guard style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { buffer in
            // Runs without escapes are taken as they are.
            guard let start = buffer.baseAddress else { return }
            var run = 0
            for position in 0..<buffer.count {
                let byte = start[position]
                guard byte == 0x22 || byte == 0x5C || byte < 0x20 else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(start: start + run, count: position - run))
                escape(byte)
                run = position + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start + run, count: buffer.count - run))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u00")
            append(byte < 0x10 ? "0" : "1")
            append(String(byte & 0x0F, radix: 16))
        }
    }

    /// A number that JSON can carry; whole ones of moderate size without a fraction, as Go writes them.
    private static func text(of number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
        return number.description
    }
}
