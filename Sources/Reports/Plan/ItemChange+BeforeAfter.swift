import Document
import Planning
import Resources

/// An object before and after a change, as far as Berth owns it: what policies for plans are written against.
///
/// Nothing secret is in it: in a Secret every value is replaced, elsewhere each sensitive leaf. What is not known before the
/// apply is null, and true at the same place in `unknown`.
struct BeforeAfter {
    private(set) var before: Value?
    private(set) var after: Value?
    /// Members that are true where something is known only after the apply.
    private(set) var unknown: Value = [:]
    private(set) var beforeSensitive: Value = [:]
    private(set) var afterSensitive: Value = [:]
    fileprivate static let mask: Value = "(sensitive)"

    init(_ change: ItemChange) {
        if let item = change.item {
            var object = item.desired
            for (path, insertion) in item.insertions.sorted(by: { $0.key < $1.key }) {
                guard object[path] != nil else { continue }
                object[path] = insertion.isSensitive ? Self.mask : .null
                mark(path, insertion.isSensitive ? \.afterSensitive : \.unknown)
            }
            for leaf in change.leaves where leaf.reason == .server && leaf.tellsValue {
                object[leaf.path] = leaf.new.masked(leaf.isSensitive)
            }
            after = object
        } else if change.action == .create {
            after = change.leaves.reduce(change.key.identity) { object, leaf in
                var object = object
                if !leaf.isSensitive { object[leaf.path] = leaf.new }
                return object
            }
        }
        switch change.action {
        case .create: before = nil
        case .delete:
            before = (after ?? change.key.identity).reverted(by: change.leaves)
            after = nil
        // Of a new object the leaves are all that it holds: what is otherwise than before stands apart.
        case .replace: before = after?.reverted(by: change.replacement?.leaves ?? change.leaves)
        default: before = after?.reverted(by: change.leaves)
        }
        hide(change)
    }

    private mutating func hide(_ change: ItemChange) {
        for leaf in change.leaves where leaf.isSensitive {
            if after?[leaf.path] != nil {
                after?[leaf.path] = Self.mask
                mark(leaf.path, \.afterSensitive)
            }
            if before?[leaf.path] != nil {
                before?[leaf.path] = Self.mask
                mark(leaf.path, \.beforeSensitive)
            }
        }
        guard change.isSensitive else { return }
        for field in ["data", "stringData"] {
            for key in after?[field]?.object?.keys ?? [] {
                after?[Path([.key(field), .key(key)])] = Self.mask
                afterSensitive[field] = true
            }
            for key in before?[field]?.object?.keys ?? [] {
                before?[Path([.key(field), .key(key)])] = Self.mask
                beforeSensitive[field] = true
            }
        }
    }

    /// Sets a member to true; what lies in a list is told by the list.
    private mutating func mark(_ path: Path, _ tree: WritableKeyPath<BeforeAfter, Value>) {
        let keys = path.components.prefix { if case .key = $0 { true } else { false } }
        guard !keys.isEmpty else { return }
        for length in 1..<max(keys.count, 1) where self[keyPath: tree][Path(Array(keys.prefix(length)))] == true {
            return
        }
        self[keyPath: tree][Path(Array(keys))] = true
    }
}

extension LeafChange {
    /// Whether it says what stands at its path.
    fileprivate var tellsValue: Bool { tellsPresence && !isOrder }
}

extension Value {
    /// The tree with the old values of leaves put back.
    fileprivate func reverted(by leaves: [LeafChange]) -> Value {
        var result = self
        for leaf in leaves where leaf.tellsValue { result[leaf.path] = leaf.old.masked(leaf.isSensitive) }
        return result
    }
}

extension Value? {
    /// Something in the place of a value that is secret.
    fileprivate func masked(_ isSensitive: Bool) -> Value? { isSensitive ? map { _ in BeforeAfter.mask } : self }
}

extension ItemKey {
    /// The least that an object of this key holds.
    fileprivate var identity: Value {
        guard isKubernetes else { return ["name": .string(name)] }
        var result: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": .string(name)],
        ]
        if let namespace { result["metadata"]?["namespace"] = .string(namespace) }
        return result
    }
}
