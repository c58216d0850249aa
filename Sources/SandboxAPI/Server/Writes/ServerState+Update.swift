import Document

extension ServerState {
    /// Replaces an object by the body of a PUT.
    mutating func update(
        _ body: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        if info.subresource == "scale" { return try updateScale(body, info, options) }
        var (object, warnings) = try decoded(body, info, options)
        try place(&object, in: info)
        let name = object["metadata"]?["name"]?.string ?? ""
        guard name == info.name else {
            guard !name.isEmpty else { throw .badRequest("name must be provided") }
            throw .nameMismatch(name, info.name)
        }
        guard let live = store.object(info.key, of: info.resource.groupResource) else {
            guard Self.createdByUpdate.contains(info.resource.groupResource), info.subresource.isEmpty else {
                throw .notFound(info.resource.groupResource, info.name)
            }
            return try create(body, info, options)
        }
        try checkVersion(of: object, against: live, info)
        let tree = live.value(apiVersion: info.resource.apiVersion, kind: info.resource.kind)
        let merged = try updated(object, live: tree, kind(of: info.resource), info, options)
        let outcome = try replace(live, tree, with: merged, info, options)
        warnings.append(contentsOf: outcome.warnings)
        return WriteOutcome(code: outcome.code, object: outcome.object, warnings: warnings)
    }

    /// The resources whose PUT makes an absent object, as their strategies allow.
    private static let createdByUpdate: Set<GroupResource> = [
        GroupResource(group: "coordination.k8s.io", resource: "leases"), GroupResource(resource: "services"),
        GroupResource(resource: "endpoints"), GroupResource(resource: "events"),
        GroupResource(group: "rbac.authorization.k8s.io", resource: "roles"),
        GroupResource(group: "rbac.authorization.k8s.io", resource: "rolebindings"),
        GroupResource(group: "rbac.authorization.k8s.io", resource: "clusterroles"),
        GroupResource(group: "rbac.authorization.k8s.io", resource: "clusterrolebindings"),
    ]

    /// Optimistic concurrency: a version or uid in the object must be the stored one.
    func checkVersion(of object: Value, against live: StoredObject, _ info: RequestInfo) throws(StatusError) {
        let resource = info.resource
        let version = object["metadata"]?["resourceVersion"]?.string ?? ""
        if version.isEmpty || version == "0" {
            let isConditional =
                resource.isCustom
                || ["leases", "customresourcedefinitions", "endpointslices"].contains(resource.name)
            if isConditional {
                throw .invalid(
                    kind: resource.kind, group: resource.group, name: info.name,
                    [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
            }
        } else if version != String(live.version) {
            throw .modified(resource.groupResource, info.name)
        }
        if let uid = object["metadata"]?["uid"]?.string, !uid.isEmpty, uid != live.uid {
            throw .conflict(
                resource.groupResource, info.name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(live.uid)")
        }
    }

    /// Stores a changed object: what the server keeps of the old one, what the kind derives, generation, validation.
    mutating func replace(
        _ stored: StoredObject, _ live: Value, with changed: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let resource = info.resource
        let kind = kind(of: resource)
        var object = changed
        keepServerFields(of: live, in: &object, info)
        prepare(&object, live: live, kind, uid: stored.uid)
        if kind.countsAsNewGeneration(object, from: live) {
            let generation = live["metadata"]?["generation"]?.integer ?? 0
            object["metadata"]?["generation"] = .integer(generation + 1)
        }
        object = kind.settled(object)
        try validate(object, live: live, kind, stored.key)
        var outcome = store(object, replacing: stored, live, resource, options)
        outcome.warnings = FinalizerWarnings.warnings(for: object, live: live, kind)
        return outcome
    }

    /// Stores what changed; what did not keeps its version, and what nothing holds any more goes.
    private mutating func store(
        _ object: Value, replacing stored: StoredObject, _ live: Value, _ resource: APIResource,
        _ options: WriteOptions
    ) -> WriteOutcome {
        let metadata = object["metadata"]
        let isReleased =
            metadata?["deletionTimestamp"] != nil && (metadata?["finalizers"]?.array ?? []).isEmpty
            && (metadata?["deletionGracePeriodSeconds"]?.integer ?? 0) == 0
            && (resource.groupResource != .namespaces || (object["spec"]?["finalizers"]?.array ?? []).isEmpty)
        if isReleased {
            let last = StoredObject(object, key: stored.key, version: stored.version)
            if !options.isDryRun { remove(stored.key, of: resource) }
            return WriteOutcome(code: 200, object: last)
        }
        if object == live { return WriteOutcome(code: 200, object: stored) }
        if options.isDryRun {
            return WriteOutcome(code: 200, object: StoredObject(object, key: stored.key, version: stored.version))
        }
        return WriteOutcome(code: 200, object: commit(object, key: stored.key, of: resource))
    }

    /// What a client cannot change: the server's metadata, and what belongs to the other endpoint.
    private func keepServerFields(of live: Value, in object: inout Value, _ info: RequestInfo) {
        for key in [
            "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds",
            "resourceVersion", "generateName",
        ] {
            object["metadata"]?[key] = live["metadata"]?[key]
        }
        switch info.subresource {
        case "": if info.resource.hasStatusSubresource { object["status"] = live["status"] }
        case "status":
            let status = object["status"]
            let ownership = object["metadata"]?["managedFields"]
            object = live
            object["status"] = status
            if let ownership { object["metadata"]?["managedFields"] = ownership }
        case "finalize":
            let finalizers = object["spec"]?["finalizers"]
            object = live
            object["spec"]?["finalizers"] = finalizers
        default: break
        }
    }
}

extension StatusError {
    static func nameMismatch(_ name: String, _ path: String) -> StatusError {
        .badRequest("the name of the object (\(name)) does not match the name on the URL (\(path))")
    }
}
