import Diagnostics
import Document
import Resources
import Specification

/// The values that a chart is given: the application's, or what the revision makes of them.
struct ChartValues {
    private static let base: Path = ["spec", "helm"]

    private let selected: SelectedApplication
    private let context: TemplateContext
    private var filler: TemplateFiller
    private(set) var collector = DiagnosticCollector()

    init(_ selected: SelectedApplication, context: TemplateContext) {
        self.selected = selected
        self.context = context
        filler = TemplateFiller(selected.revision.marks, context: context)
    }

    private var mapping: Object? { selected.revision.helm?.values }
    private var valuesBase: Path { Self.base.appending(key: "values") }

    /// A name of the release, filled.
    mutating func release(_ text: String?, default standard: String, at key: String, longest: Int) -> String {
        guard let text else { return standard }
        let path = Self.base.appending(key: key)
        let value = filler.fill(.string(text), at: path)
        takeFindings()
        if let insertion = filler.insertions[path] {
            report(insertion, at: selected.revision.marks.location(of: path))
            return standard
        }
        let name = value.plain
        guard name.utf8.count <= longest, name.isChartLabel else {
            collector.add(
                .error(
                    "`\(path)` must become a lower-case DNS label of at most \(longest) characters, not `\(name)`",
                    at: selected.revision.marks.location(of: path)))
            return standard
        }
        return name
    }

    /// The values themselves; what is not known before apply is reported. A null takes a default of the chart away.
    mutating func tree() -> Object {
        var values: Value
        if let mapping {
            values = filler.fill(.object(mapping), at: valuesBase, keepsNull: true)
            takeFindings()
            for (path, insertion) in filler.insertions.sorted(by: { $0.key < $1.key }) where path.hasPrefix(valuesBase)
            {
                report(insertion, at: selected.revision.marks.location(of: path))
            }
        } else {
            values = context.values["values"] ?? [:]
            for path in selected.removed where values[path] == nil { values[path] = .null }
            for (path, insertion) in context.insertions.sorted(by: { $0.key < $1.key }) {
                report(insertion, at: selected.origins.location(of: Path(Array(path.components.dropFirst()))))
            }
        }
        return values.object ?? [:]
    }

    private mutating func takeFindings() {
        collector.add(contentsOf: filler.diagnostics.diagnostics)
    }

    private mutating func report(_ insertion: Insertion, at location: SourceLocation) {
        let way = "put it into an object of `manifests`, a Secret or ConfigMap, and give the chart the object's name"
        if insertion.isSensitive {
            collector.add(.error("a secret cannot be a value of a chart", at: location, notes: way))
        } else {
            let names = insertion.references.map { "\($0.address.name).\($0.output)" }.joined(separator: ", ")
            collector.add(
                .error(
                    "`\(names)` is known only after apply, and a chart is rendered before", at: location, notes: way))
        }
    }

    /// Holds the values, with the chart's own behind them, against the chart's schema.
    mutating func check(_ values: Object, by chart: Chart) {
        guard let schema = chart.valuesSchema else { return }
        let whole = Value.object(chart.defaults.merging(values))
        for violation in ValuesSchema(schema: schema).violations(of: whole) {
            let (location, spelling) = origin(of: violation.path, in: .object(values), chart)
            collector.add(
                Diagnostic(
                    .error, "`\(violation.path)` of the chart \(chart.name) \(violation.message)", at: location,
                    notes: [
                        violation.hint(spelling), "the schema is in \(chart.location(of: "values.schema.json").file)",
                    ].compactMap(\.self)))
        }
    }

    /// Where a value of the chart is written, and how it is spelled there.
    private func origin(of path: Path, in values: Value, _ chart: Chart) -> (SourceLocation, String?) {
        guard mapping != nil else {
            let isGiven = path.components.first.map { values[Path([$0])] != nil } ?? false
            return (
                isGiven ? selected.origins.location(of: path) : selected.declaredAt,
                selected.origins.sourceText(at: path)
            )
        }
        let place = valuesBase.appending(path)
        let marks = selected.revision.marks
        return (filler.origin(of: place)?.location ?? marks.location(of: place), marks.sourceText(at: place))
    }
}

extension String {
    fileprivate var isChartLabel: Bool {
        guard let first = utf8.first, let last = utf8.last else { return false }
        func isPlain(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }
        return isPlain(first) && isPlain(last) && utf8.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") }
    }
}
