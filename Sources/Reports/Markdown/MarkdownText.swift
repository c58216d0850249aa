import Diagnostics

/// Text that others control, made safe for a comment on a pull request.
///
/// It stands only in `<code>` or in fences, where neither Markdown, HTML nor mentions work; what is not in a fence is
/// escaped beside that.
enum MarkdownText {
    /// A name within a comment of HTML that programs look for: no name ends it, and no two names of estates, workspaces or
    /// clusters look alike in it.
    static func markerName(_ name: String) -> String {
        // Comments may not hold two hyphens in a row; underscores stand in no such name.
        name.filter { $0.isLetter || $0.isNumber || ".-/".contains($0) }.replacing("--", with: "-_")
    }

    /// Text for a running line: sanitised, escaped, in `<code>`.
    static func code(_ text: String) -> String {
        "<code>\(escaped(text))</code>"
    }

    /// HTML is escaped, as are the characters that Markdown and mentions act on.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.sanitized {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            // A zero-width joiner keeps a mention from being one, wherever a renderer looks for it.
            case "@": result += "&#64;&#8288;"
            case "`", "*", "_", "[", "]", "#", "|", "~", "!", "\\", ":": result += character.entity
            default: result.append(character)
            }
        }
        return result
    }

    /// A sentence of Berth's own in which names of others stand, escaped: its colons stay, which a blank follows.
    static func sentence(_ text: String) -> String {
        escaped(text).replacing(Character(":").entity + " ", with: ": ")
    }

    /// Lines in a fence that none of them can close.
    static func fence(_ lines: [String], language: String = "") -> String {
        let safe = lines.map(\.sanitized)
        let longest = safe.map(\.longestRunOfBackticks).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(safe.joined(separator: "\n"))\n\(fence)\n"
    }
}

extension Character {
    fileprivate var entity: String {
        unicodeScalars.map { "&#\($0.value);" }.joined()
    }
}

extension String {
    fileprivate var longestRunOfBackticks: Int {
        split { $0 != "`" }.map(\.count).max() ?? 0
    }
}
