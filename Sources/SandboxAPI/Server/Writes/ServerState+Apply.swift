import Document

extension ServerState {
    /// Server-side apply: merges a configuration into an object, or creates it.
    mutating func apply(
        _ configuration: Value, to stored: StoredObject?, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let resource = info.resource
        let kind = kind(of: resource)
        let subresource = info.subresource.isEmpty ? nil : info.subresource
        let now = environment.now().description
        let versions = versions(of: resource)
        let merge = { (live: Value?) throws(StatusError) in
            try Merge.apply(
                live: live, configuration: configuration, kind: kind, manager: options.manager, force: options.isForced,
                now: now, subresource: subresource, versions: versions)
        }
        guard let stored else {
            guard subresource == nil else { throw .notFound(resource.groupResource, info.name) }
            return try createByApply(try merge(nil), configuration, info, options)
        }
        let live = stored.value(as: resource)
        var merged = try merge(live)
        try locate(&merged, info)
        try checkPreconditions(configuration, stored, kind, info)
        return try replace(stored, live, with: merged, info, options)
    }

    private mutating func createByApply(
        _ merged: Value, _ configuration: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        if let uid = configuration["metadata"]?["uid"]?.string, !uid.isEmpty {
            throw .conflict(
                info.resource.groupResource, info.name,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        var object = merged
        try locate(&object, info)
        try admitCreation(of: info.key, info)
        return try insert(object, key: info.key, info, options)
    }

    /// The namespace and name of an applied object must be those of the path.
    private func locate(_ object: inout Value, _ info: RequestInfo) throws(StatusError) {
        try place(&object, in: info)
        try checkName(of: object, info)
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
