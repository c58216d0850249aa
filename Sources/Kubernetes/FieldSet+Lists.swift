import Document

extension FieldSet {
    /// The names of the members that tell the items of an associative list apart, sorted; nil where this is no record
    /// of such a list.
    package var itemKeyNames: [String]? {
        var names: [String]?
        for case .item(let keys) in nodes.keys {
            let found = keys.map(\.name)
            // One list has one set of keys; should records differ, the choice must not depend on hashing.
            guard let known = names else {
                names = found
                continue
            }
            if found.lexicographicallyPrecedes(known) { names = found }
        }
        return names
    }

    /// Whether this is the record of a list whose members are owned one by one.
    package var hasMembers: Bool {
        nodes.keys.contains { if case .member = $0 { true } else { false } }
    }
}
