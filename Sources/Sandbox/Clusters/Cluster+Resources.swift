import Document
import SandboxAPI

extension Cluster {
    /// How the objects of a resource are to be reached: the built-in ones by heart, the others by their definition.
    package func resource(_ resource: GroupResource) -> ResourceName? {
        if let known = Self.builtIn[resource] { return known }
        guard
            let definition = graph.object(
                .init(
                    resource: .customResourceDefinitions, key: ObjectKey(name: resource.description))),
            let version = definition["spec"]?["versions"]?.array?.first(where: { $0["served"]?.bool == true }),
            let name = version["name"]?.string, let kind = definition["spec"]?["names"]?["kind"]?.string
        else { return nil }
        return ResourceName(
            resource.group, name, resource.resource, kind, isNamespaced: definition["spec"]?["scope"] == "Namespaced")
    }

    private static let builtIn = Dictionary(
        APIResource.builtIn.map { resource in
            (
                resource.groupResource,
                ResourceName(
                    resource.group, resource.version, resource.name, resource.kind,
                    isNamespaced: resource.isNamespaced)
            )
        }, uniquingKeysWith: { first, _ in first })
}
