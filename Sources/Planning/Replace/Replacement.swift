import Document
import Resources

/// Why an item is deleted and made anew, and what goes with the old one.
///
/// It is the outcome of two dry runs: the server refuses the change for the values of fields that it names, and takes the very
/// same as a new object. No wording of a server's decides it.
package struct Replacement: Sendable, Hashable {
    /// What the server said of each field, in one clause: `spec.selector: field is immutable`.
    package var brief: String
    /// All that it said.
    package var message: String
    /// What is lost with the old object, each in words; empty where nothing is.
    package var losses: [String]
    /// What is otherwise in the new object, leaf by leaf. What the new one is as a whole are the leaves of the change.
    package var leaves: [LeafChange]

    package init(brief: String, message: String, losses: [String] = [], leaves: [LeafChange] = []) {
        self.brief = brief
        self.message = message
        self.losses = losses
        self.leaves = leaves
    }
}

extension ItemChange {
    /// Whether the item that is there is deleted, for good or to be made anew.
    package var takesAway: Bool { action == .delete || replacement != nil }

    /// The second half of a replacement: what is made once the old object is gone, and nothing where another one is there then.
    package var remade: ItemChange {
        guard replacement != nil, let uid = precondition?.uid else { return self }
        var change = self
        change.precondition = Precondition(.terminating(uid: uid))
        return change
    }

    /// In which ways the item is not any more as the plan saw it, see `Precondition.violations`. An object that is to be made
    /// anew and is gone is what an interrupted run left, or what others did that the plan would do itself.
    package func violations(
        by observation: Observation?, verdict: OwnershipVerdict?, wanted: Value? = nil
    ) -> [Precondition.Violation] {
        let violations =
            precondition?.violations(by: observation, verdict: verdict, wanted: wanted, isRemoval: takesAway) ?? []
        return replacement == nil ? violations : violations.filter { $0 != .isGone }
    }
}

extension Step {
    /// The workspace whose control plane is made anew, so that everything in its API goes.
    package var emptiedTenant: String? {
        changes.lazy.filter { $0.replacement != nil }.compactMap(\.key.servedTenant).first?.workspace
    }
}

extension Place {
    fileprivate var workspace: String? {
        if case .tenant(let id) = self { id } else { nil }
    }
}
