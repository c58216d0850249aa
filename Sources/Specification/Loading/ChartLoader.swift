import Diagnostics
import Document
import Files
import Resources
import YAML

/// Reads a chart whole into memory, so that its digest covers every byte and nothing outside of it is ever read.
struct ChartLoader {
    /// What a chart may hold.
    static let largestFile = 16 << 20
    static let largest = 64 << 20
    private static let mostFiles = 10_000

    let reader: DocumentReader

    /// The chart in a folder or an archive; nil where it cannot be used, which is reported.
    func chart(at path: String, declaredAt location: SourceLocation) -> Chart? {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard let entry = reader.entries(of: parent).first(where: { $0.name == name }) else {
            reader.findings.report(
                "there is no chart at `\(reader.source.displayName(of: path))`", at: location,
                notes: "put the chart's folder or .tgz there, or name it with `helm: {chart: path}`")
            return nil
        }
        let faults = reader.findings.collector.diagnostics.count
        let files: [String: [UInt8]]
        if entry.isLink {
            reportLink(path)
            return nil
        } else if entry.kind == .folder {
            var collected: [String: [UInt8]] = [:]
            collect(path, as: "", into: &collected)
            files = collected
        } else {
            files = archived(at: path)
        }
        guard reader.findings.collector.diagnostics.count == faults else { return nil }
        return chart(of: files, at: reader.source.displayName(of: path), isFolder: entry.kind == .folder)
    }

    private func collect(_ folder: String, as prefix: String, into files: inout [String: [UInt8]]) {
        let entries: [FileEntry]
        do { entries = try reader.source.entries(of: folder) ?? [] } catch {
            reader.report(error, folder)
            return
        }
        // A chart that is a repository of its own: what git keeps there it never takes into another.
        for entry in entries where entry.name != ".git" {
            let path = "\(folder)/\(entry.name)"
            if entry.isLink {
                reportLink(path)
            } else if entry.kind == .folder {
                collect(path, as: "\(prefix)\(entry.name)/", into: &files)
            } else if let bytes = reader.contents(of: path, limit: Self.largestFile) {
                files[prefix + entry.name] = bytes
            }
            guard files.count <= Self.mostFiles, files.values.lazy.map(\.count).reduce(0, +) <= Self.largest else {
                reader.findings.report(
                    "the chart is too large", at: place(folder),
                    notes: "at most \(Self.mostFiles) files and \(Self.largest >> 20) MiB are read")
                files = [:]
                return
            }
        }
    }

    private func reportLink(_ path: String) {
        reader.findings.report(
            "a chart cannot hold symbolic links", at: place(path), notes: "put a copy of the file there")
    }

    private func place(_ path: String) -> SourceLocation { SourceLocation(file: reader.source.displayName(of: path)) }

    /// The files of an archive, in which all of them lie in one folder.
    private func archived(at path: String) -> [String: [UInt8]] {
        guard let bytes = reader.contents(of: path, limit: Self.largestFile) else { return [:] }
        do {
            return try PackedChart.files(of: bytes, limit: Self.largest)
        } catch {
            reader.findings.report(
                "the chart's archive cannot be used: \(error)", at: place(path),
                notes: "a chart is packed by `helm package`")
            return [:]
        }
    }

    private func chart(of files: [String: [UInt8]], at path: String, isFolder: Bool) -> Chart? {
        let draft = Chart(name: "", version: "", files: [:], path: path, isFolder: isFolder)
        func document(_ name: String) -> YAMLDocument? {
            guard let bytes = files[name] else { return nil }
            let parsed = reader.findings.gather { () throws(DiagnosticsError) in
                try YAML.parse(bytes, file: draft.location(of: name).file, limits: reader.limits)
            }
            return parsed?.first
        }
        guard files["Chart.yaml"] != nil else {
            reader.findings.report(
                "there is no Chart.yaml in the chart", at: SourceLocation(file: path), notes: "every chart has one")
            return nil
        }
        guard let about = document("Chart.yaml") else { return nil }
        guard let name = about.value["name"]?.string, !name.isEmpty else {
            reader.findings.report("the chart has no `name`", at: about.marks.location(of: .root))
            return nil
        }
        // Helm refuses others, too, and what a chart is laid out in is named after it.
        guard !name.contains("/"), name != ".", name != "..", !name.utf8.contains(0) else {
            reader.findings.report(
                "`\(name)` cannot name a chart", at: about.marks.location(of: ["name"]),
                notes: "a name holds no `/`, and is not `.` or `..`")
            return nil
        }
        if about.value["type"] == "library" {
            reader.findings.report(
                "a library chart cannot be installed", at: about.marks.location(of: ["type"]),
                notes: "it is for other charts to use")
            return nil
        }
        var schema: Value?
        if let bytes = files["values.schema.json"] {
            do { schema = try Value(json: bytes) } catch {
                reader.findings.report("\(error)", at: draft.location(of: "values.schema.json"))
                return nil
            }
        }
        if let found = SchemaReferences.outside(in: files) {
            reader.findings.report(
                found.reference.map { "the schema of the values refers to `\($0)`, which is not in the chart" }
                    ?? "the schema of the values cannot be read", at: draft.location(of: found.file),
                notes: "helm would read what lies there; put it below `$defs` of the schema")
            return nil
        }
        // Helm takes keys that stand twice or read as booleans; without a schema nobody asks for the defaults here.
        let defaults =
            schema == nil
            ? (files["values.yaml"].flatMap { try? YAML.parse($0, file: "", limits: reader.limits) })?.first
            : document("values.yaml")
        let definitions = PackedChart.definitions(in: files)
        return Chart(
            name: name, version: about.value["version"].map(\.plain) ?? "", files: files,
            defaults: defaults?.value.object ?? [:], valuesSchema: schema,
            customKinds: definitions.kinds, templatedGroups: definitions.templatedGroups, path: path, isFolder: isFolder
        )
    }
}
