extension String {
    /// How many columns of a terminal it takes: two for wide characters of East Asian scripts and emoji, none for
    /// combining marks (Unicode Standard Annex 11, in short).
    package var columns: Int {
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
    }

    /// The longest start that fits, with `…` where something was cut.
    package func fitted(to columns: Int) -> String {
        guard self.columns > columns else { return self }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        return "\(start(of: columns - 1))…"
    }

    /// Fitted, and saying how long the whole is (`length`, where this is a part of it).
    func cut(to columns: Int, length: Int? = nil) -> String {
        guard self.columns > columns else { return self }
        let marker = "… (\((length ?? count).grouped) characters)"
        return "\(start(of: max(columns - marker.columns, 8)))\(marker)"
    }

    private func start(of columns: Int) -> String {
        var rest = columns
        return String(
            prefix { character in
                rest -= character.columns
                return rest >= 0
            })
    }

    /// Lines of at most so many columns, broken between words; a word that is too long is broken within.
    package func wrapped(to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(whereSeparator: \.isWhitespace).flatMap({ String($0).chunks(of: columns) }) {
            if !line.isEmpty, line.columns + 1 + word.columns > columns {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
        }
        return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
    }

    /// Pieces of at most so many columns.
    func chunks(of columns: Int) -> [String] {
        var pieces: [String] = []
        var rest = self
        while rest.columns > columns {
            let head = rest.start(of: max(columns, 2))
            pieces.append(head)
            rest.removeFirst(head.count)
        }
        return pieces + [rest]
    }
}

extension Character {
    fileprivate var columns: Int {
        guard let scalar = unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return scalar.isWide ? 2 : 1
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
