import Document

/// Kubernetes' own merge patch: lists with keys merge item by item, and directives (`$patch`,
/// `$setElementOrder/…`, `$retainKeys`, `$deleteFromPrimitiveList/…`) say the rest.
///
/// Source: `k8s.io/apimachinery/pkg/util/strategicpatch`.
struct StrategicMergePatch {
    let schema: SchemaType

    /// The document after the patch.
    func applied(_ patch: Value, to document: Value) -> Value {
        merge(document, patch, schema.resolved)
    }

    private func merge(_ live: Value, _ patch: Value, _ type: SchemaType) -> Value {
        guard let changes = patch.object else { return patch }
        if changes["$patch"] == "replace" { return .object(changes.filter { !$0.key.hasPrefix("$") }) }
        var result = live.object ?? [:]
        if let kept = changes["$retainKeys"]?.array {
            result = result.filter { kept.contains(.string($0.key)) }
        }
        for (key, change) in changes where !key.hasPrefix("$") {
            if change.isNull || change["$patch"] == "delete" {
                result[key] = nil
                continue
            }
            result[key] = merged(result[key], change, at: key, type, order: changes["$setElementOrder/\(key)"]?.array)
        }
        for (key, value) in changes {
            if let name = key.suffix(after: "$deleteFromPrimitiveList/"), let gone = value.array {
                result[name] = .array((result[name]?.array ?? []).filter { !gone.contains($0) })
            } else if let name = key.suffix(after: "$setElementOrder/"), changes[name] == nil,
                let order = value.array, let items = result[name]?.array
            {
                let mergeKey = list(at: name, type)?.mergeKey
                result[name] = .array(ordered(items, by: order, mergeKey))
            }
        }
        return .object(result)
    }

    private func merged(
        _ live: Value?, _ change: Value, at key: String, _ type: SchemaType, order: [Value]?
    ) -> Value {
        let child = member(key, of: type)
        guard let items = change.array else {
            return merge(live ?? .object([:]), change, child)
        }
        guard let list = list(at: key, type) else { return change }
        switch list.ownership {
        case .atomic: return change
        case .set:
            let existing = live?.array ?? []
            let all = existing + items.filter { !existing.contains($0) }
            return .array(order.map { ordered(all, by: $0, nil) } ?? all)
        case .keyed:
            guard let mergeKey = list.mergeKey else { return change }
            if items.contains(where: { $0["$patch"] == "replace" }) {
                return .array(items.filter { $0["$patch"] == nil })
            }
            var result = live?.array ?? []
            for item in items {
                let position = result.firstIndex { $0[mergeKey] == item[mergeKey] }
                if item["$patch"] == "delete" {
                    if let position { result.remove(at: position) }
                } else if let position {
                    result[position] = merge(result[position], item, list.element.resolved)
                } else {
                    result.append(merge(.object([:]), item, list.element.resolved))
                }
            }
            return .array(order.map { ordered(result, by: $0, mergeKey) } ?? result)
        }
    }

    private func member(_ key: String, of type: SchemaType) -> SchemaType {
        guard case .map(let map) = type else { return .untyped }
        return (map.fields[key]?.type ?? map.element ?? .untyped).resolved
    }

    private func list(at key: String, _ type: SchemaType) -> ListType? {
        guard case .list(let list) = member(key, of: type) else { return nil }
        return list
    }

    /// Items in the order the client gave; those it did not name stay behind the one they followed.
    private func ordered(_ items: [Value], by order: [Value], _ mergeKey: String?) -> [Value] {
        func identity(_ item: Value) -> Value { mergeKey.flatMap { item[$0] } ?? item }
        let places = Dictionary(order.enumerated().map { (identity($1), $0) }) { first, _ in first }
        var place = -1
        let ranked = items.enumerated().map { index, item in
            place = places[identity(item)] ?? place
            return (place, index, item)
        }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }
}

extension ListType {
    /// The key that tells the items apart in a patch: the first of those that do so in a list.
    fileprivate var mergeKey: String? {
        if case .keyed(let keys) = ownership { keys.first } else { nil }
    }
}

extension String {
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
