/// A record of a zone file and where it stands.
struct ZoneRecord: Sendable, Hashable {
    /// One word of a record's data.
    struct Word: Sendable, Hashable {
        /// As it is meant: without quotation marks and escapes.
        var text: String
        /// Its bytes in the file.
        var range: Range<Int>
    }

    /// Complete, in lower case, without the dot at its end.
    var owner: String
    /// As written, or as `$TTL` or the record before says; nil where nothing says.
    var ttl: Int?
    /// In upper case: `A`, `TXT`.
    var type: String
    var data: [Word]
    /// The bytes of its lines, the last line's end included.
    var range: Range<Int>
    /// The line it starts in, from 1.
    var line: Int

    var key: RecordSet.Key { RecordSet.Key(name: owner, type: type) }

    /// What its data means.
    var text: String { RecordText.meaning(of: type, words: data.map(\.text)) }

    /// What it says, wherever it stands.
    struct Content: Hashable {
        var owner: String
        var ttl: Int?
        var type: String
        var data: [String]
    }

    /// What it says; of the SOA record without the serial, which every change moves.
    var content: Content {
        var words = data.map(\.text)
        if type == "SOA", words.count > 2 { words.remove(at: 2) }
        return Content(owner: owner, ttl: ttl, type: type, data: words)
    }
}
