import Document
import Kubernetes

/// How writes change an object and who owns its fields: server-side apply (KEP-555) and the bookkeeping of updates.
///
/// Pure functions: object in, object out. They decode (unknown fields pruned, Go's habits, defaults), merge and write
/// `metadata.managedFields`; `uid`, `resourceVersion` and `generation` are the store's.
package enum Merge {
    /// The object after a manager applied a configuration to it.
    ///
    /// `live` is nil where there is no object yet. `configuration.metadata.uid` and `.resourceVersion` are merged in,
    /// so that the store can compare them with what it holds. An apply that changes nothing returns `live` as it was,
    /// times included. `versions` gives the kind in other versions, by `apiVersion`: entries are compared in the one
    /// they name, and those of a version that is not known are dropped.
    package static func apply(
        live: Value?, configuration: Value, kind: ResourceKind, manager: String, force: Bool, now: String,
        subresource: String? = nil, versions: @escaping (String) -> ResourceKind? = { _ in nil }
    ) throws(StatusError) -> Value {
        let views = VersionViews(kind, versions, subresource: subresource)
        let type = kind.schema
        try checkConfiguration(configuration, kind)
        let before = live.map(\.withoutManagedFields) ?? kind.emptyObject
        var managed = ManagedFields(live?["metadata"]?["managedFields"]) ?? ManagedFields()
        let ignored = kind.resetFields(subresource: subresource)
        if managed.entries.isEmpty, live != nil {
            managed.recordFieldsBeforeFirstApply(of: before, kind, subresource: subresource, now: now)
        }

        let owner = ManagedFields.Owner.applier(manager, subresource: subresource)
        let applied = FieldSet(ownedBy: configuration, as: type).recursiveDifference(ignored)
        var merged: Value
        do {
            merged = try before.merging(configuration, as: type)
        } catch {
            throw .unclassified("failed to merge config: \(error.message)")
        }
        let previous = managed.entries[owner]
        managed.entries[owner] = ManagedFields.Entry(
            apiVersion: kind.apiVersion, fields: applied, time: previous?.time)
        if let previous { merged = views.pruned(merged, of: previous, managed) }

        let comparisons = views.comparisons(from: before, to: merged, managed, except: owner)
        managed.entries = managed.entries.filter { $0.key == owner || comparisons[$0.value.apiVersion] != nil }
        if !force {
            var conflicts = conflicts(of: comparisons, managed, except: owner)
            if manager == LastApplied.manager, let live { LastApplied(in: live)?.settle(&conflicts, live, kind) }
            try refuse(conflicts)
        }
        managed.remove(comparisons, exceptFrom: owner)
        if applied.isEmpty { managed.entries[owner] = nil }
        managed.strip(owner)
        if before != merged { managed.entries[owner]?.time = now }
        var decoded: Value
        do {
            decoded = try kind.decoded(merged, keepsEmpty: kind.rules.distinguishesEmpty)
        } catch {
            throw .unclassified(
                "failed to convert new object (\(configuration.description(of: kind))) to proper version: unable to "
                    + "convert unstructured object to \(kind.group)/\(kind.version), Kind=\(kind.kind): error "
                    + "decoding from json: \(error.message)")
        }
        if manager == LastApplied.manager { LastApplied.renew(in: &decoded, from: configuration) }
        let result = decoded.withManagedFields(managed)
        return live.flatMap { result.differsInTimesOnly(from: $0) ? $0 : nil } ?? result
    }

    /// The object after an update (POST, PUT or a patch other than apply), `new` being the whole object as sent or
    /// patched.
    ///
    /// A request may also set `managedFields` itself: a list with one empty entry resets them. What is not of the kind
    /// is refused as `refusal` words it, which is told why. `versions` is what it is to `apply`.
    package static func update(
        live: Value?, new: Value, kind: ResourceKind, manager: String, now: String, subresource: String? = nil,
        versions: @escaping (String) -> ResourceKind? = { _ in nil }, refusal: ((String) -> StatusError)? = nil
    ) throws(StatusError) -> Value {
        let after: Value
        do {
            after = try kind.decoded(new.withoutManagedFields)
        } catch {
            throw refusal?(error.message) ?? .undecodable(kind, error.message)
        }
        let sent = new["metadata"]?["managedFields"]
        guard var managed = managedFields(live: live, sent: sent, subresource: subresource) else { return after }
        if managed.entries.isEmpty, live != nil { return after }

        let before = live.map(\.withoutManagedFields) ?? kind.emptyObject
        let views = VersionViews(kind, versions, subresource: subresource)
        let comparisons = views.comparisons(from: before, to: after, managed, except: nil)
        managed.entries = managed.entries.filter { comparisons[$0.value.apiVersion] != nil }
        managed.remove(comparisons, exceptFrom: nil)
        let comparison = comparisons[kind.apiVersion] ?? Comparison()
        let owner = ManagedFields.Owner.updater(manager, apiVersion: kind.apiVersion, subresource: subresource)
        var current = ManagedFields()
        current.entries[owner] = ManagedFields.Entry(
            apiVersion: kind.apiVersion, fields: comparison.written, time: now)
        current.strip(owner)
        if let written = current.entries[owner] {
            let kept = managed.entries[owner]?.fields ?? FieldSet()
            managed.entries[owner] = ManagedFields.Entry(
                apiVersion: kind.apiVersion, fields: written.fields.union(kept), time: now)
        }
        managed.capUpdaters()
        let decoded =
            kind.rules.distinguishesEmpty
            ? (try? kind.decoded(new.withoutManagedFields, keepsEmpty: true)) ?? after : after
        let result = decoded.withManagedFields(managed)
        return live.flatMap { result.differsInTimesOnly(from: $0) ? $0 : nil } ?? result
    }

    /// The entries an update starts from: those that were sent, or the object's where none were; nil on a reset.
    private static func managedFields(live: Value?, sent: Value?, subresource: String?) -> ManagedFields? {
        let stored = ManagedFields(live?["metadata"]?["managedFields"]) ?? ManagedFields()
        guard subresource == nil, let sent else { return stored }
        if case .array(let items) = sent, items.isEmpty || items == [.object([:])] {
            return live == nil ? ManagedFields() : nil
        }
        guard let managed = ManagedFields(sent), !managed.entries.isEmpty else { return stored }
        return managed
    }
}

extension ManagedFields {
    /// Attributes what is there to nobody in particular, so that the first applier meets conflicts.
    fileprivate mutating func recordFieldsBeforeFirstApply(
        of object: Value, _ kind: ResourceKind, subresource: String?, now: String
    ) {
        let owner = Owner.updater("before-first-apply", apiVersion: kind.apiVersion, subresource: subresource)
        let comparison = Comparison(
            from: kind.emptyObject, to: object, as: kind.schema, ignoring: kind.resetFields(subresource: subresource))
        entries[owner] = Entry(apiVersion: kind.apiVersion, fields: comparison.written, time: now)
        strip(owner)
    }
}

extension Value {
    fileprivate var withoutManagedFields: Value {
        var copy = self
        copy[["metadata", "managedFields"]] = nil
        return copy
    }

    fileprivate func withManagedFields(_ managed: ManagedFields) -> Value {
        var copy = self
        copy[["metadata", "managedFields"]] = managed.value
        return copy
    }

    /// Whether nothing but times of `managedFields` tells the object from another.
    func differsInTimesOnly(from other: Value) -> Bool {
        timeless == other.timeless && withoutManagedFields == other.withoutManagedFields
    }

    private var timeless: [Value] {
        (self["metadata"]?["managedFields"]?.array ?? []).map { entry in
            var copy = entry
            copy["time"] = nil
            return copy
        }
    }
}
