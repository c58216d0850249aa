import Diagnostics
import Document
import Resources
import Specification

/// Puts values into a template that was parsed before: a value can never change the structure around it.
///
/// A reference that is the whole of a plain scalar keeps the type of what it leads to. Within a text, or in quotation
/// marks, numbers and booleans stand as they are spelled where they were written: `1.10` stays `1.10`.
struct TemplateFiller {
    let context: TemplateContext
    let origin: any TemplateOrigin
    private(set) var insertions: [Path: Insertion] = [:]
    /// What the references that are the whole of a plain scalar lead to, by where they stand.
    private(set) var wholes: [Path: Path] = [:]
    private(set) var diagnostics = DiagnosticCollector()

    init(_ origin: any TemplateOrigin, context: TemplateContext) {
        self.origin = origin
        self.context = context
    }

    /// A value with every reference replaced, as `fill(_:at:)` of its form.
    mutating func fill(_ value: Value, at base: Path = .root, keepsNull: Bool = false) -> Value {
        let form = TemplateForm(value, keepsNull: keepsNull) { origin.isWrittenAsText(at: base.appending($0)) }
        return fill(form, at: base)
    }

    /// The value of a form with every hole filled; what is not known yet or secret is left to `insertions`. Findings and
    /// insertions count from `base`.
    mutating func fill(_ form: TemplateForm, at base: Path = .root) -> Value {
        for key in form.badKeys {
            report("a key cannot hold a reference", at: base.appending(key), notes: ["use it in a value"])
        }
        var value = form.value
        for hole in form.holes {
            let path = base.appending(hole.path)
            switch hole.parts {
            case .success(let parts):
                let filled = fill(parts, isText: hole.isText, at: path)
                value[hole.path] = filled.isNull && hole.isMember && !form.keepsNull ? nil : filled
            case .failure(let failure): report(failure.message, at: path, notes: [Self.literalHint])
            }
        }
        return value
    }

    private mutating func fill(_ parts: [TemplateText.Part], isText: Bool, at path: Path) -> Value {
        if !isText, parts.count == 1, case .variable(let name, let fallback) = parts[0] {
            return whole(name, fallback, at: path)
        }
        var pieces: [Insertion.Part] = []
        for part in parts {
            switch part {
            case .text(let text): pieces.append(.text(text))
            case .variable(let name, let fallback):
                switch binding(of: name, fallback, at: path) {
                case .value(let value, let spelling):
                    pieces.append(.text(spelled(value, spelling, name, isAlone: parts.count == 1, at: path)))
                case .parts(let parts): pieces += parts
                }
            }
        }
        let texts = pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
        return texts.count == pieces.count ? .string(texts.joined()) : insert(Insertion(pieces), at: path)
    }

    /// The value of a reference that is all of a plain scalar.
    private mutating func whole(_ name: [String], _ fallback: String?, at path: Path) -> Value {
        switch binding(of: name, fallback, at: path) {
        case .parts(let parts): return insert(Insertion(parts), at: path)
        case .value(let value, _):
            let source = Path(name.map(Path.Component.key))
            wholes[path] = source
            for (place, insertion) in context.insertions where place.hasPrefix(source) {
                insertions[Path(path.components + place.components.dropFirst(source.components.count))] = insertion
            }
            return value
        }
    }

    /// The reference that filled a place, or what it stands in, and where what it leads to is written; nil for places
    /// that no reference fills as a whole.
    func origin(of place: Path) -> (reference: String, location: SourceLocation?)? {
        for (whole, source) in wholes where place.hasPrefix(whole) {
            let target = source.components + place.components.dropFirst(whole.components.count)
            let isValue = target.first == .key("values")
            let location = isValue ? context.origins?.location(of: Path(Array(target.dropFirst()))) : nil
            return ("${\(source)}", location)
        }
        return nil
    }

    private mutating func insert(_ insertion: Insertion, at path: Path) -> Value {
        insertions[path] = insertion
        return insertion.placeholder
    }

    private mutating func binding(of name: [String], _ fallback: String?, at path: Path) -> TemplateContext.Binding {
        if let binding = context[name] { return binding }
        if let fallback {
            // As JSON where it is that, so that a default can be a number or a list; within a text as it is spelled.
            return .value((try? Value(json: fallback)) ?? .string(fallback), spelling: fallback)
        }
        let written = name.joined(separator: ".")
        let meant = written.nearest(among: context.names).map { "did you mean ${\($0)}?" }
        report(
            "the template refers to ${\(written)}, which does not exist", at: path,
            notes: [context.refusal(of: name) ?? meant, Self.literalHint].compactMap(\.self))
        return .value("", spelling: nil)
    }

    private mutating func spelled(
        _ value: Value, _ spelling: String?, _ name: [String], isAlone: Bool, at path: Path
    ) -> String {
        switch value {
        case .string(let text): return text
        case .bool, .integer, .number: return spelling ?? value.plain
        case .null where spelling != nil: return spelling ?? ""
        case .null:
            report(
                "${\(name.joined(separator: "."))} is null and cannot stand within text", at: path,
                notes: ["put the value in quotation marks to mean a string"])
        case .object, .array:
            if let spelling { return spelling }
            report(
                "${\(name.joined(separator: "."))} is a \(value.typeName) and cannot stand within text", at: path,
                notes: [isAlone ? "leave the quotation marks out" : "let the reference be the whole value"])
        }
        return ""
    }

    private static let literalHint = "`$${` stands for a literal `${`"

    private mutating func report(_ message: String, at path: Path, notes: [String]) {
        diagnostics.add(Diagnostic(.error, message, at: origin.location(of: path), notes: notes))
    }
}
