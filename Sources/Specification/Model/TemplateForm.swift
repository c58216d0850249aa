import Document

/// A template taken apart once, so that each workspace fills its holes alone: most of a template is the same for all of them.
package struct TemplateForm: Sendable, Hashable {
    /// A scalar that refers to something.
    package struct Hole: Sendable, Hashable {
        /// Where it stands in the template.
        package let path: Path
        /// What it is made of; an error where it cannot be taken apart.
        package let parts: Result<[TemplateText.Part], TemplateText.Failure>
        /// Whether it is text whatever it refers to, as in quotation marks.
        package let isText: Bool
        /// Whether it is a member of an object, which is left out where it becomes null.
        package var isMember: Bool { if case .key? = path.last { true } else { false } }
    }

    /// The template with `${` for each `$${`, and with the texts of its holes as they are written.
    package private(set) var value: Value
    /// In the order in which they are written.
    package private(set) var holes: [Hole] = []
    /// The keys that hold a reference, which none can.
    package private(set) var badKeys: [Path] = []
    /// Whether a null stays: in the values of charts it takes a default away.
    package let keepsNull: Bool

    private var way: [Path.Component] = []

    /// Takes a template apart; `isText` says whether the scalar at a path is written as a text. Null unsets a field under kubectl,
    /// too: leaving it out is the same and compares, so that none is kept unless `keepsNull` is true.
    package init(_ value: Value, keepsNull: Bool = false, isText: (Path) -> Bool) {
        self.value = value
        self.keepsNull = keepsNull
        self.value = read(value, isText) ?? value
    }

    /// Nil where a value stays as it is.
    private mutating func read(_ value: Value, _ isText: (Path) -> Bool) -> Value? {
        switch value {
        case .object(let object):
            var changed: Object?
            for (key, member) in object {
                way.append(.key(key))
                defer { way.removeLast() }
                if TemplateText.mayRefer(key), key.contains("${") { badKeys.append(Path(way)) }
                if !keepsNull, member.isNull {
                    changed = changed ?? object
                    changed?[key] = nil
                } else if let result = read(member, isText) {
                    changed = changed ?? object
                    changed?[key] = result
                }
            }
            return changed.map(Value.object)
        case .array(let items):
            var changed: [Value]?
            for (index, item) in items.enumerated() {
                way.append(.index(index))
                defer { way.removeLast() }
                guard let result = read(item, isText) else { continue }
                changed = changed ?? items
                changed?[index] = result
            }
            return changed.map(Value.array)
        case .string(let text) where TemplateText.mayRefer(text) && text.contains("${"):
            return read(text, isText)
        default: return nil
        }
    }

    private mutating func read(_ text: String, _ isText: (Path) -> Bool) -> Value? {
        let path = Path(way)
        let parts = Result { () throws(TemplateText.Failure) in try TemplateText(text).parts }
        if case .success(let parts) = parts, parts.count == 1, case .text(let plain) = parts[0] {
            return .string(plain)
        }
        holes.append(Hole(path: path, parts: parts, isText: isText(path)))
        return nil
    }
}
