import Diagnostics
import Document
import YAML

/// A kubeconfig file: clusters, users, and contexts that join one of each.
///
/// Every problem is a diagnostic at its place in the file. Values of credentials never stand in messages.
package struct Kubeconfig: Sendable {
    private let value: Value
    private let marks: SourceMarks

    /// Reads YAML or JSON; `file` is its path, which relative references start from.
    package init(_ bytes: [UInt8], file: String) throws(DiagnosticsError) {
        let documents = try YAML.parse(bytes, file: file)
        guard let document = documents.first, documents.count == 1, document.value.object != nil,
            document.value["kind"] ?? "Config" == "Config"
        else {
            throw DiagnosticsError([
                .error(
                    "this is no kubeconfig", at: SourceLocation(file: file),
                    notes: "one document of kind Config with clusters, users and contexts is expected")
            ])
        }
        value = document.value
        marks = document.marks
    }

    package var currentContext: String? {
        value["current-context"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// In the order of the file.
    package var contextNames: [String] {
        (value["contexts"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    /// What a context (nil: the current one) gives access to; `readFile` gets absolute paths or paths that start
    /// where the kubeconfig's own does.
    package func access(
        context name: String? = nil, readFile: @escaping (_ path: String) throws -> [UInt8]
    ) throws(DiagnosticsError) -> ClusterAccess {
        guard let name = name ?? currentContext else {
            throw failure("the kubeconfig has no current context", at: .root, note: contextsNote)
        }
        let context = try entry("contexts", name, note: contextsNote)
        let cluster = try entry("clusters", try string("cluster", of: context, "context", name).text)
        let user = try entry("users", try string("user", of: context, "context", name).text)
        var reader = KubeconfigReader(value: value, marks: marks, readFile: readFile)
        let access = reader.access(cluster: cluster, user: user)
        try reader.collector.throwIfErrors()
        guard var access else { throw failure("the context \"\(name)\" gives no access", at: context, note: nil) }
        access.namespace = value[context]?["namespace"]?.string
        return access
    }

    private var contextsNote: String {
        contextNames.isEmpty ? "it has no contexts at all" : "contexts here: \(contextNames.joined(separator: ", "))"
    }

    /// The place of the settings of a named entry.
    private func entry(_ list: String, _ name: String, note: String? = nil) throws(DiagnosticsError) -> Path {
        let items = value[list]?.array ?? []
        guard let index = items.firstIndex(where: { $0["name"]?.string == name }) else {
            let what = list.dropLast()
            throw failure("the kubeconfig has no \(what) \"\(name)\"", at: [list], note: note)
        }
        return Path([.key(list), .index(index), .key(String(list.dropLast()))])
    }

    private func string(
        _ key: String, of place: Path, _ what: String, _ name: String
    ) throws(DiagnosticsError) -> (text: String, path: Path) {
        let path = place.appending(key: key)
        guard let text = value[path]?.string, !text.isEmpty else {
            throw failure("the \(what) \"\(name)\" names no \(key)", at: path, note: nil)
        }
        return (text, path)
    }

    private func failure(_ message: String, at path: Path, note: String?) -> DiagnosticsError {
        DiagnosticsError([
            Diagnostic(.error, message, at: marks.location(of: path), notes: note.map { [$0] } ?? [])
        ])
    }
}
