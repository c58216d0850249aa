import Document

/// What controllers do with a cluster: the requests of an administrator without HTTP around them.
extension APIServer {
    /// The object of that name; nil where there is none. Objects come with `apiVersion` and `kind`.
    package func get(_ resource: GroupResource, namespace: String = "", name: String) -> Value? {
        state.withLock { state in
            guard let served = state.catalog.stored(resource) else { return nil as (StoredObject, APIResource)? }
            return state.store.object(ObjectKey(namespace: namespace, name: name), of: resource).map { ($0, served) }
        }.map { $0.value(apiVersion: $1.apiVersion, kind: $1.kind) }
    }

    /// The objects of a resource, of one namespace or of all, in order.
    package func list(_ resource: GroupResource, namespace: String = "") -> [Value] {
        let (objects, served) = state.withLock { state in
            (state.store.objects(of: resource, namespace: namespace), state.catalog.stored(resource))
        }
        guard let served else { return [] }
        return objects.map { $0.value(apiVersion: served.apiVersion, kind: served.kind) }
    }

    /// A resource in the version its objects are stored in; nil where it is not served.
    package func storedResource(_ resource: GroupResource) -> APIResource? {
        state.withLock { $0.catalog.stored(resource) }
    }

    /// Creates an object from a manifest.
    package func create(_ object: Value, as manager: String) throws(StatusError) {
        try write(object, "create") { state, info throws(StatusError) in
            try state.create(object, info, WriteOptions(manager: manager))
        }
    }

    /// Replaces an object; its `resourceVersion` must be the stored one where it has one. `subresource` may be
    /// `status` or, for namespaces, `finalize`.
    package func update(_ object: Value, subresource: String = "", as manager: String) throws(StatusError) {
        try write(object, "update", subresource: subresource) { state, info throws(StatusError) in
            try state.update(object, info, WriteOptions(manager: manager))
        }
    }

    /// Changes an object by a JSON merge patch.
    package func mergePatch(
        _ resource: GroupResource, _ key: ObjectKey, subresource: String = "", _ patch: Value, as manager: String
    ) throws(StatusError) {
        guard let served = storedResource(resource) else { throw .resourceNotFound }
        let info = RequestInfo(
            verb: "patch", resource: served, namespace: key.namespace, name: key.name, subresource: subresource)
        _ = try state.withLock { state throws(StatusError) in
            try state.patch(.merge(patch), info, WriteOptions(manager: manager))
        }
    }

    /// Deletes an object as a request does: finalizers and grace periods are kept.
    package func delete(
        _ resource: GroupResource, _ key: ObjectKey, _ options: DeleteOptions = DeleteOptions()
    ) throws(StatusError) {
        guard let served = storedResource(resource) else { throw .resourceNotFound }
        _ = try state.withLock { state throws(StatusError) in try state.delete(key, of: served, options) }
    }

    private func write(
        _ object: Value, _ verb: String, subresource: String = "",
        _ body: (inout ServerState, RequestInfo) throws(StatusError) -> WriteOutcome
    ) throws(StatusError) {
        let apiVersion = object["apiVersion"]?.string ?? ""
        let kind = object["kind"]?.string ?? ""
        _ = try state.withLock { state throws(StatusError) in
            guard let resource = state.catalog.resource(apiVersion: apiVersion, kind: kind) else {
                throw .resourceNotFound
            }
            let metadata = object["metadata"]
            let info = RequestInfo(
                verb: verb, resource: resource, namespace: metadata?["namespace"]?.string ?? "",
                name: metadata?["name"]?.string ?? "", subresource: subresource)
            return try body(&state, info)
        }
    }
}
