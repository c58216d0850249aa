import Diagnostics
import Document
import Resources
import Specification

/// Makes an item of a manifest: filled, named, placed in its namespace and marked as Berth's.
struct ObjectComposer {
    let estate: String
    let address: ResourceAddress
    let place: Place
    /// The namespace of objects that name none.
    let defaultNamespace: String
    /// True where objects may lie in that namespace only.
    let isConfined: Bool
    /// True where objects must not be removed while this stands on them.
    var isProtected = false
    /// The scope of custom kinds that the catalog itself defines.
    let customScopes: [ItemKind: Bool]
    let context: TemplateContext
    /// What the fields of a filled manifest are held against.
    let fields: ManifestFields
    /// False for who only looks for what is wrong: items have no marks then, and nothing but their keys where they are of one
    /// workspace alone.
    var keepsContents = true

    /// The item; nil with diagnostics where the manifest cannot be used.
    func item(_ document: TemplateDocument, _ collector: inout DiagnosticCollector) -> Item? {
        var filler = TemplateFiller(document.marks, context: context)
        let object = filler.fill(document.form)
        collector.add(contentsOf: filler.diagnostics.diagnostics)
        guard !filler.diagnostics.hasErrors else { return nil }
        return item(document, object, filler.insertions, origin: filler.origin(of:), &collector)
    }

    /// The item of an object that a chart made, in which nothing is filled; nil with diagnostics where it cannot be used.
    func renderedItem(_ document: TemplateDocument, _ collector: inout DiagnosticCollector) -> Item? {
        item(document, document.value.withoutNulls, [:], origin: { _ in nil }, &collector)
    }

    private func item(
        _ document: TemplateDocument, _ filled: Value, _ inserted: [Path: Insertion],
        origin: (Path) -> (reference: String, location: SourceLocation?)?, _ collector: inout DiagnosticCollector
    ) -> Item? {
        var (object, insertions) = (filled, inserted)
        guard var key = key(of: object, document, &collector) else { return nil }
        let problems = fields.diagnostics(
            of: object, document.marks,
            insertions.isEmpty ? nil : { insertions[$0].map { $0.parts.count == 1 ? .anything : .text } ?? .known },
            origin: origin)
        collector.add(contentsOf: problems)
        if problems.contains(where: { $0.severity == .error }) { return nil }
        let kind = key.itemKind
        let isNamespaced = kind.isNamespaced ?? customScopes[kind] ?? (key.namespace != nil)
        key.namespace = isNamespaced ? key.namespace ?? defaultNamespace : nil
        object[["metadata", "namespace"]] = key.namespace.map(Value.string)
        if isConfined, key.namespace != defaultNamespace {
            collector.add(
                .error(
                    "\(key) leaves the scope of \(address.name): it would lie outside namespace \(defaultNamespace)",
                    at: document.marks.location(of: ["metadata"]),
                    notes: "leave the namespace out, or set scope: managementCluster in application.yaml"))
        }
        object.dropWhatOthersWrite(kind, &insertions)
        let isSecret = kind == ItemKind(group: "", kind: "Secret")
        if isSecret { Self.encodeStringData(of: &object, &insertions) }
        let open = insertions.filter { $0.value.isSensitive && !(isSecret && $0.key.hasPrefix(["data"])) }
        if let sensitive = open.keys.min() {
            collector.add(
                .error(
                    "a secret would stand in \(sensitive) of \(key), where everybody can read it",
                    at: document.marks.location(of: sensitive),
                    notes: isSecret
                        ? "put it below `stringData`" : "put it into a Secret object and refer to that"))
        }
        if case .management = place, let workspace = address.workspace, !isConfined, !address.canMark(key) {
            // There a mark would not be believed, and the object never found again.
            collector.add(
                .error(
                    "\(key) lies outside of what workspace \(workspace) has on its management cluster",
                    at: document.marks.location(of: ["metadata"]),
                    notes: "keep it in namespace \(defaultNamespace); the control plane is called \(workspace)"))
        }
        guard keepsContents else {
            let isCompared = address.workspace == nil
            return Item(
                key: key, desired: isCompared ? object : .null, insertions: isCompared ? insertions : [:],
                location: document.marks.location(of: .root))
        }
        if isProtected { object[["metadata", "annotations", Item.Mark.protectedAnnotation]] = "true" }
        let digest = markApplied(&object, as: key)
        return Item(
            key: key, desired: object, insertions: insertions, location: document.marks.location(of: .root),
            composedDigest: digest)
    }

    private func key(
        of object: Value, _ document: TemplateDocument, _ collector: inout DiagnosticCollector
    ) -> ItemKey? {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string,
            let name = object["metadata"]?["name"]?.string, !name.isEmpty
        else {
            collector.add(
                .error(
                    "the manifest lacks apiVersion, kind or metadata.name", at: document.marks.location(of: .root),
                    notes: "every object needs all three; generateName cannot be planned"))
            return nil
        }
        // An empty one is none, for servers, too.
        let namespace = object["metadata"]?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        return ItemKey(place: place, apiVersion: apiVersion, kind: kind, namespace: namespace, name: name)
    }

    /// Puts the marks on what becomes the item of a key.
    func mark(_ object: inout Value, as key: ItemKey) {
        object.change("metadata") { metadata in
            metadata.change("labels") { labels in
                labels[Item.Mark.managedByLabel] = .string(Item.Mark.manager)
                labels[Item.Mark.estateLabel] = .string(estate)
                if let workspace = address.workspace { labels[Item.Mark.workspaceLabel] = .string(workspace) }
            }
            metadata.change("annotations") { annotations in
                annotations[Item.Mark.addressAnnotation] = .string(address.description)
                if key.isKubernetes { annotations[Item.Mark.itemAnnotation] = .string(key.binding) }
            }
        }
    }

    /// Puts the marks on a whole object, with the digest of its content, which it returns.
    @discardableResult
    func markApplied(_ object: inout Value, as key: ItemKey) -> Digest {
        mark(&object, as: key)
        let digest = Digest(of: Item.Mark.content(of: object))
        object[["metadata", "annotations", Item.Mark.appliedAnnotation]] = .string(digest.short)
        return digest
    }

    /// Moves `stringData` to `data`: removed keys of `stringData` would linger (facts of Kubernetes).
    private static func encodeStringData(of object: inout Value, _ insertions: inout [Path: Insertion]) {
        for (path, insertion) in insertions where path.hasPrefix(["stringData"]) {
            insertions[path] = nil
            var encoded = insertion
            encoded.isBase64 = true
            insertions[Path([.key("data")] + path.components.dropFirst())] = encoded
        }
        guard let texts = object["stringData"]?.object else { return }
        object["stringData"] = nil
        // All of them are texts: anything else was refused before.
        for (key, text) in texts {
            let path = Path([.key("data"), .key(key)])
            object[path] = insertions[path]?.placeholder ?? text.string.map { .string(Base64.encode(Array($0.utf8))) }
        }
    }
}

extension Value {
    /// Null unsets a field under kubectl, too; leaving it out is the same and compares.
    fileprivate var withoutNulls: Value {
        switch self {
        case .object(let object): .object(object.filter { !$0.value.isNull }.mapValues(\.withoutNulls))
        case .array(let items): .array(items.map(\.withoutNulls))
        default: self
        }
    }

    /// Takes out what the manifest may hold and what is not its own to say: the status, and the rules that the server
    /// collects for an aggregated role.
    fileprivate mutating func dropWhatOthersWrite(_ kind: ItemKind, _ insertions: inout [Path: Insertion]) {
        var others: [Path] = [["status"]]
        if kind == ItemKind(group: "rbac.authorization.k8s.io", kind: "ClusterRole"), self["aggregationRule"] != nil {
            others.append(["rules"])
        }
        for other in others {
            self[other] = nil
            insertions = insertions.filter { !$0.key.hasPrefix(other) }
        }
    }
}
