import Diagnostics

/// Everything that was specified, loaded and valid in itself.
package struct SpecificationSet: Sendable, Hashable {
    package var estate: Estate
    /// Sorted by id.
    package var workspaces: [Workspace]
    /// Sorted by name.
    package var catalog: [Application]
    package var templates: TemplateSet
    /// What loading found that may be meant and does not stand in the way.
    package var warnings: [Diagnostic] = []
    /// The errors that loading left aside: see `SpecificationLoader.Tolerance`.
    package var faults: [Diagnostic] = []

    package init(
        estate: Estate, workspaces: [Workspace] = [], catalog: [Application] = [],
        templates: TemplateSet = TemplateSet()
    ) {
        self.estate = estate
        self.workspaces = workspaces.sorted { $0.id < $1.id }
        self.catalog = catalog.sorted { $0.name < $1.name }
        self.templates = templates
    }

    /// The workspace of an id.
    package func workspace(id: String) -> Workspace? {
        // They are sorted, and each of thousands is looked for.
        var (low, high) = (workspaces.startIndex, workspaces.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if workspaces[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < workspaces.endIndex && workspaces[low].id == id ? workspaces[low] : nil
    }

    /// The application of a name.
    package func application(named name: String) -> Application? {
        catalog.first { $0.name == name }
    }
}
