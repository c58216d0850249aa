import Diagnostics
import Files

extension Chart {
    /// The chart in a folder or a `.tgz` on disk, as it would be read from the catalog. Throws what is wrong with it.
    package static func read(_ path: String) throws(DiagnosticsError) -> Chart {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let name = parts.last ?? ""
        let parent = parts.dropLast().joined(separator: "/")
        let root = path.hasPrefix("/") ? "/\(parent)" : (parent.isEmpty ? "." : parent)
        let findings = Findings()
        let reader = DocumentReader(source: DiskFileSource(root: root), limits: .default, findings: findings)
        let chart = ChartLoader(reader: reader).chart(at: name, declaredAt: SourceLocation(file: path))
        try findings.collector.throwIfErrors()
        guard let chart else { throw DiagnosticsError([.error("there is no chart", at: SourceLocation(file: path))]) }
        return chart
    }
}
