import Diagnostics
import Document
import YAML

/// Where the values of an application as one workspace gets it are written: its own in the workspace's spec, the
/// others in the revision's file.
package struct ValueOrigins: Sendable, Hashable {
    private let own: Object
    private let ownMarks: SourceMarks
    private let ownBase: Path
    private let defaults: SourceMarks

    /// `request` is the place of the workspace's request among its applications; nil where it made none.
    init(revision: ApplicationRevision, workspace: Workspace, request: Int?) {
        own = request.map { workspace.applications[$0].values } ?? [:]
        ownMarks = workspace.marks
        ownBase = Path([.key("spec"), .key("applications"), .index(request ?? 0), .key("values")])
        defaults = revision.marks
    }

    /// Where a value stands; the path counts from the values.
    package func location(of path: Path) -> SourceLocation {
        let origin = origin(of: path)
        return origin.marks.location(of: origin.path)
    }

    /// The spelling of a value that reads as a number or boolean: `1.10`; nil for texts, lists and maps.
    package func sourceText(at path: Path) -> String? {
        let origin = origin(of: path)
        return origin.marks.sourceText(at: origin.path)
    }

    /// Whether a value is written as a text, see `SourceMarks.isWrittenAsText(at:)`.
    package func isWrittenAsText(at path: Path) -> Bool {
        let origin = origin(of: path)
        return origin.marks.isWrittenAsText(at: origin.path)
    }

    /// What the workspace gives replaces the default of the same path, see `Object.merging(_:)`.
    private func origin(of path: Path) -> (marks: SourceMarks, path: Path) {
        if !own.isEmpty, Value.object(own)[path] != nil {
            return (ownMarks, ownBase.appending(path))
        }
        return (defaults, Path([.key("spec"), .key("values")] + path.components))
    }
}
