import Diagnostics
import Document
import Resources
import Specification

/// Puts values into a template that was parsed before: a value can never change the structure around it.
struct TemplateFiller {
    let context: TemplateContext
    let document: TemplateDocument
    private(set) var insertions: [Path: Insertion] = [:]
    private(set) var diagnostics = DiagnosticCollector()

    init(_ document: TemplateDocument, context: TemplateContext) {
        self.document = document
        self.context = context
    }

    /// The document with every reference replaced; what is not known yet or secret is left to `insertions`.
    mutating func fill() -> Value {
        fill(document.value, at: .root)
    }

    private mutating func fill(_ value: Value, at path: Path) -> Value {
        switch value {
        case .object(let object):
            var filled = Object()
            for (key, member) in object {
                if key.contains("${") {
                    report("a key cannot hold a reference", at: path.appending(key: key), note: "use it in a value")
                }
                let result = fill(member, at: path.appending(key: key))
                // Null unsets a field under kubectl too; leaving it out is the same and compares.
                if !result.isNull { filled[key] = result }
            }
            return .object(filled)
        case .array(let items):
            return .array(items.enumerated().map { fill($1, at: path.appending(index: $0)) })
        case .string(let text) where text.contains("${"):
            return fill(text: text, at: path)
        default: return value
        }
    }

    private mutating func fill(text: String, at path: Path) -> Value {
        let parts: [TemplateText.Part]
        do throws(TemplateText.Failure) {
            parts = try TemplateText(text).parts
        } catch {
            report(error.message, at: path, note: nil)
            return .string(text)
        }
        if parts.count == 1, case .variable(let name, let fallback) = parts[0],
            case .value(let value) = binding(of: name, fallback, at: path)
        {
            return value
        }
        var pieces: [Insertion.Part] = []
        for part in parts {
            switch part {
            case .text(let text): pieces.append(.text(text))
            case .variable(let name, let fallback):
                switch binding(of: name, fallback, at: path) {
                case .value(let value): pieces.append(.text(scalarText(of: value, name, at: path)))
                case .reference(let reference): pieces.append(.reference(reference))
                case .secret(let secret): pieces.append(.secret(secret))
                }
            }
        }
        let texts = pieces.compactMap { if case .text(let text) = $0 { text } else { nil } }
        if texts.count == pieces.count { return .string(texts.joined()) }
        let insertion = Insertion(pieces)
        insertions[path] = insertion
        return insertion.placeholder
    }

    private mutating func binding(of name: [String], _ fallback: String?, at path: Path) -> TemplateContext.Binding {
        if let binding = context[name] { return binding }
        if let fallback { return .value((try? Value(json: fallback)) ?? .string(fallback)) }
        let written = name.joined(separator: ".")
        let meant = written.nearest(among: context.names).map { "did you mean ${\($0)}?" }
        report("the template refers to ${\(written)}, which does not exist", at: path, note: meant)
        return .value("")
    }

    private mutating func scalarText(of value: Value, _ name: [String], at path: Path) -> String {
        switch value {
        case .object, .array, .null:
            report(
                "${\(name.joined(separator: "."))} is a \(value.typeName) and cannot stand within text", at: path,
                note: "let the reference be the whole value")
            return ""
        default: return value.plain
        }
    }

    private mutating func report(_ message: String, at path: Path, note: String?) {
        diagnostics.add(
            Diagnostic(.error, message, at: document.marks.location(of: path), notes: note.map { [$0] } ?? []))
    }
}
