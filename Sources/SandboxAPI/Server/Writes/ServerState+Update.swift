import Document

extension ServerState {
    /// Replaces an object by the body of a PUT.
    mutating func update(
        _ body: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        if info.subresource == "scale" { return try updateScale(body, info, options) }
        var (object, warnings) = try decoded(body, info, options)
        try place(&object, in: info)
        try checkName(of: object, info)
        let uid = object["metadata"]?["uid"]?.string ?? ""
        let stored = store.object(info.key, of: info.resource.groupResource)
        if !uid.isEmpty, uid != stored?.uid { throw .uidMismatch(uid, stored?.uid ?? "", info) }
        guard let stored else {
            guard Self.createdByUpdate.contains(info.resource.groupResource), info.subresource.isEmpty else {
                throw .notFound(info.resource.groupResource, info.name)
            }
            return try create(body, info, options)
        }
        let live = stored.value(as: info.resource)
        let merged = try updated(object, live: live, kind(of: info.resource), info, options)
        try checkVersion(of: object, against: stored, info)
        let outcome = try replace(stored, live, with: merged, info, options)
        warnings.append(contentsOf: outcome.warnings)
        return WriteOutcome(code: outcome.code, object: outcome.object, warnings: warnings)
    }

    /// The name of the object must be that of the path.
    func checkName(of object: Value, _ info: RequestInfo) throws(StatusError) {
        let name = object["metadata"]?["name"]?.string ?? ""
        guard !name.isEmpty else {
            throw .badRequest(
                "the name of the object (\(info.name) based on URL) was undeterminable: name must be provided")
        }
        guard name == info.name else {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(info.name))")
        }
    }

    /// The resources whose PUT makes an absent object, as their strategies allow.
    private static let createdByUpdate: Set<GroupResource> = Set(
        ["services", "endpoints", "events", "limitranges", "podtemplates"].map { GroupResource(resource: $0) }
            + ["roles", "rolebindings", "clusterroles", "clusterrolebindings"].map {
                GroupResource(group: "rbac.authorization.k8s.io", resource: $0)
            } + [
                GroupResource(group: "coordination.k8s.io", resource: "leases"),
                GroupResource(group: "events.k8s.io", resource: "events"),
            ])

    /// The resources whose PUT must name a version, as their strategies and those of custom resources want.
    private static let changedByVersionOnly: Set<String> = [
        "leases.coordination.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
        "endpointslices.discovery.k8s.io", "poddisruptionbudgets.policy", "apiservices.apiregistration.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io",
        "validatingadmissionpolicybindings.admissionregistration.k8s.io",
        "mutatingadmissionpolicies.admissionregistration.k8s.io",
        "mutatingadmissionpolicybindings.admissionregistration.k8s.io", "csidrivers.storage.k8s.io",
        "csinodes.storage.k8s.io", "volumeattachments.storage.k8s.io", "runtimeclasses.node.k8s.io",
    ]

    /// Optimistic concurrency: a version in the object must be the stored one.
    private func checkVersion(
        of object: Value, against live: StoredObject, _ info: RequestInfo
    ) throws(StatusError) {
        let resource = info.resource
        let version = object["metadata"]?["resourceVersion"]?.string ?? ""
        if version.isEmpty || version == "0" {
            if resource.isCustom || Self.changedByVersionOnly.contains(resource.groupResource.description) {
                // The error names the resource where others name the kind.
                throw .invalid(
                    kind: resource.name, group: resource.group, name: info.name,
                    [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
            }
        } else if version != String(live.version) {
            throw .modified(resource.groupResource, info.name)
        }
    }

    /// Stores a changed object: what the server keeps of the old one, what the kind derives, generation, validation.
    mutating func replace(
        _ stored: StoredObject, _ live: Value, with changed: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let resource = info.resource
        let kind = storedKind(of: resource)
        var object = try storedForm(admitted(changed, live: live, info, options), info)
        let live = resource.conversion == nil ? live : stored.value(apiVersion: kind.apiVersion, kind: kind.kind)
        keepServerFields(of: live, in: &object, info)
        prepare(&object, live: live, kind, uid: stored.uid)
        if info.subresource != "status", kind.countsAsNewGeneration(object, from: live) {
            let generation = live["metadata"]?["generation"]?.integer ?? 0
            object["metadata"]?["generation"] = .integer(generation + 1)
        }
        object = kind.settled(object)
        try validate(object, live: live, kind, stored.key)
        try admitRights(object, live: live, info, options)
        let complaints = try checkPolicies(
            AdmissionRequest(
                .update, info, kind, object, old: live, user: options.user, isDryRun: options.isDryRun))
        var outcome = store(object, replacing: stored, live, resource, options)
        outcome.warnings = FinalizerWarnings.warnings(for: object, live: live, kind) + complaints
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
        if object == live || object.differsInTimesOnly(from: live) { return WriteOutcome(code: 200, object: stored) }
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
        case "status" where !info.resource.isCustom:
            // All that is neither metadata nor status stays; of the metadata, a Deployment's labels do.
            for key in Set(object.object?.keys ?? []).union(live.object?.keys ?? [])
            where key != "metadata" && key != "status" {
                object[key] = live[key]
            }
            if info.resource.kind == "Deployment" { object["metadata"]?["labels"] = live["metadata"]?["labels"] }
        case "status":
            let status = object["status"]
            let ownership = object["metadata"]?["managedFields"]
            let annotations = object["metadata"]?["annotations"]
            object = live
            object["status"] = status
            // The number of the revision is told with the status.
            if info.resource.groupResource == .deployments { object["metadata"]?["annotations"] = annotations }
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
    /// 409 of the storage: the object of a PUT has another uid than the stored one, or there is none.
    fileprivate static func uidMismatch(_ uid: String, _ stored: String, _ info: RequestInfo) -> StatusError {
        let resource = info.resource.groupResource
        let isGrouped = info.resource.isCustom || resource.group.hasPrefix("api")
        let folder =
            isGrouped ? "\(resource.group)/\(resource.resource)" : storageFolders[resource] ?? resource.resource
        let key = (["/registry", folder] + [info.namespace, info.name].filter { !$0.isEmpty }).joined(separator: "/")
        return .conflict(
            resource, info.name,
            "StorageError: invalid object, Code: 4, Key: \(key), ResourceVersion: 0, AdditionalErrorMsg: "
                + "Precondition failed: UID in precondition: \(uid), UID in object meta: \(stored)")
    }

    /// Where resources are stored under other names than their own.
    private static let storageFolders = [
        GroupResource(resource: "services"): "services/specs", GroupResource(resource: "nodes"): "minions",
        GroupResource(resource: "endpoints"): "services/endpoints",
        GroupResource(resource: "replicationcontrollers"): "controllers",
        GroupResource(group: "networking.k8s.io", resource: "ingresses"): "ingress",
    ]
}
