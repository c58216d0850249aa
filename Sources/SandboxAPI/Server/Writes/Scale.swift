import Document

/// An object seen through its `scale` subresource: an `autoscaling/v1` Scale.
struct Scale {
    private let specReplicas: Path
    private let statusReplicas: Path
    private let selector: Path

    /// The paths of a built-in kind, or those that the definition of a custom one names.
    init(of resource: APIResource) throws(StatusError) {
        guard let custom = resource.custom else {
            specReplicas = ["spec", "replicas"]
            statusReplicas = ["status", "replicas"]
            selector = ["spec", "selector"]
            return
        }
        guard let scale = custom.scale else { throw .resourceNotFound }
        specReplicas = Self.path(scale["specReplicasPath"])
        statusReplicas = Self.path(scale["statusReplicasPath"])
        selector = Self.path(scale["labelSelectorPath"])
    }

    func document(of object: Value) -> Value {
        let metadata = object["metadata"]?.object ?? [:]
        let kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"]
        var status: Object = ["replicas": object[statusReplicas] ?? 0]
        if let text = selectorText(of: object) { status["selector"] = .string(text) }
        var spec = Object()
        if let replicas = object[specReplicas], replicas != 0 { spec["replicas"] = replicas }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": .object(metadata.filter { kept.contains($0.key) }), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    /// The object with the replicas of a Scale.
    func applied(_ scale: Value, to object: Value) -> Value {
        var result = object
        result[specReplicas] = scale["spec"]?["replicas"] ?? 0
        return result
    }

    private func selectorText(of object: Value) -> String? {
        guard !selector.isRoot, let value = object[selector] else { return nil }
        guard let labels = (value["matchLabels"] ?? value).object else { return value.string }
        return labels.sorted.map { "\($0.key)=\($0.value.plain)" }.joined(separator: ",")
    }

    /// A simple JSON path such as `.spec.replicas`.
    private static func path(_ text: Value?) -> Path {
        Path((text?.string ?? "").split(separator: ".").map { .key(String($0)) })
    }
}

extension ServerState {
    /// Changes the replicas of an object by a Scale.
    mutating func updateScale(
        _ body: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        guard let stored = store.object(info.key, of: info.resource.groupResource) else {
            throw .notFound(info.resource.groupResource, info.name)
        }
        try checkScaleVersion(body, stored, info)
        let scale = try Scale(of: info.resource)
        let live = stored.value(as: info.resource)
        let scaled = try updated(scale.applied(body, to: live), live: live, kind(of: info.resource), info, options)
        return try replace(stored, live, with: scaled, info, options)
    }

    private func checkScaleVersion(
        _ scale: Value, _ stored: StoredObject, _ info: RequestInfo
    ) throws(StatusError) {
        let version = scale["metadata"]?["resourceVersion"]?.string ?? ""
        guard version.isEmpty || version == String(stored.version) else {
            throw .modified(info.resource.groupResource, info.name)
        }
    }
}
