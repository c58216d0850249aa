import Document
import Specification
import YAML

extension Chart {
    /// The charts that it needs and does not hold, in the order of its Chart.yaml (or requirements.yaml): helm renders it with
    /// all of them only.
    var missingDependencies: [String] {
        let needed = ["Chart.yaml", "requirements.yaml"].flatMap { file in
            (document(file)?["dependencies"]?.array ?? []).compactMap { $0["name"]?.string }
        }
        guard !needed.isEmpty else { return [] }
        let paths = files.keys.filter { $0.hasPrefix("charts/") }.map { $0.dropFirst("charts/".count) }
        let folders = paths.filter { $0.hasSuffix("/Chart.yaml") && $0.count { $0 == "/" } == 1 }
        let names = Set(folders.compactMap { document("charts/\($0)")?["name"]?.string })
        let archives = paths.filter { $0.hasSuffix(".tgz") && !$0.contains("/") }
        return needed.filter { name in !names.contains(name) && !archives.contains { $0.hasPrefix("\(name)-") } }
    }

    /// Nil for a file that is not there; one that cannot be read helm refuses by its name.
    private func document(_ file: String) -> Value? {
        files[file].flatMap { try? YAML.parse($0, file: file).first?.value }
    }
}
