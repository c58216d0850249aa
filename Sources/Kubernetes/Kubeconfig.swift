import Diagnostics
import Document
import YAML

/// A kubeconfig: clusters, users, and contexts that join one of each; read from one file or merged from several.
///
/// Every problem is a diagnostic at its place in a file. Values of credentials never stand in messages.
package struct Kubeconfig: Sendable {
    /// One file of it.
    private struct File: Sendable {
        let value: Value
        let marks: SourceMarks
    }

    /// At least one; an earlier one wins.
    private let files: [File]

    /// Reads YAML or JSON; `file` is its path, which relative references start from.
    package init(_ bytes: [UInt8], file: String) throws(DiagnosticsError) {
        let documents = try YAML.parse(bytes, file: file)
        guard let document = documents.first, documents.count == 1, document.value.object != nil,
            document.value["kind"] ?? "Config" == "Config"
        else {
            throw DiagnosticsError([
                .error(
                    "this is not a kubeconfig", at: SourceLocation(file: file),
                    notes: "one document of kind Config with clusters, users and contexts is expected")
            ])
        }
        files = [File(value: document.value, marks: document.marks)]
        try checkNames()
    }

    /// The first, with what only others have added, as client-go merges the files of `KUBECONFIG`: of entries of one name
    /// and of the current contexts the first counts, as a whole. Nil where there are none.
    package init?(merging others: [Kubeconfig]) {
        guard !others.isEmpty else { return nil }
        files = others.flatMap(\.files)
    }

    package var currentContext: String? {
        files.lazy.compactMap { $0.value["current-context"]?.string.flatMap { $0.isEmpty ? nil : $0 } }.first
    }

    /// In the order of the files, each once.
    package var contextNames: [String] {
        let names = files.flatMap { ($0.value["contexts"]?.array ?? []).compactMap { $0["name"]?.string } }
        return names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
    }

    /// What a context (nil: the current one) gives access to; `readFile` gets absolute paths or paths that start
    /// where the kubeconfig's own does.
    package func access(
        context name: String? = nil, readFile: @escaping (_ path: String) throws -> [UInt8]
    ) throws(DiagnosticsError) -> ClusterAccess {
        guard let name = name ?? currentContext else {
            throw DiagnosticsError([
                Diagnostic(
                    .error, "the kubeconfig has no current context", at: files[0].marks.location(of: .root),
                    notes: [contextsNote])
            ])
        }
        let context = try entry("contexts", name, note: contextsNote)
        let cluster = try entry("clusters", try context.reference("cluster"))
        let user = try entry("users", try context.reference("user"))
        var reader = KubeconfigReader(readFile: readFile)
        let access = reader.access(cluster: cluster, user: user)
        try reader.collector.throwIfErrors()
        guard var access else {
            throw context.failure("the context \"\(name)\" gives no access")
        }
        access.namespace = context.settings["namespace"]?.string
        return access
    }

    private var contextsNote: String {
        contextNames.isEmpty ? "it has no contexts at all" : "contexts here: \(contextNames.joined(separator: ", "))"
    }

    /// The first entry of a name.
    private func entry(_ list: String, _ name: String, note: String? = nil) throws(DiagnosticsError) -> KubeconfigEntry
    {
        let what = String(list.dropLast())
        for file in files {
            guard let items = file.value[list]?.array,
                let index = items.firstIndex(where: { $0["name"]?.string == name })
            else { continue }
            return KubeconfigEntry(
                kind: what, name: name, settings: items[index][what] ?? .null,
                path: Path([.key(list), .index(index), .key(what)]), marks: file.marks)
        }
        throw DiagnosticsError([
            Diagnostic(
                .error, "the kubeconfig has no \(what) \"\(name)\"", at: files[0].marks.location(of: [list]),
                notes: note.map { [$0] } ?? [])
        ])
    }

    /// Throws where a file has two entries of one name: which one counts would depend on who reads it.
    private func checkNames() throws(DiagnosticsError) {
        var collector = DiagnosticCollector()
        for file in files {
            for list in ["clusters", "users", "contexts"] {
                var seen: Set<String> = []
                for (index, item) in (file.value[list]?.array ?? []).enumerated() {
                    guard let name = item["name"]?.string, !seen.insert(name).inserted else { continue }
                    collector.add(
                        .error(
                            "there is another \(list.dropLast()) \"\(name)\" in this file",
                            at: file.marks.location(of: Path([.key(list), .index(index)])), notes: "remove one of them")
                    )
                }
            }
        }
        try collector.throwIfErrors()
    }
}
