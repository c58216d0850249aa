import Diagnostics
import Document

/// YAML as the users of Kubernetes know it: read into `Value` with the place of every node, and written.
package enum YAML {
    /// The documents of a file, those without content left out.
    ///
    /// Plain scalars mean what they mean to `kubectl` (YAML 1.1 as sigs.k8s.io/yaml reads it). Throws everything
    /// that is wrong with the file at once; broken syntax ends the reading.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .default
    ) throws(DiagnosticsError) -> [YAMLDocument] {
        if let problem = EncodingCheck(bytes: bytes, file: file, limits: limits).problem {
            throw DiagnosticsError([problem])
        }
        var composer = Composer(file: file, limits: limits)
        return try composer.documents(of: bytes)
    }
}

/// One document of a YAML file.
package struct YAMLDocument: Sendable, Hashable {
    package var value: Value
    package var marks: SourceMarks

    package init(value: Value, marks: SourceMarks) {
        self.value = value
        self.marks = marks
    }
}

/// Bounds that keep a hostile file from costing memory or time.
package struct YAMLLimits: Sendable, Hashable {
    /// Bytes of the file.
    package var bytes: Int
    /// Levels of nesting, aliases expanded.
    package var depth: Int
    /// Scalars, lists and maps of the file, aliases expanded: what a "YAML bomb" multiplies.
    package var nodes: Int

    package init(bytes: Int = 4 << 20, depth: Int = 100, nodes: Int = 500_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }

    package static let `default` = YAMLLimits()
}
