import Document
import Files
import FoundationEssentials
import Specification
import YAML

/// A new revision of the catalog with a chart in it: the files, and how they are written.
struct CatalogEntry: Sendable {
    let application: String
    let revision: String
    let chart: Chart
    let origin: ChartOrigin

    /// Where the revision is, or something else stands already.
    struct Exists: Error, CustomStringConvertible {
        var description: String
    }

    private func folder(in root: String) -> String {
        let base = root == "." ? "" : "\(root)/"
        return "\(base)templates/applications/\(application)"
    }

    /// Writes the revision; a revision that is there is never changed. Gives the folder.
    func write(to root: String) throws -> String {
        let entry = folder(in: root)
        let target = "\(entry)/\(revision)"
        guard FileKind(at: target) == nil else {
            throw Exists(
                description:
                    "\(target) exists, and a revision stays as it is: give the chart another version, or --revision")
        }
        for (path, bytes) in chart.files.sorted(by: { $0.key < $1.key }) {
            try write(bytes, to: "\(target)/chart/\(path)")
        }
        try write(YAML.emit(provenance), to: "\(target)/provenance.yaml")
        try write(Array(revisionText.utf8), to: "\(target)/revision.yaml")
        if FileKind(at: "\(entry)/application.yaml") == nil {
            try write(Array(applicationText.utf8), to: "\(entry)/application.yaml")
        }
        return target
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try OutputFile.write(bytes, to: path, mode: 0o644)
    }

    /// Where the chart is from; for people, and covered by the digest of the revision.
    private var provenance: Value {
        [
            "source": .string(origin.source), "chart": .string(chart.name), "version": .string(chart.version),
            "digest": .string(chart.digest.description),
        ]
    }

    private var revisionText: String {
        """
        # yaml-language-server: $schema=../../../../specs/schemas/application-revision.json
        apiVersion: berth.dev/v1alpha1
        kind: ApplicationRevision
        metadata: {name: \(quoted(revision))}
        spec:
          values: {} # over those of chart/values.yaml; workspaces may give others
          helm: {chart: chart}

        """
    }

    private var applicationText: String {
        """
        # yaml-language-server: $schema=../../../specs/schemas/application.json
        apiVersion: berth.dev/v1alpha1
        kind: Application
        metadata: {name: \(application)}
        spec:
          activeRevision: \(quoted(revision))
          rules:
            phase: default # in the workspace, once its API answers
            workspaces: none # only those that ask for it

        """
    }

    private func quoted(_ text: String) -> String { Value.string(text).compactJSON }
}
