import Diagnostics
import Document
import Resources
import Specification

/// Fills the references that stand in the values of an application themselves, each after those it refers to.
struct ValuesFiller {
    private static let root: Path = ["values"]

    private let origins: ValueOrigins
    private(set) var context: TemplateContext
    private(set) var diagnostics = DiagnosticCollector()
    /// The leaves with references that are still to be filled.
    private var open: [Path]
    /// Those that are being filled, each for the one before it.
    private var way: [Path] = []

    init(_ selected: SelectedApplication, context: TemplateContext) {
        origins = selected.origins
        self.context = context
        self.context.origins = selected.origins
        self.context.values["values"] = .object(selected.values)
        open = []
        for (path, value) in Value.object(selected.values).leaves {
            let place = Self.root.appending(path)
            if let text = value.string {
                if text.contains("${") { open.append(place) }
            } else if !value.isNull {
                self.context.spellings[place] = selected.origins.sourceText(at: path)
            }
            for case .key(let key) in path.components where key.contains("${") {
                report("a key cannot hold a reference", at: place, note: "use it in a value")
            }
        }
        // Values in which nothing is to be filled are most.
        guard !open.isEmpty else { return }
        let all = open
        for place in all { fill(place) }
        check(selected, all)
    }

    private mutating func fill(_ place: Path) {
        guard let position = open.firstIndex(of: place), let text = context[value: place]?.string else { return }
        open.remove(at: position)
        way.append(place)
        defer { way.removeLast() }
        for name in (try? TemplateText(text).names) ?? [] {
            let wanted = Path(name.map(Path.Component.key))
            let isNeeded: (Path) -> Bool = { $0.hasPrefix(wanted) || wanted.hasPrefix($0) }
            if way.contains(where: isNeeded) {
                report(
                    "the value refers to itself: \((way + [wanted]).map(\.description).joined(separator: " -> "))",
                    at: place, note: "write one of them out")
                context[value: place] = ""
                return
            }
            for other in open.filter(isNeeded) { fill(other) }
        }
        let path = Path(Array(place.components.dropFirst(Self.root.components.count)))
        var filler = TemplateFiller(origins, context: context)
        let value = filler.fill(.string(text), at: path)
        diagnostics.add(contentsOf: filler.diagnostics.diagnostics)
        context[value: place] = value
        for (inner, insertion) in filler.insertions {
            context.insertions[Self.root.appending(inner)] = insertion
        }
        for source in filler.wholes.values {
            for (spelled, spelling) in context.spellings where spelled.hasPrefix(source) {
                context.spellings[Path(place.components + spelled.components.dropFirst(source.components.count))] =
                    spelling
            }
        }
    }

    /// Holds what was filled against the schema of the values; what is plain was checked when it was loaded.
    private mutating func check(_ selected: SelectedApplication, _ filled: [Path]) {
        guard let schema = selected.revision.valuesSchema, !diagnostics.hasErrors else { return }
        for violation in ValuesSchema(schema: schema).violations(of: context.values["values"] ?? [:]) {
            let place = Self.root.appending(violation.path)
            guard filled.contains(where: place.hasPrefix), context.insertions[place] == nil else { continue }
            report(
                "`\(violation.path)` of `\(selected.application.name)` \(violation.message)", at: place,
                note: "the schema is in \(selected.revision.marks.file)")
        }
    }

    private mutating func report(_ message: String, at place: Path, note: String) {
        let path = Path(Array(place.components.dropFirst(Self.root.components.count)))
        diagnostics.add(.error(message, at: origins.location(of: path), notes: note))
    }
}

extension TemplateContext {
    fileprivate subscript(value path: Path) -> Value? {
        get { Value.object(values)[path] }
        set {
            var all = Value.object(values)
            all[path] = newValue
            values = all.object ?? values
        }
    }
}
