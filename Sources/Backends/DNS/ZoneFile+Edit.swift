import Diagnostics

extension ZoneFile {
    /// What Berth keeps of a name.
    struct Entry: Sendable, Hashable {
        /// Complete, in lower case, without the dot at its end.
        var name: String
        var address: IPAddress
        var ttl: Int
        var heritage: Heritage

        /// Its lines: complete names and explicit times, so that they mean the same wherever they stand.
        var lines: String {
            let type = address.isIPv6 ? "AAAA" : "A"
            let strings = heritage.text.chunked(255).map { "\"\($0)\"" }.joined(separator: " ")
            return """
                \(name). \(ttl) IN \(type) \(address)
                \(type.lowercased())-\(name). \(ttl) IN TXT \(strings)

                """
        }
    }

    /// The file with the entry in place of what Berth keeps of the name (nil: with nothing of it), and the next serial.
    ///
    /// Throws where a record of somebody else would come to mean something else, because it takes its name or its time
    /// from the lines that change.
    func replacing(_ name: String, by entry: Entry?, now: Int64) throws(DiagnosticsError) -> ZoneFile {
        let old = addresses(of: name) + heritages(of: name).filter(\.heritage.isBerth).map(\.record)
        let removed = old.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let place = removed.first?.range.lowerBound ?? bytes.count
        var text: [UInt8] = []
        var position = 0
        func copy(upTo end: Int) {
            text += bytes[position..<max(position, end)]
            position = max(position, end)
        }
        var edits = removed.map { (range: $0.range, text: "") }
        edits.append((place..<place, entry?.lines ?? ""))
        if let serial = serial {
            edits.append((serial.range, "\(serial.value.next(now: now).number)"))
        }
        for edit in edits.sorted(by: { ($0.range.lowerBound, $0.range.count) < ($1.range.lowerBound, $1.range.count) })
        {
            copy(upTo: edit.range.lowerBound)
            if !edit.text.isEmpty, edit.range.isEmpty, let last = text.last, last != 0x0A { text.append(0x0A) }
            text += edit.text.utf8
            position = max(position, edit.range.upperBound)
        }
        copy(upTo: bytes.count)
        let edited = try ZoneFile(text, path: path, zone: zone)
        try checkOthers(removed, in: edited, name)
        return edited
    }

    private var serial: (value: ZoneSerial, range: Range<Int>)? {
        guard let word = records.first(where: { $0.type == "SOA" })?.data[2], let number = UInt32(word.text) else {
            return nil
        }
        return (ZoneSerial(number: number), word.range)
    }

    private func checkOthers(_ removed: [ZoneRecord], in edited: ZoneFile, _ name: String) throws(DiagnosticsError) {
        let own = edited.addresses(of: name) + edited.heritages(of: name).filter(\.heritage.isBerth).map(\.record)
        let before = records.filter { !removed.contains($0) }
        let after = edited.records.filter { !own.contains($0) }
        guard
            let changed = zip(before, after).first(where: { $0.content != $1.content })?.0
                ?? (before.count > after.count ? before.last : nil)
        else { return }
        throw DiagnosticsError([
            .error(
                "this record takes its name or time to live from the lines of \(name), which are to change",
                at: SourceLocation(file: path, line: changed.line), notes: "write both into the record")
        ])
    }
}

extension String {
    /// Pieces of at most `size` bytes; the text is ASCII.
    fileprivate func chunked(_ size: Int) -> [String] {
        var rest = utf8[...]
        var pieces: [String] = []
        while !rest.isEmpty {
            pieces.append(String(decoding: rest.prefix(size), as: UTF8.self))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}
