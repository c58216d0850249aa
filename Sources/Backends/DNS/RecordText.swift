import Resources

/// The data of records: between the presentation format that services write (RFC 1035, 5.1) and one spelling of what it means.
enum RecordText {
    /// The types whose data is a name.
    private static let names: Set<String> = ["CNAME", "DNAME", "NS"]

    /// What the words of a record's data mean: an address in its canonical spelling, a name as `ZoneName` writes it, the
    /// strings of a TXT record joined, and for any other type its words.
    static func meaning(of type: String, words: [String]) -> String {
        let text = words.joined(separator: type == "TXT" ? "" : " ")
        switch type {
        case "A", "AAAA": return IPAddress(text)?.description ?? text
        case _ where names.contains(type): return ZoneName.canonical(text)
        default: return text
        }
    }

    /// What data in presentation format means; what cannot be read means itself.
    static func meaning(of type: String, _ presentation: String) -> String {
        var lexer = ZoneFileLexer(Array(presentation.utf8), file: "")
        guard let entry = try? lexer.next() else { return presentation }
        return meaning(of: type, words: entry.words.map(\.text))
    }

    /// The presentation format of data that Berth makes itself: names are absolute, and text is cut into strings.
    static func presentation(of type: String, _ meaning: String) -> String {
        if names.contains(type) { return "\(meaning)." }
        if type == "AAAA" { return hexadecimal(meaning) }
        return type == "TXT" ? presentation(ofStrings: strings(of: meaning)) : meaning
    }

    /// The strings of a TXT record, each as it stands in quotation marks.
    static func presentation(ofStrings strings: [[UInt8]]) -> String {
        strings.map { "\"" + $0.map(quoted).joined() + "\"" }.joined(separator: " ")
    }

    /// An IPv6 address without the dots of one that IPv4 is mapped into: PowerDNS does not read them.
    private static func hexadecimal(_ address: String) -> String {
        guard address.contains("."), let colon = address.lastIndex(of: ":") else { return address }
        let octets = address[address.index(after: colon)...].split(separator: ".").compactMap { UInt16($0) }
        guard octets.count == 4 else { return address }
        let words = [octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]]
        return address[...colon] + words.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// Strings of at most 255 bytes each.
    private static func strings(of text: String) -> [[UInt8]] {
        var rest = Array(text.utf8)[...]
        var strings: [[UInt8]] = []
        repeat {
            strings.append(Array(rest.prefix(255)))
            rest = rest.dropFirst(255)
        } while !rest.isEmpty
        return strings
    }

    private static func quoted(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
        case 0x20..<0x7F: String(UnicodeScalar(byte))
        default: "\\" + String(repeating: "0", count: 3 - String(byte).count) + String(byte)
        }
    }
}

extension RecordSet.Value {
    /// As it is sent: the service's own spelling, or Berth's.
    func presentation(of type: String) -> String { spelling ?? RecordText.presentation(of: type, text) }
}
