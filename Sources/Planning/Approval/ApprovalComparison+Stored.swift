import Document

extension Path {
    /// True for what the server alone writes.
    var isServerOwned: Bool {
        switch components.count {
        case 1: components[0] == .key("status")
        case 2:
            components[0] == .key("metadata")
                && [
                    "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink",
                ].contains { components[1] == .key($0) }
        default: false
        }
    }

    /// Whether the keys here are the user's: then a value is kept whatever it is.
    fileprivate var isFree: Bool {
        components.contains {
            guard case .key(let key) = $0 else { return false }
            return ["data", "stringData", "binaryData", "labels", "annotations", "matchLabels", "nodeSelector"]
                .contains(key)
        }
    }
}

extension Value {
    var isFullObject: Bool { object.map { !$0.isEmpty } ?? false }
    var isFullArray: Bool { array.map { !$0.isEmpty } ?? false }
    var isScalar: Bool { array == nil && object == nil }

    /// Whether a server may store this as absent: empty maps and lists and nulls anywhere, zeros in the fields of
    /// built-in kinds (`omitempty`).
    func isStoredAsAbsent(at path: Path, in group: String) -> Bool {
        switch self {
        case .null: true
        case .array(let items): items.isEmpty
        case .object(let members): members.allSatisfy { $0.value.isStoredAsAbsent(at: path, in: group) }
        case .bool(false), .integer(0), .string(""):
            !path.isFree && (!group.contains(".") || group.hasSuffix(".k8s.io"))
        default: false
        }
    }

    /// Whether a server takes this for not set, and fills in the default.
    func isUnset(at path: Path) -> Bool {
        switch (self, path.last) {
        case (.null, _): true
        case (.object(let members), _): members.isEmpty
        case (.string(""), _): !path.isFree
        case (.integer(0), .key(let key)?):
            // The zero of other numbers has its own meaning: their fields are pointers.
            [
                "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold", "targetPort",
                "matchingPrecedence", "handSize", "queues", "queueLengthLimit", "nominalConcurrencyShares",
            ].contains(key)
        default: false
        }
    }
}
