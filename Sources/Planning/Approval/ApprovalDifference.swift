import Document

/// One leaf at which a write gives something else than the reviewer of the plan approved.
package struct ApprovalDifference: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        /// The server adds it, and the plan did not show it.
        case added
        /// The server changes what was there, and the plan did not show it.
        case changed
        /// The server removes what was there, and the plan did not show it.
        case removed
        /// The approved value comes out as another one.
        case other
        /// The approved value does not come out.
        case missing
        /// What was to be removed is still there.
        case kept
    }

    package var kind: Kind
    package var path: Path
    /// What was approved; for what the plan did not show, what was there before. Nil: absent.
    package var approved: Value?
    /// What came out; nil: absent.
    package var found: Value?
    /// Values are not shown, and are not in `approved` and `found`.
    package var isSensitive: Bool

    package init(kind: Kind, path: Path, approved: Value?, found: Value?, isSensitive: Bool = false) {
        self.kind = kind
        self.path = path
        self.approved = isSensitive ? nil : approved
        self.found = isSensitive ? nil : found
        self.isSensitive = isSensitive
    }
}

extension ApprovalDifference: CustomStringConvertible {
    /// One line: `data.a: approved "1", the server makes it "2"`. Long values are cut.
    package var description: String {
        let approved = Self.text(approved, isSensitive)
        let found = Self.text(found, isSensitive)
        let secret = isSensitive ? " (the values are secret)" : ""
        switch (kind, isSensitive) {
        case (.added, _): return "\(path): the server adds \(found), which the plan did not show"
        case (.changed, false):
            return "\(path): the server changes \(approved) to \(found), which the plan did not show"
        case (.changed, true): return "\(path): the server changes it, which the plan did not show\(secret)"
        case (.removed, _): return "\(path): the server removes \(approved), which the plan did not show"
        case (.other, false): return "\(path): approved \(approved), the server makes it \(found)"
        case (.other, true): return "\(path): the server makes it another value than the approved one\(secret)"
        case (.missing, _): return "\(path): approved \(approved), the server leaves it out"
        case (.kept, _): return "\(path) was to be removed and is still there"
        }
    }

    private static func text(_ value: Value?, _ isSensitive: Bool) -> String {
        guard !isSensitive else { return "a secret value" }
        let text = value?.compactJSON ?? "nothing"
        return text.count > 120 ? "\(text.prefix(117))…" : text
    }
}
