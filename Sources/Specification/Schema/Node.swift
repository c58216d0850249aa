import Diagnostics
import Document
import YAML

/// A node of a document that is being read, and where findings about it go.
struct Node {
    let value: Value
    let path: Path
    let marks: SourceMarks
    let findings: Findings
    /// Its text may be a secret: lines are not shown with findings about it and what is below it.
    let isSensitive: Bool

    init(_ document: YAMLDocument, findings: Findings) {
        self.init(document.value, .root, document.marks, findings, isSensitive: false)
    }

    private init(_ value: Value, _ path: Path, _ marks: SourceMarks, _ findings: Findings, isSensitive: Bool) {
        self.value = value
        self.path = path
        self.marks = marks
        self.findings = findings
        self.isSensitive = isSensitive
    }

    private func child(_ component: Path.Component, _ value: Value) -> Node {
        Node(value, path.appending(component), marks, findings, isSensitive: isSensitive)
    }

    /// The same node as one whose text may be a secret.
    var sensitive: Node { Node(value, path, marks, findings, isSensitive: true) }

    /// The member of a key; a key without a value counts as absent.
    func member(_ key: String) -> Node? {
        guard let child = value[key], !child.isNull else { return nil }
        return self.child(.key(key), child)
    }

    /// A member that is not in the file, with the value that it has by default; it is placed at its parent.
    func absentMember(_ key: String, _ value: Value) -> Node {
        child(.key(key), value)
    }

    var members: [(key: String, node: Node)] {
        (value.object ?? [:]).map { key, value in (key, child(.key(key), value)) }
    }

    var items: [Node] {
        (value.array ?? []).enumerated().map { index, value in child(.index(index), value) }
    }

    /// A scalar as it is spelled in the file: `1.10` stays `1.10`; nil for lists, maps and null.
    var text: String? {
        switch value {
        case .string(let text): text
        case .bool, .integer, .number: marks.sourceText(at: path) ?? value.plain
        case .null, .array, .object: nil
        }
    }

    var location: SourceLocation { marks.location(of: path) }

    /// The folder of the file, to which relative paths count.
    var folder: String {
        marks.file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    /// How a message names the node.
    var name: String { path.isRoot ? "the document" : "`\(path)`" }

    func report(_ message: String, at location: SourceLocation? = nil, notes: [String] = []) {
        findings.add(
            Diagnostic(.error, message, at: location ?? self.location, notes: notes, isSensitive: isSensitive))
    }

    /// Says that another type was expected.
    func reportType(_ expected: String) {
        let isSpelledOut: Bool
        if case .number = value { isSpelledOut = !isSensitive } else { isSpelledOut = false }
        let found = isSpelledOut ? "`\(text ?? value.plain)`" : value.typeNameWithArticle
        report(
            "\(name) must be \(expected), not \(found)",
            notes: value.quotes(expected) ? ["leave the quotation marks out"] : [])
    }
}
