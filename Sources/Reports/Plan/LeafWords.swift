import Document
import Planning
import Resources

/// What a report says in the place of values that are not known yet, or are not the same in all workspaces of a block.
///
/// Reports show values as JSON, texts in quotes; words stand as they are, so that no value of a specification or a server looks
/// like them.
struct LeafWords: Sendable {
    /// What is said in the place of a leaf's values; nil where a value is shown itself.
    struct Values: Sendable, Hashable {
        var old: String?
        var new: String?
    }

    private struct Place: Hashable {
        var item: ItemKey
        var path: Path
    }

    private var told: [Place: Values] = [:]

    /// Sets the words for a leaf.
    mutating func add(_ words: Values, for path: Path, of item: ItemKey) {
        told[Place(item: item, path: path)] = words
    }

    /// The words in the place of a leaf's values; nil where both are shown themselves.
    func words(for leaf: LeafChange, of change: ItemChange) -> Values? {
        told[Place(item: change.key, path: leaf.path)] ?? change.words(for: leaf)
    }

    /// What is said in place of several values, each with the words for it, if any: few short ones are told, others counted. Nil
    /// where all are the same.
    static func several(_ values: [Value?], told: [String?]) -> String? {
        let count = Set(values).count
        guard count > 1 else { return nil }
        let counted = "(\(count.grouped) different values)"
        guard count <= fewValues else { return counted }
        let shown = zip(values, told).map { value, words in words ?? value?.shown ?? "nothing" }
        let list = Set(shown).sorted().joined(separator: ", ")
        return list.utf8.count > roomForValues ? counted : "(\(list), by workspace)"
    }

    private static let fewValues = 8
    private static let roomForValues = 32
}

extension ItemChange {
    /// What stands for the new value of a leaf until other resources make it known; nil where the value is known.
    func words(for leaf: LeafChange) -> LeafWords.Values? {
        guard let insertion = item?.insertions[leaf.path], !insertion.isSensitive, leaf.new == insertion.placeholder
        else { return nil }
        return LeafWords.Values(new: insertion.placeholder.string)
    }
}
