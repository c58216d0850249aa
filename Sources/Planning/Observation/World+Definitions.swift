import Resources

extension World {
    /// The custom kinds whose definitions some items make, or make otherwise than they are, by places.
    func definedKinds(by items: [Item]) -> [Place: Set<ItemKind>] {
        var kinds: [Place: Set<ItemKind>] = [:]
        for item in items
        where item.key.itemKind == ItemKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition") {
            if let observed = observations[item.key]?.value,
                Comparison(desired: item.desired, observed: observed, ownership: FieldOwnership(of: observed)).isSame
            {
                continue
            }
            for version in KindVersion.all(in: item.desired) {
                kinds[item.key.place, default: []].insert(version.itemKind)
            }
        }
        return kinds
    }
}
