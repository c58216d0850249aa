import Diagnostics
import Document
import YAML

/// A node of a document that is being read, and where findings about it go.
struct Node {
    let value: Value
    let path: Path
    let marks: SourceMarks
    let findings: Findings

    init(_ document: YAMLDocument, findings: Findings) {
        self.init(value: document.value, path: .root, marks: document.marks, findings: findings)
    }

    private init(value: Value, path: Path, marks: SourceMarks, findings: Findings) {
        self.value = value
        self.path = path
        self.marks = marks
        self.findings = findings
    }

    /// The member of a key; a key without a value counts as absent.
    func member(_ key: String) -> Node? {
        guard let child = value[key], !child.isNull else { return nil }
        return Node(value: child, path: path.appending(key: key), marks: marks, findings: findings)
    }

    /// A member that is not in the file, with the value that it has by default; it is placed at its parent.
    func absentMember(_ key: String, _ value: Value) -> Node {
        Node(value: value, path: path.appending(key: key), marks: marks, findings: findings)
    }

    var members: [(key: String, node: Node)] {
        (value.object ?? [:]).map { key, value in
            (key, Node(value: value, path: path.appending(key: key), marks: marks, findings: findings))
        }
    }

    var items: [Node] {
        (value.array ?? []).enumerated().map { index, value in
            Node(value: value, path: path.appending(index: index), marks: marks, findings: findings)
        }
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
        findings.add(Diagnostic(.error, message, at: location ?? self.location, notes: notes))
    }

    /// Says that another type was expected.
    func reportType(_ expected: String) {
        let notes = value.string == nil ? [] : Self.quotedHint(expected)
        report("\(name) must be \(expected), not \(value.typeName.withArticle)", notes: notes)
    }

    private static func quotedHint(_ expected: String) -> [String] {
        ["a boolean", "an integer", "a number"].contains(expected) ? ["leave the quotation marks out"] : []
    }
}

extension String {
    fileprivate var withArticle: String {
        switch self {
        case "null": self
        case "integer": "an \(self)"
        default: "a \(self)"
        }
    }
}
