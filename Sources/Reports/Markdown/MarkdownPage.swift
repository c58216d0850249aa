/// A comment that is put together of whole blocks until the forge's limit is reached.
struct MarkdownPage {
    /// Forges refuse longer comments (GitHub: 65,536 characters).
    static let limit = 65_000
    /// Kept free for the note about what was cut.
    private static let reserve = 400

    private(set) var text = ""
    private var length = 0
    /// How many objects did not fit.
    private(set) var cut = 0

    /// Adds a block if it fits with `closing` room after it; otherwise `objects` more are counted as cut.
    @discardableResult
    mutating func add(_ block: String, closing: Int = 0, objects: Int = 0) -> Bool {
        // UTF-16 units, the strictest way in which forges count characters.
        let size = block.utf16.count
        guard length + size + closing + Self.reserve <= Self.limit else {
            cut += objects
            return false
        }
        text += block
        length += size
        return true
    }

    mutating func countCut(_ objects: Int) { cut += objects }

    /// The comment with a note about what was cut.
    func finished(_ command: String, _ unit: String = "object") -> String {
        guard cut > 0 else { return text }
        return text + "\n> **\(cut.counted(unit)) did not fit in here and \(cut == 1 ? "was" : "were") cut**; "
            + "`\(command)` shows everything.\n"
    }
}
