import Document

extension ServerState {
    /// Deletes an object, or marks it as going where finalizers or a grace period keep it.
    mutating func delete(
        _ key: ObjectKey, of resource: APIResource, _ options: DeleteOptions
    ) throws(StatusError) -> Deletion {
        guard let stored = store.object(key, of: resource.groupResource) else {
            throw .notFound(resource.groupResource, key.name)
        }
        try check(options, stored, resource)
        let info = RequestInfo(
            verb: "delete", resource: resource, namespace: key.namespace, name: key.name, subresource: "")
        _ = try checkPolicies(
            AdmissionRequest(
                .delete, info, kind(of: resource), nil, old: stored.value(as: resource), user: options.user,
                isDryRun: options.isDryRun))
        let live = stored.value
        var object = live
        setFinalizers(for: options, in: &object)
        let isGoing = live["metadata"]?["deletionTimestamp"] != nil
        if resource.groupResource == .namespaces {
            return deleteNamespace(stored, object, isGoing: isGoing, resource, options)
        }
        if resource.groupResource == .customResourceDefinitions, !isGoing { beginCleanup(&object) }
        let grace = gracePeriod(of: object, resource, options)
        let finalizers = object["metadata"]?["finalizers"]?.array ?? []
        if grace == 0, finalizers.isEmpty {
            if !options.isDryRun { remove(key, of: resource) }
            return .done(stored)
        }
        if isGoing {
            // A shorter grace period replaces a longer one.
            let left = live["metadata"]?["deletionGracePeriodSeconds"]?.integer ?? 0
            if grace >= left, object == live { return .accepted(stored) }
            object["metadata"]?["deletionGracePeriodSeconds"] = .integer(min(grace, left))
        } else {
            markDeleted(&object, grace: grace)
        }
        if options.isDryRun { return .accepted(StoredObject(object, key: key, version: stored.version)) }
        return .accepted(commit(object, key: key, of: resource))
    }

    private func markDeleted(_ object: inout Value, grace: Int64?) {
        let end = Timestamp(seconds: environment.now().seconds + (grace ?? 0))
        object["metadata"]?["deletionTimestamp"] = .string(end.description)
        if let grace { object["metadata"]?["deletionGracePeriodSeconds"] = .integer(grace) }
        if let generation = object["metadata"]?["generation"]?.integer {
            object["metadata"]?["generation"] = .integer(generation + 1)
        }
    }

    /// A definition goes when the objects of its kind have gone, which its controller sees to.
    ///
    /// Source: `Delete` of `k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition`.
    private func beginCleanup(_ definition: inout Value) {
        let cleanup: Value = "customresourcecleanup.apiextensions.k8s.io"
        let finalizers = definition["metadata"]?["finalizers"]?.array ?? []
        if !finalizers.contains(cleanup) { definition["metadata"]?["finalizers"] = .array(finalizers + [cleanup]) }
        let conditions = definition["status"]?["conditions"]?.array ?? []
        let message =
            "CustomResourceDefinition marked for deletion; CustomResource deletion will be initiated as soon as possible"
        let terminating: Value = [
            "type": "Terminating", "status": "True", "reason": "InstanceDeletionPending",
            "lastTransitionTime": .string(environment.now().description), "message": .string(message),
        ]
        definition["status"] = definition["status"] ?? .object([:])
        definition["status"]?["conditions"] = .array(conditions.filter { $0["type"] != "Terminating" } + [terminating])
    }

    /// A namespace goes when its own finalizer has been taken off, which its controller does.
    private mutating func deleteNamespace(
        _ stored: StoredObject, _ marked: Value, isGoing: Bool, _ resource: APIResource, _ options: DeleteOptions
    ) -> Deletion {
        let holds = (marked["spec"]?["finalizers"]?.array ?? []) + (marked["metadata"]?["finalizers"]?.array ?? [])
        if isGoing, !holds.isEmpty { return .accepted(stored) }
        if holds.isEmpty {
            if !options.isDryRun { remove(stored.key, of: resource) }
            return .done(stored)
        }
        var object = marked
        markDeleted(&object, grace: nil)
        object["status"] = object["status"] ?? .object([:])
        object["status"]?["phase"] = "Terminating"
        if options.isDryRun { return .accepted(StoredObject(object, key: stored.key, version: stored.version)) }
        return .accepted(commit(object, key: stored.key, of: resource))
    }

    private func check(
        _ options: DeleteOptions, _ stored: StoredObject, _ resource: APIResource
    ) throws(StatusError) {
        // The precondition errors name the kind where others name the resource.
        let subject = GroupResource(group: resource.group, resource: resource.kind)
        if let uid = options.uid, uid != stored.uid {
            throw .conflict(
                subject, stored.key.name,
                "the UID in the precondition (\(uid)) does not match the UID in record (\(stored.uid)). The object "
                    + "might have been deleted and then recreated")
        }
        if let version = options.resourceVersion, version != String(stored.version) {
            throw .conflict(
                subject, stored.key.name,
                "the ResourceVersion in the precondition (\(version)) does not match the ResourceVersion in record "
                    + "(\(stored.version)). The object might have been modified")
        }
    }

    /// The finalizers by which the garbage collector learns how dependents are to be treated.
    private func setFinalizers(for options: DeleteOptions, in object: inout Value) {
        let own = ["orphan", "foregroundDeletion"]
        var finalizers = (object["metadata"]?["finalizers"]?.array ?? []).filter { finalizer in
            options.propagation == nil || !own.contains(finalizer.string ?? "")
        }
        switch options.propagation {
        case .orphan: finalizers.append("orphan")
        case .foreground: finalizers.append("foregroundDeletion")
        case .background, nil: break
        }
        if finalizers != object["metadata"]?["finalizers"]?.array ?? [] {
            object["metadata"]?["finalizers"] = finalizers.isEmpty ? Value?.none : .array(finalizers)
        }
    }

    /// Only pods that run somewhere are given time.
    private func gracePeriod(of object: Value, _ resource: APIResource, _ options: DeleteOptions) -> Int64 {
        guard resource.groupResource == GroupResource(resource: "pods"),
            object["spec"]?["nodeName"]?.string?.isEmpty == false,
            !["Succeeded", "Failed"].contains(object["status"]?["phase"]?.string)
        else { return 0 }
        return options.gracePeriodSeconds ?? object["spec"]?["terminationGracePeriodSeconds"]?.integer ?? 30
    }
}
