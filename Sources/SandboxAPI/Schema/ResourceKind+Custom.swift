import Document

extension ResourceKind {
    /// The kinds that a CustomResourceDefinition declares, one a version: what is recorded in one that is no longer served
    /// still has to be read.
    package static func custom(_ definition: Value) -> [ResourceKind] {
        guard let spec = definition["spec"], let group = spec["group"]?.string, let names = spec["names"],
            let kind = names["kind"]?.string, let plural = names["plural"]?.string
        else { return [] }
        return (spec["versions"]?.array ?? []).compactMap { version in
            guard let name = version["name"]?.string else { return nil }
            let structural = StructuralSchema(version["schema"]?["openAPIV3Schema"] ?? ["type": "object"])
            return ResourceKind(
                group: group, version: name, kind: kind, plural: plural, singular: names["singular"]?.string,
                shortNames: (names["shortNames"]?.array ?? []).compactMap(\.string),
                categories: (names["categories"]?.array ?? []).compactMap(\.string),
                isNamespaced: spec["scope"] == "Namespaced",
                hasStatus: version["subresources"]?["status"] != nil,
                hasScale: version["subresources"]?["scale"] != nil, isCustom: true, hasGeneration: true,
                schema: structural.schemaType(isRoot: true), structural: structural,
                rules: KindRules(validate: { object, live in structural.problems(of: object, live: live) }))
        }
    }
}

extension SchemaRegistry {
    /// Serves the kinds of a CustomResourceDefinition, in place of those it declared before.
    package mutating func define(_ definition: Value) {
        undefine(definition)
        for kind in ResourceKind.custom(definition) { insert(kind) }
    }

    /// Serves them no longer.
    package mutating func undefine(_ definition: Value) {
        let (group, plural) = (definition["spec"]?["group"]?.string, definition["spec"]?["names"]?["plural"]?.string)
        for kind in all where kind.isCustom && kind.group == group && kind.plural == plural {
            remove(group: kind.group, version: kind.version, plural: kind.plural)
        }
    }
}
