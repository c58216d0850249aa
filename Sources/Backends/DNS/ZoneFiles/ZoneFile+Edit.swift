import Diagnostics

extension ZoneFile {
    /// The file after some changes, and the next serial; `now` is in seconds since 1970.
    ///
    /// What is new stands where the lines that it replaces stood, or at the end; all other bytes stay. Throws where a record
    /// of somebody else would come to mean something else, because it takes its name or its time from lines that change.
    func applying(_ changes: [RecordChange], now: Int64) throws(DiagnosticsError) -> ZoneFile {
        let drafts = changes.map { draft($0) }
        let removed = Set(drafts.flatMap(\.removed))
        var edits = removed.map { (range: $0.range, text: "") }
        for draft in drafts where !draft.added.isEmpty {
            let place = draft.removed.map(\.range.lowerBound).min() ?? bytes.count
            edits.append((place..<place, draft.added.map(\.line).joined()))
        }
        if let serial { edits.append((serial.range, "\(serial.value.next(now: now).number)")) }
        let edited = try ZoneFile(text(with: edits), path: path, zone: zone)
        try checkOthers(removed, added: drafts.flatMap(\.added), in: edited)
        return edited
    }

    /// A record as it is written: complete names and explicit times, so that it means the same wherever it stands.
    private struct Added {
        struct Content: Hashable {
            var key: RecordSet.Key
            var text: String
        }

        var key: RecordSet.Key
        var ttl: Int?
        var text: String

        var line: String {
            let time = ttl.map { "\($0) " } ?? ""
            return "\(key.name). \(time)IN \(key.type) \(RecordText.presentation(of: key.type, text))\n"
        }
    }

    /// What one change takes away and adds; what is wanted and there stays where it is.
    private func draft(_ change: RecordChange) -> (removed: [ZoneRecord], added: [Added]) {
        var removed: [ZoneRecord] = []
        var added: [Added] = []
        let puts = Dictionary(change.puts.map { ($0.key, $0) }) { $1 }
        let keys = Set(change.removals.map(\.key)).union(puts.keys)
        var kept: Set<Added.Content> = []
        for record in records where keys.contains(record.key) {
            let put = puts[record.key]
            // Others' text beside Berth's own keeps its line, whatever its time.
            let isOthers = record.type == "TXT" && Heritage(record.text)?.isBerth != true
            if let put, put.values.contains(where: { $0.text == record.text }), isOthers || put.ttl == record.ttl {
                kept.insert(Added.Content(key: record.key, text: record.text))
            } else {
                removed.append(record)
            }
        }
        for put in change.puts {
            for value in put.values where !kept.contains(Added.Content(key: put.key, text: value.text)) {
                added.append(Added(key: put.key, ttl: put.ttl, text: value.text))
            }
        }
        return (removed, added)
    }

    private func text(with edits: [(range: Range<Int>, text: String)]) -> [UInt8] {
        var text: [UInt8] = []
        var position = 0
        func copy(upTo end: Int) {
            text += bytes[position..<max(position, end)]
            position = max(position, end)
        }
        for edit in edits.sorted(by: { ($0.range.lowerBound, $0.range.count) < ($1.range.lowerBound, $1.range.count) })
        {
            copy(upTo: edit.range.lowerBound)
            if !edit.text.isEmpty, edit.range.isEmpty, let last = text.last, last != 0x0A { text.append(0x0A) }
            text += edit.text.utf8
            position = max(position, edit.range.upperBound)
        }
        copy(upTo: bytes.count)
        return text
    }

    private var serial: (value: ZoneSerial, range: Range<Int>)? {
        guard let word = records.first(where: { $0.type == "SOA" })?.data[2], let number = UInt32(word.text) else {
            return nil
        }
        return (ZoneSerial(number: number), word.range)
    }

    private func checkOthers(
        _ removed: Set<ZoneRecord>, added: [Added], in edited: ZoneFile
    ) throws(DiagnosticsError) {
        var own = Dictionary(added.map { (Added.Content(key: $0.key, text: $0.text), 1) }, uniquingKeysWith: +)
        let before = records.filter { !removed.contains($0) }
        var after: [ZoneRecord] = []
        let kept = Set(before.map { Added.Content(key: $0.key, text: $0.text) })
        for record in edited.records {
            let content = Added.Content(key: record.key, text: record.text)
            if let count = own[content], count > 0, !kept.contains(content) {
                own[content] = count - 1
            } else {
                after.append(record)
            }
        }
        guard
            let changed = zip(before, after).first(where: { $0.content != $1.content })?.0
                ?? (before.count > after.count ? before.last : nil)
        else { return }
        throw DiagnosticsError([
            .error(
                "this record takes its name or time to live from lines of Berth's, which are to change",
                at: SourceLocation(file: path, line: changed.line), notes: "write both into the record")
        ])
    }
}
