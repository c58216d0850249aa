import Document

extension ServerState {
    /// Server-side apply: merges a configuration into an object, or creates it.
    mutating func apply(
        _ body: Value, to stored: StoredObject?, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let resource = info.resource
        let kind = kind(of: resource)
        let configuration = try configuration(body, info)
        let complaints = options.fieldValidation == .ignore ? [] : undeclaredFields(of: configuration, info)
        let subresource = info.subresource.isEmpty ? nil : info.subresource
        let now = environment.now().description
        let merge = { (live: Value?) throws(StatusError) in
            try Merge.apply(
                live: live, configuration: configuration, kind: kind, manager: options.manager, force: options.isForced,
                now: now, subresource: subresource)
        }
        if let stored {
            let live = stored.value(apiVersion: resource.apiVersion, kind: resource.kind)
            let merged = try merge(live)
            try checkPreconditions(configuration, stored, kind, info)
            var outcome = try replace(stored, live, with: merged, info, options)
            outcome.warnings = complaints + outcome.warnings
            return outcome
        }
        guard subresource == nil else { throw .notFound(resource.groupResource, info.name) }
        let merged = try merge(nil)
        try admitCreation(of: info.key, info)
        if let uid = configuration["metadata"]?["uid"]?.string, !uid.isEmpty {
            throw .conflict(
                resource.groupResource, info.name,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        var outcome = try insert(merged, key: info.key, info, options)
        outcome.warnings = complaints + outcome.warnings
        return outcome
    }

    /// The configuration, placed where the path says.
    private func configuration(_ body: Value, _ info: RequestInfo) throws(StatusError) -> Value {
        var configuration = body
        guard configuration["metadata"]?["managedFields"]?.array?.isEmpty ?? true else {
            throw .badRequest("metadata.managedFields must be nil")
        }
        if configuration["metadata"]?.object == nil { configuration["metadata"] = .object([:]) }
        let name = configuration["metadata"]?["name"]?.string ?? ""
        if name.isEmpty {
            configuration["metadata"]?["name"] = .string(info.name)
        } else if name != info.name {
            throw .nameMismatch(name, info.name)
        }
        try place(&configuration, in: info)
        return configuration
    }

    /// A version in the configuration must be the stored one; so must a uid, which the server takes for a change.
    private func checkPreconditions(
        _ configuration: Value, _ stored: StoredObject, _ kind: ResourceKind, _ info: RequestInfo
    ) throws(StatusError) {
        let version = configuration["metadata"]?["resourceVersion"]?.string ?? ""
        guard version.isEmpty || version == String(stored.version) else {
            throw .modified(info.resource.groupResource, info.name)
        }
        try checkUID(configuration, stored, kind)
    }

    /// A patch that changes the uid is refused by each of the two validations of metadata.
    func checkUID(_ object: Value, _ stored: StoredObject, _ kind: ResourceKind) throws(StatusError) {
        if let uid = object["metadata"]?["uid"], uid.string?.isEmpty == false, uid.string != stored.uid {
            let problem = FieldProblem.immutable("metadata.uid", uid)
            throw .invalid(kind, name: stored.key.name, problems: [problem, problem])
        }
    }
}
