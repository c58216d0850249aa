import Document

/// What is wrong with a base64 text, as Go's `encoding/base64` tells it.
extension Base64 {
    /// Where decoding fails; nil where the text is base64. Line feeds are passed over.
    static func firstIllegalByte(of text: String) -> Int? {
        let bytes = Array(text.utf8)
        var quantum = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A || byte == 0x0D {
                position += 1
                continue
            }
            if byte == UInt8(ascii: "=") { return illegalPadding(bytes, at: position, quantum: quantum % 4) }
            guard isDigit(byte) else { return position }
            quantum += 1
            position += 1
        }
        return quantum % 4 == 0 ? nil : bytes.count - quantum % 4
    }

    private static func illegalPadding(_ bytes: [UInt8], at start: Int, quantum: Int) -> Int? {
        guard quantum >= 2 else { return start }
        var needed = 4 - quantum
        for position in start..<bytes.count where bytes[position] != 0x0A && bytes[position] != 0x0D {
            guard needed > 0, bytes[position] == UInt8(ascii: "=") else { return position }
            needed -= 1
        }
        return needed == 0 ? nil : bytes.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
