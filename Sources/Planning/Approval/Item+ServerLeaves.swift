import Document
import Kubernetes
import Resources

extension Item {
    /// What a reader of the plan should see of an item's creation beside its own leaves: what the server adds or
    /// changes, defaults left out. Sorted by path, reason `.server`, values of sensitive leaves left out.
    ///
    /// `old` is the desired value that the server changes, nil for what it adds; `new` is nil for what it leaves out.
    /// An `Approval` with these leaves has no differences for the same result. `body` is what was sent (the item with
    /// everything put in), `result` what the dry run was answered with, `schema` that of a custom kind, where it is
    /// known.
    package func serverLeaves(body: Value, result: Value, schema: SchemaDefaults? = nil) -> [LeafChange] {
        Approval(item: self, body: body, leaves: [], schema: schema).differences(from: nil, to: result).map {
            guard $0.isSensitive else {
                return LeafChange(path: $0.path, old: $0.approved, new: $0.found, reason: .server)
            }
            return LeafChange(
                path: $0.path, old: $0.kind == .added ? nil : LeafChange.hidden,
                new: [.missing, .removed].contains($0.kind) ? nil : LeafChange.hidden, reason: .server,
                isSensitive: true)
        }
    }
}
