import Diagnostics
import Document
import Resources
import Specification
import YAML

/// The objects of a chart, as `helm template` wrote them.
package struct RenderedChart: Sendable, Hashable {
    package struct Hook: Sendable, Hashable {
        package var object: TemplateDocument
        package var hook: ChartHook
    }

    /// In the order of the output; lists taken apart.
    package private(set) var objects: [TemplateDocument] = []
    /// What is no part of the release by itself; test hooks are left out.
    package private(set) var hooks: [Hook] = []
    /// What its definitions make.
    package private(set) var kinds: Set<KindVersion> = []

    private static let limits = YAMLLimits(bytes: 64 << 20, nodes: 4_000_000)

    /// Reads the output of helm. What is empty is left out; throws where something is not YAML.
    package init(_ output: [UInt8], of chart: Chart) throws(DiagnosticsError) {
        var sources = TemplateLines(chart)
        for part in RenderedPart.all(in: output, of: chart.name) {
            let (file, shift) = sources.place(of: part)
            // So that lines in messages are near those of the template.
            let bytes = [UInt8](repeating: UInt8(ascii: "\n"), count: shift ?? 0) + part.bytes
            for document in try YAML.parse(bytes, file: file, limits: Self.limits)
            where !document.value.isEmptyContainer {
                add(document.value, shift == nil ? SourceMarks(file: file) : document.marks)
            }
        }
    }

    private mutating func add(_ value: Value, _ marks: SourceMarks) {
        if let items = value["items"]?.array, value["kind"]?.string?.hasSuffix("List") == true {
            for (index, item) in items.enumerated() {
                add(item, marks.subtree(at: Path([.key("items"), .index(index)])))
            }
            return
        }
        guard !value.isNull else { return }
        let document = TemplateDocument(file: marks.file, value: value, marks: marks)
        if let hook = ChartHook(of: value) {
            if !hook.events.isEmpty { hooks.append(Hook(object: document, hook: hook)) }
        } else {
            objects.append(document)
            kinds.formUnion(KindVersion.all(in: value))
        }
    }

    /// The first leaf in which another rendering of the same request differs, and the file it comes from; nil where they are
    /// the same.
    package func firstDifference(from other: RenderedChart) -> (location: SourceLocation, object: String, path: Path?)?
    {
        let (one, two) = (objects + hooks.map(\.object), other.objects + other.hooks.map(\.object))
        for (left, right) in zip(one, two) where left.value != right.value {
            let path = Value.differences(from: left.value, to: right.value).first?.path
            return (left.marks.location(of: path ?? .root), left.value.objectName, path)
        }
        guard one.count != two.count, let last = (one.count > two.count ? one : two).last else { return nil }
        return (last.marks.location(of: .root), last.value.objectName, nil)
    }
}

extension Value {
    /// `Secret shop/db`: how a message names an object.
    fileprivate var objectName: String {
        let namespace = self["metadata"]?["namespace"]?.string.map { "\($0)/" } ?? ""
        return "\(self["kind"]?.string ?? "object") \(namespace)\(self["metadata"]?["name"]?.string ?? "")"
    }
}
