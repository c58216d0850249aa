import Document

/// Objects as `kubectl get` prints them: a `meta.k8s.io/v1` Table.
struct Table: Sendable {
    /// What the rows carry besides their cells.
    enum RowObject: Sendable {
        case none
        case metadata
        case object
    }

    private let resource: APIResource
    private let columns: [TableColumn]
    private let rowObject: RowObject
    private let now: Timestamp

    init(of resource: APIResource, request: APIRequest, now: Timestamp) {
        self.resource = resource
        self.now = now
        columns = TableColumn.columns(of: resource)
        switch request.parameter("includeObject") {
        case "None": rowObject = .none
        case "Object": rowObject = .object
        default: rowObject = .metadata
        }
    }

    func document(of objects: [StoredObject], listMetadata: Value) -> Value {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": listMetadata,
            "columnDefinitions": .array(columns.map(\.definition)), "rows": .array(objects.map(row)),
        ]
    }

    /// One Scale, however its object stores what it shows.
    static func document(ofScale scale: Value, now: Timestamp) -> Value {
        let columns = TableColumn.scale
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": ["resourceVersion": scale["metadata"]?["resourceVersion"] ?? ""],
            "columnDefinitions": .array(columns.map(\.definition)),
            "rows": [["cells": .array(columns.map { $0.cell(scale, now) }), "object": scale]],
        ]
    }

    private func row(_ stored: StoredObject) -> Value {
        let object = stored.value
        let carried: Value =
            switch rowObject {
            case .none: .null
            case .metadata: PartialMetadata.document(of: object)
            case .object: stored.value(as: resource)
            }
        return ["cells": .array(columns.map { $0.cell(object, now) }), "object": carried]
    }
}
