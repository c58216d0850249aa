import Resources

extension World {
    /// The custom kinds whose definitions some items make, or make otherwise than they are, by places.
    func definedKinds(by items: [Item]) -> [Place: Set<ItemKind>] {
        var kinds: [Place: Set<ItemKind>] = [:]
        for item in items {
            let defined = KindVersion.all(in: item.desired)
            guard !defined.isEmpty else { continue }
            if let observed = observations[item.key]?.value,
                Comparison(desired: item.desired, observed: observed, ownership: FieldOwnership(of: observed)).isSame
            {
                continue
            }
            kinds[item.key.place, default: []].formUnion(defined.map(\.itemKind))
        }
        return kinds
    }
}
