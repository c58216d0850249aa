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
        let kind = kind(of: info.resource)
        let live = stored.value(as: info.resource)
        let patched = try patched(live, by: patch, kind)
        let warnings = try complaints(about: patched, patch, info, options)
        var object = patched
        if object["metadata"]?.object == nil { object["metadata"] = .object([:]) }
        var merged = try updated(object, live: live, kind, info, options) { patch.refusal(of: patched, why: $0) }
        try place(&merged, in: info)
        try checkName(of: merged, info)
        let version = patched["metadata"]?["resourceVersion"]?.string ?? ""
        if !version.isEmpty, version != String(stored.version) {
            throw .modified(info.resource.groupResource, info.name)
        }
        try checkUID(patched, stored, kind)
        var outcome = try replace(stored, live, with: merged, info, options)
        outcome.warnings = warnings + outcome.warnings
        return outcome
    }

    /// Warnings of what the patched object should not hold; where decoding is strict, it is refused for them.
    private func complaints(
        about patched: Value, _ patch: Patch, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> [String] {
        let complaints = strictComplaints(about: patched, info, options)
        guard options.fieldValidation == .strict, !complaints.isEmpty else { return complaints }
        throw patch.refusal(of: patched, why: "strict decoding error: \(complaints.joined(separator: ", "))")
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

extension Patch {
    /// The refusal of a patch whose outcome is not an object of the kind.
    fileprivate func refusal(of patched: Value, why: String) -> StatusError {
        let shown: Value =
            if case .strategic(let document) = self {
                .string(document.goText)
            } else {
                .string(Value.object(Object((patched.object ?? [:]).sorted.map { ($0.key, $0.value) })).compactJSON)
            }
        return .invalid(kind: "", group: "", name: "", [.invalid("patch", shown, why)])
    }
}
