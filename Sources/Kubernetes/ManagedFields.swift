import Document

/// Who wrote which fields of an object: the server's record in `metadata.managedFields`.
package struct ManagedFields: Sendable, Hashable {
    /// The manager to which the server gives what an object held before its record of ownership began.
    package static let beforeTheRecord = "before-first-apply"

    /// The manager under which `kubectl apply` writes what it does not leave to the server.
    package static let clientSideApply = "kubectl-client-side-apply"

    /// Whether `kubectl` goes by a name: `kubectl-create`, `kubectl-edit`.
    package static func isKubectl(_ manager: String) -> Bool { manager == "kubectl" || manager.hasPrefix("kubectl-") }

    package enum Operation: String, Sendable {
        case apply = "Apply"
        case update = "Update"
    }

    package struct Entry: Sendable, Hashable {
        package var manager: String
        package var operation: Operation
        package var apiVersion: String
        /// `status`, `scale`; nil for the object itself.
        package var subresource: String?
        package var time: Timestamp?
        package var fields: FieldSet

        /// Reads one entry of the record; nil where it does not say who wrote it, and how.
        package init?(_ value: Value) throws(FieldSetError) {
            guard let manager = value["manager"]?.string,
                let operation = value["operation"]?.string.flatMap(Operation.init)
            else { return nil }
            self.manager = manager
            self.operation = operation
            apiVersion = value["apiVersion"]?.string ?? ""
            subresource = value["subresource"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            time = value["time"]?.string.flatMap { Timestamp($0) }
            fields = try FieldSet(fieldsV1: value["fieldsV1"] ?? [:])
        }

        /// Whether it is of nobody who will write again.
        package var isOfNobody: Bool { manager == ManagedFields.beforeTheRecord || isOfClientSideApply }

        /// Whether it is what `kubectl apply` wrote.
        package var isOfClientSideApply: Bool { manager == ManagedFields.clientSideApply && isOfKubectl }

        /// Whether somebody wrote it with `kubectl`, which keeps nothing as it is: `create`, `edit`, `label` and the like, and
        /// `apply` unless the server does that.
        package var isOfKubectl: Bool {
            operation == .update && subresource == nil && ManagedFields.isKubectl(manager)
        }
    }

    /// In the order of the record.
    package var entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }

    /// Reads the record; an object without one has no entries.
    package init(of object: Value) throws(FieldSetError) {
        entries = []
        for value in object["metadata"]?["managedFields"]?.array ?? [] {
            if let entry = try Entry(value) { entries.append(entry) }
        }
    }

    /// The entries that own the node at a path, itself or as part of an ancestor that is owned whole.
    package func owners(of path: Path) -> [Entry] {
        entries.filter { $0.fields.owns(path) }
    }

    /// What a manager applied to the object itself and still owns, over all versions.
    package func applied(by manager: String) -> FieldSet {
        entries.filter { $0.manager == manager && $0.operation == .apply && $0.subresource == nil }
            .reduce(FieldSet()) { $0.union($1.fields) }
    }
}

extension FieldSet {
    /// Whether the node at a path belongs to an owner of this set.
    ///
    /// An ancestor that is an element with nothing below it is atomic or a leaf: it is owned with all it contains.
    package func owns(_ path: Path) -> Bool {
        var current = path
        while !current.isRoot {
            if contains(current) { return current == path || subset(at: current).isEmpty }
            current = current.parent
        }
        return false
    }
}
