import Specification

extension Chart {
    /// Its files with every `now` of its templates, sub-charts included, moved to another time; nil where they ask for none.
    ///
    /// Rendered beside the chart itself this shows what depends on the time, also where both are rendered within one second or
    /// on one day. Lines stay the same.
    var filesAtAnotherTime: [String: [UInt8]]? { Self.moved(files, depth: 0) }

    private static func moved(_ files: [String: [UInt8]], depth: Int) -> [String: [UInt8]]? {
        var (moved, isMoved) = (files, false)
        for (path, bytes) in files {
            if path.hasSuffix(".tgz"), path.split(separator: "/").dropLast().last == "charts", depth < 8 {
                // One that cannot be read helm refuses by its name.
                guard let inner = try? PackedChart.files(of: bytes), let other = Self.moved(inner, depth: depth + 1)
                else { continue }
                moved[path] = nil
                for (name, bytes) in other { moved["\(path.dropLast(".tgz".count))/\(name)"] = bytes }
                isMoved = true
            } else if let other = TemplateClock.moved(bytes) {
                moved[path] = other
                isMoved = true
            }
        }
        return isMoved ? moved : nil
    }
}

/// Finds where templates ask for the time.
enum TemplateClock {
    /// No unit of time is the same so much earlier. In quotation marks that no YAML around it knows.
    static let otherTime = Array("(now | dateModify `-9603h7m11s`)".utf8)

    /// The text with every call of `now` in its actions (`{{ … }}`) moved; nil where there is none.
    static func moved(_ text: [UInt8]) -> [UInt8]? {
        var output: [UInt8] = []
        var isMoved = false
        var position = 0
        while position < text.count {
            guard text[position] == UInt8(ascii: "{"), text[position...].starts(with: "{{".utf8) else {
                output.append(text[position])
                position += 1
                continue
            }
            while position < text.count, !text[position...].starts(with: "}}".utf8) {
                let end = tokenEnd(text, position)
                let isCall = text[position..<end].elementsEqual("now".utf8)
                isMoved = isMoved || isCall
                output += isCall ? otherTime[...] : text[position..<end]
                position = end
            }
        }
        return isMoved ? output : nil
    }

    /// Where the word, text or comment that begins at a place ends. A word holds what stands before it: `.now`, `$now`.
    private static func tokenEnd(_ text: [UInt8], _ start: Int) -> Int {
        let first = text[start]
        var end = start + 1
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "`") {
            while end < text.count, text[end] != first {
                end += first == UInt8(ascii: "\"") && text[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(end + 1, text.count)
        }
        if text[start...].starts(with: "/*".utf8) {
            while end < text.count, !text[end...].starts(with: "*/".utf8) { end += 1 }
            return end
        }
        guard isOfWord(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: "$") else { return end }
        // `now.Year` is the year of now.
        while end < text.count, isOfWord(text[end]) || (first == UInt8(ascii: "$") && text[end] == UInt8(ascii: ".")) {
            end += 1
        }
        return end
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: byte >= 0x80
        }
    }
}
