import Document

extension ServerState {
    /// Changes an object by a patch; an apply creates it where it is absent.
    mutating func patch(
        _ patch: Patch, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let stored = store.object(info.key, of: info.resource.groupResource)
        if case .apply(let configuration) = patch { return try apply(configuration, to: stored, info, options) }
        guard let stored else { throw .notFound(info.resource.groupResource, info.name) }
        if info.subresource == "scale" {
            let scale = try Scale(of: info.resource)
            let patched = try patched(scale.document(of: stored.value), by: patch, nil)
            return try updateScale(patched, info, options)
        }
        let live = stored.value(apiVersion: info.resource.apiVersion, kind: info.resource.kind)
        let patched = try patched(live, by: patch, kind(of: info.resource))
        guard patched["metadata"]?["name"]?.string == info.name else {
            throw .nameMismatch(patched["metadata"]?["name"]?.string ?? "", info.name)
        }
        let (object, warnings) = try decoded(patched, info, options)
        let version = object["metadata"]?["resourceVersion"]?.string ?? ""
        if !version.isEmpty, version != String(stored.version) {
            throw .modified(info.resource.groupResource, info.name)
        }
        let kind = kind(of: info.resource)
        try checkUID(object, stored, kind)
        let merged = try updated(object, live: live, kind, info, options)
        var outcome = try replace(stored, live, with: merged, info, options)
        outcome.warnings = warnings + outcome.warnings
        return outcome
    }

    private func patched(_ live: Value, by patch: Patch, _ kind: ResourceKind?) throws(StatusError) -> Value {
        switch patch {
        case .apply(let document): return document
        case .merge(let document): return live.merged(with: document)
        case .json(let operations):
            var document = live
            for operation in operations { document = try operation.applied(to: document) }
            return document
        case .strategic(let document):
            return StrategicMergePatch(schema: kind?.schema ?? .untyped).applied(document, to: live)
        }
    }
}
