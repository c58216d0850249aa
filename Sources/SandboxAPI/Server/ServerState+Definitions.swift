import Document

extension ServerState {
    /// Serves the resources of a CustomResourceDefinition once it is established.
    mutating func definitionChanged(_ definition: Value) {
        guard let spec = definition["spec"], let group = spec["group"]?.string,
            let plural = spec["names"]?["plural"]?.string
        else { return }
        let resource = GroupResource(group: group, resource: plural)
        let isEstablished = (definition["status"]?["conditions"]?.array ?? []).contains {
            $0["type"] == "Established" && $0["status"] == "True"
        }
        let isTerminating = definition["metadata"]?["deletionTimestamp"] != nil
        catalog.setCustom(isEstablished ? APIResource.custom(spec, isTerminating: isTerminating) : [], of: resource)
        if isEstablished { registry.define(definition) } else { registry.undefine(definition) }
    }

    /// Serves them no longer.
    mutating func definitionRemoved(_ definition: Value) {
        guard let group = definition["spec"]?["group"]?.string,
            let plural = definition["spec"]?["names"]?["plural"]?.string
        else { return }
        catalog.setCustom([], of: GroupResource(group: group, resource: plural))
        registry.undefine(definition)
    }
}

extension APIResource {
    /// The resources of a definition's spec, one a served version, the newest first.
    static func custom(_ spec: Value, isTerminating: Bool) -> [APIResource] {
        guard let group = spec["group"]?.string, let names = spec["names"], let plural = names["plural"]?.string,
            let kind = names["kind"]?.string
        else { return [] }
        let versions = spec["versions"]?.array ?? []
        let schemas = versions.map { $0["schema"]?["openAPIV3Schema"] ?? ["type": "object"] }
        let areAlike = schemas.allSatisfy { $0 == schemas.first }
        let stored = versions.first { $0["storage"] == true }?["name"]?.string ?? ""
        let served = zip(versions, schemas).compactMap { version, schema -> APIResource? in
            guard version["served"] == true, let name = version["name"]?.string else { return nil }
            var resource = APIResource(
                group: group, version: name, name: plural,
                singularName: names["singular"]?.string ?? kind.lowercased(), kind: kind,
                isNamespaced: spec["scope"] == "Namespaced", storageVersion: stored)
            resource.shortNames = (names["shortNames"]?.array ?? []).compactMap(\.string)
            resource.categories = (names["categories"]?.array ?? []).compactMap(\.string)
            resource.verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
            if version["subresources"]?["status"] != nil { resource.subresources.append(.status(of: kind)) }
            if version["subresources"]?["scale"] != nil { resource.subresources.append(.scale) }
            resource.custom = APIResource.Custom(
                printerColumns: version["additionalPrinterColumns"]?.array ?? [],
                scale: version["subresources"]?["scale"],
                pruning: areAlike ? nil : VersionPruning(StructuralSchema(schema)), isTerminating: isTerminating)
            return resource
        }
        return served.sorted { KubernetesVersion($0.version) > KubernetesVersion($1.version) }
    }
}
