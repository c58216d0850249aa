import Diagnostics
import Document

/// Where the nodes of a document stand in its file, and how its plain scalars were spelled.
package struct SourceMarks: Sendable, Hashable {
    /// The file as locations name it.
    package let file: String
    let root: MarkNode

    init(file: String, root: MarkNode) {
        self.file = file
        self.root = root
    }

    /// Marks of a document that was not read from text: every node stands at the file as a whole.
    package init(file: String) {
        self.init(file: file, root: MarkNode(position: .none))
    }

    /// Where the value at a path begins; for a path that leads to nothing, where the nearest node above it begins.
    package func location(of path: Path) -> SourceLocation {
        location(node(at: path).position)
    }

    /// Where the key of the member at a path begins; for list items and the root, where the value does.
    package func keyLocation(of path: Path) -> SourceLocation {
        let node = node(at: path)
        return location(node.key ?? node.position)
    }

    /// What stands in the file for a plain scalar that is read as another type than string: `1.10` where the value
    /// is the number 1.1. Nil for strings, lists, maps and paths that lead to nothing.
    package func sourceText(at path: Path) -> String? {
        root.descendant(path.components[...])?.text
    }

    /// Whether the scalar at a path is written as a text: in quotation marks, as a block, or tagged `!!str`.
    package func isWrittenAsText(at path: Path) -> Bool {
        root.descendant(path.components[...])?.isWrittenAsText ?? false
    }

    /// The marks of what stands at a path, as those of a document of its own.
    package func subtree(at path: Path) -> SourceMarks {
        SourceMarks(file: file, root: node(at: path))
    }

    private func node(at path: Path) -> MarkNode {
        var current = root
        for component in path.components {
            guard let child = current.child(component) else { break }
            current = child
        }
        return current
    }

    private func location(_ position: Position) -> SourceLocation {
        SourceLocation(file: file, line: position.line, column: position.column)
    }
}

/// Line and column as in `SourceLocation`.
struct Position: Sendable, Hashable {
    var line: Int32
    var column: Int32

    static let none = Position(line: 0, column: 0)
}

/// The marks of one node and of those below it: a tree in step with the value's.
struct MarkNode: Sendable, Hashable {
    enum Children: Sendable, Hashable {
        case none
        case members([String: MarkNode])
        case items([MarkNode])
    }

    var position: Position
    var key: Position?
    /// The spelling of a plain scalar that is no string.
    var text: String?
    /// A scalar in quotation marks, a block, or one that is tagged `!!str`.
    var isWrittenAsText = false
    var children: Children = .none

    func child(_ component: Path.Component) -> MarkNode? {
        switch (component, children) {
        case (.key(let key), .members(let members)): members[key]
        case (.index(let index), .items(let items)) where items.indices.contains(index): items[index]
        default: nil
        }
    }

    func descendant(_ components: ArraySlice<Path.Component>) -> MarkNode? {
        guard let first = components.first else { return self }
        return child(first)?.descendant(components.dropFirst())
    }
}

extension SourceLocation {
    fileprivate init(file: String, line: Int32, column: Int32) {
        self.init(file: file, line: Int(line), column: Int(column))
    }
}
