import Document
import Kubernetes

/// One object in the versions of its kind. Who owns what is recorded in the version of the write, and is compared and
/// pruned in that version.
///
/// Source: structured-merge-diff `merge.Updater`.
struct VersionViews {
    /// The version of the request.
    private let kind: ResourceKind
    private let versions: (String) -> ResourceKind?
    private let subresource: String?

    init(_ kind: ResourceKind, _ versions: @escaping (String) -> ResourceKind?, subresource: String?) {
        self.kind = kind
        self.versions = versions
        self.subresource = subresource
    }

    private subscript(apiVersion: String) -> ResourceKind? {
        apiVersion == kind.apiVersion ? kind : versions(apiVersion)
    }

    /// What differs between two states, in the version of the request and in each that an entry names and that is known.
    func comparisons(
        from old: Value, to new: Value, _ managed: ManagedFields, except owner: ManagedFields.Owner?
    ) -> [String: Comparison] {
        var result = [kind.apiVersion: comparison(from: old, to: new, kind)]
        for (other, entry) in managed.entries where other != owner && result[entry.apiVersion] == nil {
            guard let version = self[entry.apiVersion] else { continue }
            result[entry.apiVersion] = comparison(
                from: kind.converted(old, to: version), to: kind.converted(new, to: version), version)
        }
        return result
    }

    private func comparison(from old: Value, to new: Value, _ kind: ResourceKind) -> Comparison {
        Comparison(from: old, to: new, as: kind.schema, ignoring: kind.resetFields(subresource: subresource))
    }

    /// The merged object without what an applier applied last time and nobody owns now.
    func pruned(_ merged: Value, of previous: ManagedFields.Entry, _ managed: ManagedFields) -> Value {
        guard let version = self[previous.apiVersion] else { return merged }
        let last = previous.fields.recursiveDifference(version.resetFields(subresource: subresource))
        guard !last.isEmpty else { return merged }
        var owned: [String: FieldSet] = [:]
        for entry in managed.entries.values {
            owned[entry.apiVersion] = owned[entry.apiVersion]?.union(entry.fields) ?? entry.fields
        }
        // That of the last apply first, as some conversions need what others own there.
        let order = owned.keys.sorted { ($0 == version.apiVersion ? "" : $0) < ($1 == version.apiVersion ? "" : $1) }
        let owners = order.compactMap { name in self[name].flatMap { view in owned[name].map { (view, $0) } } }
        let seen = kind.converted(merged, to: version)
        return version.converted(Self.pruned(seen, version, last, owners), to: kind)
    }

    private static func pruned(
        _ merged: Value, _ version: ResourceKind, _ last: FieldSet, _ owners: [(view: ResourceKind, fields: FieldSet)]
    ) -> Value {
        let type = version.schema
        let lastNamed = last.withDeclaredFields(of: type)
        var pruned = merged.removing(lastNamed, as: type)
        // Back comes what somebody owns, be it the applier itself, …
        var (whole, view) = (merged, version)
        for owner in owners {
            (whole, pruned) = (view.converted(whole, to: owner.view), view.converted(pruned, to: owner.view))
            view = owner.view
            let kept = named(pruned, view).union(owner.fields.withDeclaredFields(of: view.schema))
            pruned = whole.removing(named(whole, view).difference(kept), as: view.schema)
        }
        // … and what the applier had not owned: it only went because something around it did.
        let restored = named(view.converted(pruned, to: version), version)
        return merged.removing(named(merged, version).difference(restored).intersection(lastNamed), as: type)
    }

    private static func named(_ value: Value, _ kind: ResourceKind) -> FieldSet {
        FieldSet(ownedBy: value, as: kind.schema).withDeclaredFields(of: kind.schema)
    }
}
