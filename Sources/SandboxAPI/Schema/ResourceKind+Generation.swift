import Document

extension ResourceKind {
    /// Whether a change is one that observers of `metadata.generation` want to know: of what is desired.
    package func countsAsNewGeneration(_ object: Value, from live: Value) -> Bool {
        guard hasGeneration else { return false }
        if intent(of: object) != intent(of: live) { return true }
        func annotations(_ value: Value) -> Object { value["metadata"]?["annotations"]?.object ?? [:] }
        return rules.countsAnnotations && annotations(object) != annotations(live)
    }

    /// A status that has no endpoint of its own is a part of a custom resource like any other.
    private func intent(of object: Value) -> Object {
        (object.object ?? [:]).filter { key, _ in
            key == "status" ? isCustom && !hasStatus : !["metadata", "apiVersion", "kind"].contains(key)
        }
    }

    /// The object as it is stored: without the empty lists and maps that only the count of generations sees.
    package func settled(_ object: Value) -> Value {
        guard rules.distinguishesEmpty else { return object }
        return (try? schema.decoded(object, defaults: false)) ?? object
    }
}
