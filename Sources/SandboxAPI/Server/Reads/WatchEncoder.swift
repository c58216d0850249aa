import Document

/// The lines of one watch: which changes concern it, and how it is told.
struct WatchEncoder: Sendable {
    let resource: APIResource
    /// Empty: all namespaces.
    let namespace: String
    let options: ListOptions
    /// The columns, where the client wants tables.
    let table: Table?
    let isMetadataOnly: Bool

    /// What a watch is told of a change. An object that leaves the selection is deleted as far as the watch goes, with
    /// its last selected state and the version of the change; one that enters it is added.
    func line(for event: StoreEvent) -> [UInt8]? {
        guard namespace.isEmpty || event.object.key.namespace == namespace else { return nil }
        let isSelected = event.kind != .deleted && options.selects(event.object)
        let wasSelected = event.previous.map(options.selects) ?? false
        switch (wasSelected, isSelected) {
        case (false, false): return nil
        case (false, true): return line(.added, event.object)
        case (true, true): return line(.modified, event.object)
        case (true, false):
            guard event.kind != .deleted, let previous = event.previous else { return line(.deleted, event.object) }
            return line(.deleted, StoredObject(previous.value, key: previous.key, version: event.version))
        }
    }

    func line(_ kind: StoreEvent.Kind, _ object: StoredObject) -> [UInt8] {
        let document: [UInt8]
        if let table {
            document = table.document(of: [object], listMetadata: ["resourceVersion": "\(object.version)"]).json()
        } else if isMetadataOnly {
            document = PartialMetadata.document(of: object.value(as: resource)).json()
        } else {
            document = object.json(as: resource)
        }
        return Self.line(kind.rawValue, document)
    }

    /// Says how far the watch has come; the first one may say that the initial list is complete.
    func bookmark(at version: UInt64, isInitialEnd: Bool = false) -> [UInt8] {
        var metadata: Object = ["resourceVersion": .string(String(version))]
        if isInitialEnd { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        var object: Object = [
            "kind": .string(resource.kind), "apiVersion": .string(resource.apiVersion), "metadata": .object(metadata),
        ]
        if table != nil || isMetadataOnly {
            object["kind"] = table == nil ? "PartialObjectMetadata" : "Table"
            object["apiVersion"] = "meta.k8s.io/v1"
        }
        if table != nil {
            object["columnDefinitions"] = .array([])
            object["rows"] = .array([])
        }
        return Self.line("BOOKMARK", Value.object(object).json())
    }

    static func error(_ error: StatusError) -> [UInt8] {
        line("ERROR", error.status.json())
    }

    private static func line(_ type: String, _ object: [UInt8]) -> [UInt8] {
        var bytes = Array("{\"type\":\"\(type)\",\"object\":".utf8)
        bytes.append(contentsOf: object)
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }
}
