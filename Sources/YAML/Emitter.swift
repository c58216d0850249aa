import Document

extension YAML {
    /// A tree as one document in block style, as `kubectl` lays it out; members as they stand.
    ///
    /// Reading the bytes back gives an equal tree; texts that would be read as another type are quoted.
    package static func emit(_ value: Value) -> [UInt8] {
        var emitter = Emitter()
        emitter.write(value, indentation: 0, isInline: false)
        return Array(emitter.text.utf8)
    }

    /// Several documents, separated by `---`.
    package static func emit(documents: [Value]) -> [UInt8] {
        Array(documents.map(emit).joined(separator: Array("---\n".utf8)))
    }
}

private struct Emitter {
    var text = ""

    /// Writes a node to the end of its line. `isInline`: the first line is already indented, behind a `- `.
    mutating func write(_ value: Value, indentation: Int, isInline: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.enumerated() {
                if index > 0 || !isInline { indent(indentation) }
                text += ScalarStyle(key: member.key).text + ":"
                switch member.value {
                case .object(let child) where !child.isEmpty:
                    text += "\n"
                    write(member.value, indentation: indentation + 2, isInline: false)
                case .array(let items) where !items.isEmpty:
                    text += "\n"
                    write(member.value, indentation: indentation, isInline: false)
                default:
                    text += " "
                    writeLeaf(member.value, indentation: indentation + 2)
                }
            }
        case .array(let items) where !items.isEmpty:
            for (index, item) in items.enumerated() {
                if index > 0 || !isInline { indent(indentation) }
                text += "- "
                write(item, indentation: indentation + 2, isInline: true)
            }
        default: writeLeaf(value, indentation: max(indentation, 2))
        }
    }

    private mutating func writeLeaf(_ value: Value, indentation: Int) {
        switch value {
        case .string(let string): writeText(string, indentation: indentation)
        default: text += value.compactJSON + "\n"
        }
    }

    private mutating func writeText(_ string: String, indentation: Int) {
        let style = ScalarStyle(string)
        text += style.text + "\n"
        guard case .literal(_, let lines) = style else { return }
        for line in lines {
            if !line.isEmpty { indent(indentation) }
            text += line + "\n"
        }
    }

    private mutating func indent(_ width: Int) {
        text += String(repeating: " ", count: width)
    }
}

/// How a text is written so that it is read back as the same text.
private enum ScalarStyle {
    case plain(String)
    case quoted(String)
    /// Line by line, below the mark that says what the line ends at its end mean.
    case literal(mark: String, lines: [Substring])

    init(_ string: String) {
        if string.isPlainScalar {
            self = .plain(string)
        } else if string.isLiteralBlock {
            // What stands behind the last line end is a line only where it is not empty.
            let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
            let isEnded = string.hasSuffix("\n")
            self = .literal(
                mark: !isEnded ? "|-" : string.hasSuffix("\n\n") ? "|+" : "|", lines: isEnded ? lines.dropLast() : lines
            )
        } else {
            self = .quoted(string)
        }
    }

    init(key: String) {
        self = key.isPlainScalar ? .plain(key) : .quoted(key)
    }

    /// What stands behind the key: the text itself, or the mark of a literal block.
    var text: String {
        switch self {
        case .plain(let string): string
        case .quoted(let string): string.doubleQuoted
        case .literal(let mark, _): mark
        }
    }
}

extension String {
    fileprivate var isPlainScalar: Bool {
        guard let first = unicodeScalars.first, let last = unicodeScalars.last else { return false }
        let indicators: Set<Unicode.Scalar> = [
            "-", "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", " ", "=",
            "<", ".",
        ]
        guard !indicators.contains(first), last != " ", last != ":", unicodeScalars.allSatisfy(\.isPrintable),
            !isNumberLike, ScalarResolution.value(of: self) == .string(self)
        else { return false }
        return zip(utf8, utf8.dropFirst()).allSatisfy { byte, next in
            (byte, next) != (UInt8(ascii: ":"), UInt8(ascii: " "))
                && (byte, next) != (UInt8(ascii: " "), UInt8(ascii: "#"))
        }
    }

    /// Whether it is made of the characters of numbers, dates and times, which parsers read in different ways.
    private var isNumberLike: Bool {
        guard let first = utf8.first, first < UInt8(ascii: ":"), first > UInt8(ascii: " ") else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "T"), UInt8(ascii: "Z"), UInt8(ascii: "e"), UInt8(ascii: "E"),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
    }

    /// Whether it has several lines that can stand as they are.
    fileprivate var isLiteralBlock: Bool {
        guard let first = unicodeScalars.first, unicodeScalars.contains("\n") else { return false }
        guard first != " ", first != "\t", first != "\n" else { return false }
        return unicodeScalars.allSatisfy { $0.isPrintable || $0 == "\n" || $0 == "\t" }
    }

    fileprivate var doubleQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.isPrintable: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let (letter, width) = scalar.value > 0xFFFF ? ("U", 8) : ("u", 4)
                result += "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// Whether YAML lets it stand without an escape, in any place of a line.
    fileprivate var isPrintable: Bool {
        switch value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
