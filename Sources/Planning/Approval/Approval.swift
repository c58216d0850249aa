import Document
import Kubernetes
import Resources

/// What the reviewer of a plan approved of one written item: held against what the server says a write would give, and
/// against what a write was answered with.
///
/// Approved is every leaf of the desired object with its value, every `LeafChange` of the plan, and what servers do to
/// any object of the kind by themselves: their own fields, `status`, and defaults (`ServerDefaults`). All else that a
/// write does to an object (an admission plugin's label, a sidecar, another value) is a difference.
package struct Approval: Sendable {
    private let item: Item
    private let body: Value
    private let changes: ApprovedChanges
    private let defaults: ServerDefaults

    /// The approval of an item as the plan has it, placeholders at its insertions, which say what is sensitive; of the
    /// body that is sent, the same with everything put in; and of the leaf changes that the plan shows. The schema is
    /// that of a custom kind, where it is known.
    package init(item: Item, body: Value, leaves: [LeafChange], schema: SchemaDefaults? = nil) {
        self.item = item
        self.body = item.isSecret ? body.withTextAsData : body
        changes = ApprovedChanges(leaves)
        defaults = ServerDefaults(group: item.key.group, kind: item.key.kind, schema: schema)
    }

    /// Where a write gives something else than what was approved, in the order of paths; empty where it does not.
    ///
    /// `before` is the object directly before the write (nil: it did not exist), read in the version that is written;
    /// read in another one, only the desired leaves and the removals are compared. `after` is what a dry run says the
    /// write gives, or what the write was answered with.
    ///
    /// Lists are paired as the server does, by the record of ownership (`metadata.managedFields`) of both objects;
    /// without a record, item by item where the lengths agree. In an item without an API version (a network, a DNS
    /// record) only the desired leaves are compared. A sensitive change that the plan shows as the server's is taken
    /// with any value, since the reviewer saw none.
    package func differences(from before: Value?, to after: Value) -> [ApprovalDifference] {
        let isObject = !item.key.apiVersion.isEmpty
        let structure = before.map { FieldOwnership(of: $0).structure } ?? FieldSet()
        var comparison = ApprovalComparison(
            item: item,
            comparesOthers: isObject && (before == nil || before?["apiVersion"] == after["apiVersion"]))
        comparison.compare(
            ApprovalComparison.Node(
                desired: body, before: before, after: after,
                structure: structure.union(FieldOwnership(of: after).structure), changes: changes,
                defaults: defaults.root))
        return comparison.differences.sorted { $0.path < $1.path }
    }
}

extension Value {
    /// A Secret as the server keeps it: `stringData` as `data`.
    fileprivate var withTextAsData: Value {
        guard let texts = self["stringData"]?.object else { return self }
        var result = self
        result["stringData"] = nil
        for (key, text) in texts {
            result[Path([.key("data"), .key(key)])] = text.string.map { .string(Base64.encode($0.utf8)) } ?? text
        }
        return result
    }
}
