import Diagnostics
import Document
import Resources

/// Says how admission treats an item otherwise now than when it was applied: what `plan --verify=full` finds beyond the plan.
struct AdmissionChange: Sendable {
    let key: ItemKey
    let address: ResourceAddress

    /// The server would make something else of what it was given.
    func remark(on leaves: [LeafChange]) -> String {
        let shown = leaves.map { leaf in
            leaf.isSensitive ? "\(leaf.path)" : "\(leaf.path): \(Self.text(leaf.old)) → \(Self.text(leaf.new))"
        }
        return "admission has changed: \(subject) is as it was applied, and applied now it would get "
            + (shown.isEmpty ? "another record of its fields" : shown.listed(most: 3))
    }

    /// The server would not take it any more.
    func remark(on refusal: Refusal) -> String {
        "admission has changed: \(subject) is as it was applied, and would be refused now: \(refusal)"
    }

    private var subject: String { "\(key) of \(address)" }

    private static func text(_ value: Value?) -> String { value?.plain ?? "absent" }
}
