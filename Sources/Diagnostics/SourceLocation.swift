/// A place in a file a user wrote.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The path as the user would type it (relative to the working directory where it lies below it).
    package var file: String
    /// Counted from 1; 0 stands for the file as a whole.
    package var line: Int
    /// Counted from 1, in Unicode scalars; 0 stands for the line as a whole.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, without the parts that are 0.
    package var description: String {
        guard line > 0 else { return file }
        return column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
    }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
