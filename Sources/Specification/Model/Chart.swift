import Diagnostics
import Document
import Resources

/// A Helm chart as it lies in the catalog, read and bounded: a folder, or an archive that was unpacked in memory.
package struct Chart: Sendable {
    /// As Chart.yaml says.
    package var name: String
    package var version: String
    /// The bytes of every file, hidden ones included, by its path in the chart.
    package var files: [String: [UInt8]]
    /// What values.yaml says: the values that nobody gives.
    package var defaults: Object
    /// values.schema.json; nil where the chart has none.
    package var valuesSchema: Value?
    /// What the definitions in `crds/` make, those of charts within included.
    package var customKinds: [KindVersion]
    /// The groups that definitions among the templates are likely to make.
    package var templatedGroups: Set<String>
    /// The folder or the archive, as messages name it.
    package var path: String
    /// False for an archive, whose files have no place of their own on disk.
    package var isFolder: Bool
    /// Of the names and bytes of all files.
    package let digest: Digest

    package init(
        name: String, version: String, files: [String: [UInt8]], defaults: Object = [:], valuesSchema: Value? = nil,
        customKinds: [KindVersion] = [], templatedGroups: Set<String> = [], path: String, isFolder: Bool = true
    ) {
        self.name = name
        self.version = version
        self.files = files
        self.defaults = defaults
        self.valuesSchema = valuesSchema
        self.customKinds = customKinds
        self.templatedGroups = templatedGroups
        self.path = path
        self.isFolder = isFolder
        digest = Digest(of: .object(Object(files.map { ($0.key, .string(Digest(of: $0.value).description)) })))
    }

    /// The place of a file that helm names by the chart's name and the path in it: `web/templates/a.yaml`.
    package func location(of file: String, line: Int = 0, column: Int = 0) -> SourceLocation {
        let inner = file.hasPrefix("\(name)/") ? String(file.dropFirst(name.count + 1)) : file
        return SourceLocation(file: isFolder ? "\(path)/\(inner)" : "\(path):\(inner)", line: line, column: column)
    }

    /// Whether its templates may ask which kinds the target serves.
    package var asksForAPIVersions: Bool {
        // What is packed in archives of its own may ask, too.
        files.contains { path, bytes in path.hasSuffix(".tgz") || bytes.containsText("APIVersions") }
    }
}

extension Chart: Hashable {
    package static func == (left: Chart, right: Chart) -> Bool {
        left.digest == right.digest && left.path == right.path
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

extension [UInt8] {
    fileprivate func containsText(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, count >= wanted.count else { return false }
        var index = startIndex
        while let found = self[index...].firstIndex(of: first), found + wanted.count <= endIndex {
            if self[found..<(found + wanted.count)].elementsEqual(wanted) { return true }
            index = found + 1
        }
        return false
    }
}
