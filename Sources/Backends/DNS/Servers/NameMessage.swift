import Resources

/// A message of the DNS protocol as a client needs it: one question out, the records of an answer in (RFC 1035, 4).
enum NameMessage {
    /// The bytes of a question, without the length that stands before it on a connection.
    static func bytes(of question: NameQuestion, id: UInt16) -> [UInt8] {
        // No recursion is asked for: only what the server itself has counts.
        var bytes = word(id) + word(0) + word(1) + word(0) + word(0) + word(0)
        for label in ZoneName.labels(of: question.name) { bytes += [UInt8(label.count & 0x3F)] + label.prefix(63) }
        return bytes + [0] + word(types[question.type] ?? 255) + word(1)
    }

    /// The types that are asked for and understood.
    private static let types: [String: UInt16] = [
        "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "TXT": 16, "AAAA": 28, "DNAME": 39,
    ]
    private static let names = Dictionary(uniqueKeysWithValues: types.map { ($1, $0) })
    private static let codes: [UInt8: String] = [
        1: "FORMERR", 2: "SERVFAIL", 4: "NOTIMP", 5: "REFUSED", 9: "NOTAUTH",
    ]

    private static func word(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    /// The id of an answer; nil where it is none.
    static func id(of bytes: [UInt8]) -> UInt16? {
        bytes.count >= 12 && bytes[2] & 0x80 != 0 ? UInt16(bytes[0]) << 8 | UInt16(bytes[1]) : nil
    }

    /// What an answer says to its question; nil where it cannot be read.
    static func answer(in bytes: [UInt8], to question: NameQuestion) -> NameAnswer? {
        guard id(of: bytes) != nil else { return nil }
        let code = bytes[3] & 0x0F
        // NXDOMAIN (3) says that there are none.
        guard code == 0 || code == 3 else { return .refused(codes[code] ?? "RCODE \(code)") }
        var reader = Reader(bytes: bytes)
        guard let records = reader.records() else { return nil }
        let answered = records.answer
        if let redirection = answered.first(where: { $0.type == "DNAME" && $0.owner != question.name }) {
            return .elsewhere(owner: redirection.owner, type: "DNAME")
        }
        let isAuthoritative = bytes[2] & 0x04 != 0
        if !isAuthoritative, answered.isEmpty, let cut = records.authority.first(where: { $0.type == "NS" }) {
            return .elsewhere(owner: cut.owner, type: "NS")
        }
        let own = answered.filter { $0.owner == question.name && $0.type == question.type }
        return .records(own.map(\.value), ttl: own.first?.ttl)
    }

    private struct Record {
        var owner: String
        var type: String
        var ttl: Int
        var value: RecordSet.Value
    }

    /// Reads a message; every access is within its bytes, whatever they say.
    private struct Reader {
        let bytes: [UInt8]
        private var position = 12

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func records() -> (answer: [Record], authority: [Record])? {
            let counts = stride(from: 4, to: 12, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
            for _ in 0..<counts[0] {
                guard name(at: &position) != nil else { return nil }
                position += 4
            }
            guard let answer = section(counts[1]), let authority = section(counts[2]) else { return nil }
            return (answer, authority)
        }

        private mutating func section(_ count: Int) -> [Record]? {
            var records: [Record] = []
            for _ in 0..<count {
                guard let owner = name(at: &position), let type = number(2), number(2) != nil, let ttl = number(4),
                    let length = number(2), position + length <= bytes.count
                else { return nil }
                let data = position..<(position + length)
                position = data.upperBound
                guard let type = NameMessage.names[UInt16(type)] else { continue }
                guard let value = value(of: type, data) else { return nil }
                records.append(Record(owner: owner, type: type, ttl: ttl, value: value))
            }
            return records
        }

        private func value(of type: String, _ data: Range<Int>) -> RecordSet.Value? {
            let content = Array(bytes[data])
            switch type {
            case "A", "AAAA":
                return IPAddress(bytes: content).map { RecordSet.Value($0.description) }
            case "TXT":
                var strings: [[UInt8]] = []
                var rest = content[...]
                while let length = rest.popFirst() {
                    guard rest.count >= Int(length) else { return nil }
                    strings.append(Array(rest.prefix(Int(length))))
                    rest = rest.dropFirst(Int(length))
                }
                return RecordSet.Value(
                    String(decoding: strings.joined(), as: UTF8.self),
                    spelling: RecordText.presentation(ofStrings: strings))
            case "SOA": return RecordSet.Value("")
            default:
                var place = data.lowerBound
                return name(at: &place).map { RecordSet.Value($0) }
            }
        }

        private mutating func number(_ size: Int) -> Int? {
            guard position + size <= bytes.count else { return nil }
            defer { position += size }
            return bytes[position..<(position + size)].reduce(0) { $0 << 8 | Int($1) }
        }

        /// The name at a place, which moves behind it; names point to earlier ones (4.1.4).
        private func name(at place: inout Int) -> String? {
            var labels: [[UInt8]] = []
            var current = place
            var hasJumped = false
            // Each pointer leads backwards, so that there is an end.
            var limit = bytes.count
            while true {
                guard current < bytes.count else { return nil }
                let length = Int(bytes[current])
                switch length {
                case 0:
                    if !hasJumped { place = current + 1 }
                    return ZoneName.name(of: labels)
                case 1...63:
                    guard current + 1 + length <= bytes.count, labels.count < 128 else { return nil }
                    labels.append(Array(bytes[(current + 1)..<(current + 1 + length)]))
                    current += 1 + length
                case 192...:
                    guard current + 1 < bytes.count else { return nil }
                    let target = (length & 0x3F) << 8 | Int(bytes[current + 1])
                    guard target < min(current, limit) else { return nil }
                    if !hasJumped { place = current + 2 }
                    (limit, current, hasJumped) = (target, target, true)
                default: return nil
                }
            }
        }
    }
}
