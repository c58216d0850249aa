import Diagnostics
import Document
import YAML

/// A named cluster, user or context of a kubeconfig: its settings and where they stand.
struct KubeconfigEntry {
    /// `cluster`, `user` or `context`.
    let kind: String
    let name: String
    let settings: Value
    let path: Path
    let marks: SourceMarks

    /// What a context names as its cluster or user.
    func reference(_ key: String) throws(DiagnosticsError) -> String {
        guard let text = settings[key]?.string, !text.isEmpty else {
            throw failure("the \(kind) \"\(name)\" names no \(key)", at: [key])
        }
        return text
    }

    /// A place below the settings.
    func location(_ place: Path = .root) -> SourceLocation {
        marks.location(of: path.appending(place))
    }

    func failure(_ message: String, at place: Path = .root) -> DiagnosticsError {
        DiagnosticsError([.error(message, at: location(place))])
    }

    /// A path as seen from where the kubeconfig's own path starts.
    func resolved(_ path: String) -> String {
        guard !path.hasPrefix("/"), let slash = marks.file.lastIndex(of: "/") else { return path }
        return marks.file[...slash] + path
    }
}
