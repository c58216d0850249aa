/// What Go's JSON scanner says about text that is not JSON; clients and transcripts show these words.
enum GoJSON {
    /// The message of the first syntax error, as `encoding/json` gives it.
    static func complaint(about bytes: [UInt8]) -> String {
        var scanner = Scanner(bytes: bytes)
        do {
            try scanner.document()
        } catch {
            return error.message
        }
        return "unexpected end of JSON input"
    }

    private struct Failure: Error {
        var message: String
    }

    private struct Scanner {
        /// As deep as this server reads JSON; Go reads 10 000 levels.
        private static let maximumDepth = 200

        let bytes: [UInt8]
        var position = 0
        private var depth = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func document() throws(Failure) {
            try value()
            skipBlanks()
            if position < bytes.count { throw unexpected("after top-level value") }
        }

        private mutating func value() throws(Failure) {
            skipBlanks()
            let first = try current()
            guard depth < Self.maximumDepth else { throw unexpected("exceeded max depth") }
            depth += 1
            defer { depth -= 1 }
            switch first {
            case UInt8(ascii: "{"): try object()
            case UInt8(ascii: "["): try array()
            case UInt8(ascii: "\""): try string()
            case UInt8(ascii: "t"): try literal("true")
            case UInt8(ascii: "f"): try literal("false")
            case UInt8(ascii: "n"): try literal("null")
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number()
            default: throw unexpected("looking for beginning of value")
            }
        }

        private mutating func object() throws(Failure) {
            position += 1
            skipBlanks()
            if try current() == UInt8(ascii: "}") {
                position += 1
                return
            }
            while true {
                skipBlanks()
                guard try current() == UInt8(ascii: "\"") else {
                    throw unexpected("looking for beginning of object key string")
                }
                try string()
                skipBlanks()
                guard try current() == UInt8(ascii: ":") else { throw unexpected("after object key") }
                position += 1
                try value()
                skipBlanks()
                let byte = try current()
                guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else {
                    throw unexpected("after object key:value pair")
                }
                position += 1
                if byte == UInt8(ascii: "}") { return }
            }
        }

        private mutating func array() throws(Failure) {
            position += 1
            skipBlanks()
            if try current() == UInt8(ascii: "]") {
                position += 1
                return
            }
            while true {
                try value()
                skipBlanks()
                let byte = try current()
                guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
                    throw unexpected("after array element")
                }
                position += 1
                if byte == UInt8(ascii: "]") { return }
            }
        }

        private mutating func string() throws(Failure) {
            position += 1
            while true {
                let byte = try current()
                if byte < 0x20 { throw unexpected("in string literal") }
                position += byte == UInt8(ascii: "\\") ? 2 : 1
                if byte == UInt8(ascii: "\"") { return }
            }
        }

        private mutating func literal(_ text: String) throws(Failure) {
            for byte in text.utf8 {
                guard try current() == byte else {
                    throw unexpected("in literal \(text) (expecting '\(Character(Unicode.Scalar(byte)))')")
                }
                position += 1
            }
        }

        private mutating func number() {
            while position < bytes.count, "+-.eE0123456789".utf8.contains(bytes[position]) { position += 1 }
        }

        private mutating func skipBlanks() {
            while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
        }

        private func current() throws(Failure) -> UInt8 {
            guard position < bytes.count else { throw Failure(message: "unexpected end of JSON input") }
            return bytes[position]
        }

        private func unexpected(_ context: String) -> Failure {
            Failure(message: "invalid character \(Self.quoted(bytes[position])) \(context)")
        }

        /// The byte as Go quotes it, which takes it for a character of Latin-1.
        private static func quoted(_ byte: UInt8) -> String {
            switch byte {
            case UInt8(ascii: "'"): return "'\\''"
            case UInt8(ascii: "\""): return "'\"'"
            case UInt8(ascii: "\n"): return "'\\n'"
            case UInt8(ascii: "\t"): return "'\\t'"
            case UInt8(ascii: "\r"): return "'\\r'"
            case 0x20..<0x7F, 0xA1...0xAC, 0xAE...: return "'\(Character(Unicode.Scalar(byte)))'"
            case 0x80...: return "'\\u00\(String(byte, radix: 16))'"
            default: return byte < 0x10 ? "'\\x0\(String(byte, radix: 16))'" : "'\\x\(String(byte, radix: 16))'"
            }
        }
    }
}
