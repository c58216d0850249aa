import Document

/// The values that a revision knows: those with a default, those in its schema, and those that its manifests use.
struct KnownValues {
    private let defaults: Value
    private let schema: Value?
    /// What `${values.…}` names, without `values`.
    private let used: [Path]
    /// Whether the values go to a chart as they are, which may know any of them.
    private let isOpen: Bool

    init(of revision: ApplicationRevision) {
        defaults = .object(revision.defaults)
        schema = revision.valuesSchema
        var used: Set<Path> = []
        let mapping = revision.helm?.values.map { [Value.object($0)] } ?? []
        isOpen = revision.helm != nil && revision.helm?.values == nil
        for value in [defaults] + mapping + revision.manifests.map(\.value) {
            for leaf in value.leaves {
                guard let text = leaf.value.string, text.contains("${") else { continue }
                for name in (try? TemplateText(text).names) ?? [] where name.first == "values" {
                    used.insert(Path(name.dropFirst().map(Path.Component.key)))
                }
            }
        }
        self.used = used.sorted()
    }

    /// The leaves that have no effect.
    func unknown(in values: Object) -> [Path] {
        if isOpen { return [] }
        var unknown: [Path] = []
        for leaf in Value.object(values).leaves where !leaf.path.isRoot {
            // Lists are known or unknown as a whole.
            let path = Path(leaf.path.components.prefix { if case .key = $0 { true } else { false } })
            guard unknown.last != path, defaults[path] == nil, !isInSchema(path),
                !used.contains(where: { $0.hasPrefix(path) || path.hasPrefix($0) })
            else { continue }
            unknown.append(path)
        }
        return unknown
    }

    /// Whether the schema names a value, or says nothing more precise than the map or list that holds it; and whether it
    /// refuses the value, which is told as an error.
    private func isInSchema(_ path: Path) -> Bool {
        guard var current = schema else { return false }
        for component in path.components {
            guard case .key(let key) = component, let properties = current["properties"]?.object else { return true }
            guard let next = properties[key] else { return current["additionalProperties"] != nil }
            current = next
        }
        return true
    }

    /// The name that is most likely meant.
    func nearest(to path: Path) -> String? {
        let names = defaults.leaves.map(\.path.description) + used.map(\.description)
        return path.description.nearest(among: Set(names).filter { !$0.isEmpty })
    }
}
