import Document
import Resources
import Specification

/// The kinds of the objects that an estate has on its management clusters, for who gives rights to them.
package struct ManagementKinds: Sendable, Hashable {
    /// What URLs and roles call each kind.
    package private(set) var plurals: [ItemKind: String] = [:]

    /// Those of what was composed, of everything that a revision of a prerequisite holds, chosen or not, and of `recorded`
    /// items: what an application had before has to be removed some day.
    package init(_ specification: SpecificationSet, graph: ResourceGraph, recorded: some Sequence<ItemKey>) {
        let manifests = specification.catalog.filter { $0.rules.phase == .prerequisite }
            .flatMap(\.revisions).flatMap(\.manifests).map(\.value)
        let items = graph.resources.flatMap(\.items).filter { $0.key.isOnManagementCluster }
        // A definition says what its kind is called, wherever it is installed.
        let everything = specification.catalog.flatMap(\.revisions).flatMap(\.manifests).map(\.value)
        let definitions = (everything + items.map(\.desired)).compactMap(Self.definition)
        let defined = Dictionary(definitions) { first, _ in first }
        let kinds =
            manifests.compactMap(Self.kind) + items.map(\.key.itemKind)
            + recorded.filter(\.isOnManagementCluster).map(\.itemKind)
        for kind in kinds { plurals[kind] = defined[kind] ?? kind.plural }
    }

    /// The kind of a manifest; nil where only the values of a workspace say it.
    private static func kind(of manifest: Value) -> ItemKind? {
        guard let apiVersion = manifest["apiVersion"]?.string, let kind = manifest["kind"]?.string,
            !(apiVersion + kind).contains("$")
        else { return nil }
        return ItemKind(apiVersion: apiVersion, kind: kind)
    }

    private static func definition(_ object: Value) -> (ItemKind, String)? {
        guard object["kind"] == "CustomResourceDefinition", let spec = object["spec"],
            let group = spec["group"]?.string, let kind = spec["names"]?["kind"]?.string,
            let plural = spec["names"]?["plural"]?.string
        else { return nil }
        return (ItemKind(group: group, kind: kind), plural)
    }
}

extension ItemKey {
    fileprivate var isOnManagementCluster: Bool {
        if case .management = place { isKubernetes } else { false }
    }
}
