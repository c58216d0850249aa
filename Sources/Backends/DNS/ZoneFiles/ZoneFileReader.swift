import Diagnostics
import Resources

/// Reads the records of a zone file (RFC 1035, 5; `$TTL` is RFC 2308, 4).
struct ZoneFileReader {
    private let file: String
    private var lexer: ZoneFileLexer
    private var origin: String
    private var defaultTTL: Int?
    private var previousTTL: Int?
    private var previousOwner: String?

    init(_ bytes: [UInt8], file: String, zone: String) {
        self.file = file
        lexer = ZoneFileLexer(bytes, file: file)
        origin = zone
    }

    /// All records, in the order of the file; the first thing that is no zone file is thrown with its place.
    mutating func records() throws(DiagnosticsError) -> [ZoneRecord] {
        var records: [ZoneRecord] = []
        while let entry = try lexer.next() {
            if let first = entry.words.first, first.text.hasPrefix("$"), !first.isQuoted, !entry.startsWithBlank {
                try obey(entry, first)
            } else {
                records.append(try record(entry))
            }
        }
        return records
    }

    private mutating func obey(_ entry: ZoneFileLexer.Entry, _ directive: ZoneFileLexer.Word) throws(DiagnosticsError) {
        let argument = entry.words.count == 2 ? entry.words[1].text : nil
        switch (directive.text.uppercased(), argument) {
        case ("$ORIGIN", .some): origin = try complete(entry.words[1])
        case ("$TTL", let text?):
            guard let ttl = Self.seconds(text) else {
                throw lexer.error("`\(text)` is not a time to live", at: entry.words[1].range.lowerBound)
            }
            defaultTTL = ttl
        case ("$ORIGIN", nil), ("$TTL", nil):
            throw lexer.error("\(directive.text) takes one value", at: directive.range.lowerBound)
        default:
            throw lexer.error(
                "\(directive.text) is not supported: the records it makes cannot be checked for their owners",
                at: directive.range.lowerBound, note: "write its records into this file, or use another DNS provider")
        }
    }

    private mutating func record(_ entry: ZoneFileLexer.Entry) throws(DiagnosticsError) -> ZoneRecord {
        var words = entry.words[...]
        let start = entry.words.first?.range.lowerBound ?? entry.range.lowerBound
        if entry.startsWithBlank {
            guard previousOwner != nil else {
                throw lexer.error("this record has no name, and no record before it has one", at: start)
            }
        } else if let name = words.popFirst() {
            previousOwner = try complete(name)
        }
        var ttl: Int?
        var type: String?
        while type == nil, let word = words.popFirst() {
            let upper = word.text.uppercased()
            if ttl == nil, let seconds = Self.seconds(word.text) {
                ttl = seconds
            } else if ["CH", "HS", "CS"].contains(upper) {
                throw lexer.error("the class \(upper) is not supported", at: word.range.lowerBound, note: "use IN")
            } else if upper != "IN" {
                if ttl == nil, upper.first?.isNumber == true {
                    throw lexer.error("`\(word.text)` is not a time to live", at: word.range.lowerBound)
                }
                guard Self.isType(upper), !word.isQuoted else {
                    throw lexer.error("`\(word.text)` is not a record type", at: word.range.lowerBound)
                }
                type = upper
            }
        }
        guard let type else { throw lexer.error("this record has no type", at: start) }
        // RFC 2308: `$TTL` wins over what RFC 1035 takes from the record before.
        if let ttl { previousTTL = ttl }
        let record = ZoneRecord(
            owner: previousOwner ?? origin, ttl: ttl ?? defaultTTL ?? previousTTL, type: type,
            data: words.map { ZoneRecord.Word(text: $0.text, range: $0.range) }, range: entry.range, line: entry.line)
        try check(record, at: start)
        return record
    }

    /// Looks at the data of the types that Berth reads.
    private func check(_ record: ZoneRecord, at start: Int) throws(DiagnosticsError) {
        let problem: String? =
            switch record.type {
            case "A", "AAAA":
                record.data.count == 1 && IPAddress(record.data[0].text)?.isIPv6 == (record.type == "AAAA")
                    ? nil : "a record of type \(record.type) holds one IPv\(record.type == "A" ? 4 : 6) address"
            case "SOA":
                record.data.count == 7 && UInt32(record.data[2].text) != nil
                    ? nil : "a SOA record holds two names, the serial number and four times"
            default: record.data.isEmpty ? "this record has no data" : nil
            }
        if let problem { throw lexer.error(problem, at: record.data.first?.range.lowerBound ?? start) }
    }

    /// The name that a word of the file means.
    private func complete(_ word: ZoneFileLexer.Word) throws(DiagnosticsError) -> String {
        guard let name = ZoneName.canonical(word.text, origin: origin) else {
            throw lexer.error("`\(word.text)` is no name", at: word.range.lowerBound)
        }
        return name
    }

    private static func isType(_ text: String) -> Bool {
        text.first?.isLetter == true && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// `3600`, or BIND's `1h30m`.
    static func seconds(_ text: String) -> Int? {
        if let plain = Int(text) { return (0...Int(Int32.max)).contains(plain) && text.first != "+" ? plain : nil }
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        var total = 0
        var digits = ""
        for character in text.lowercased() {
            if let unit = units[character], let amount = Int(digits), amount <= Int(Int32.max) {
                total += amount * unit
                guard total <= Int(Int32.max) else { return nil }
                digits = ""
            } else if character.isASCII, character.isNumber, digits.count < 10 {
                digits.append(character)
            } else {
                return nil
            }
        }
        return digits.isEmpty && !text.isEmpty ? total : nil
    }
}
