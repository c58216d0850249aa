import Document

extension KindRules {
    static let customResourceDefinition = KindRules(
        applyDefaults: { object in
            guard let kind = object["spec"]?["names"]?["kind"]?.string else { return }
            object.setDefault(.string(kind.lowercased()), at: ["spec", "names", "singular"])
            object.setDefault(.string(kind + "List"), at: ["spec", "names", "listKind"])
        },
        prepare: { object, live, _ in
            guard live == nil else { return }
            let versions = object["spec"]?["versions"]?.array ?? []
            let stored = versions.first { $0["storage"] == true }?["name"]
            object["status"] = [
                "conditions": .null, "acceptedNames": ["plural": "", "kind": ""],
                "storedVersions": .array(stored.map { [$0] } ?? []),
            ]
        },
        validate: { object, live in DefinitionValidation.problems(object, live: live) })
}
