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
    package func list(
        _ resource: GroupResource, namespace: String = "", labels: LabelSelector = LabelSelector()
    ) -> [Value] {
        let (objects, served) = state.withLock { state in
            (state.store.objects(of: resource, namespace: namespace), state.catalog.stored(resource))
        }
        guard let served else { return [] }
        return objects.filter { labels.matches($0.labels) }.map {
            $0.value(apiVersion: served.apiVersion, kind: served.kind)
        }
    }

    /// The stored objects of a resource without reading their trees: for counting and for looking at labels.
    package func storedObjects(_ resource: GroupResource, namespace: String = "") -> ArraySlice<StoredObject> {
        state.withLock { $0.store.objects(of: resource, namespace: namespace) }
    }

    /// The resources that hold objects, those of namespaces first told apart by the catalog.
    package var storedResources: [APIResource] {
        state.withLock { state in state.store.resources.compactMap(state.catalog.stored) }
    }

    /// Every resource that is served, in the order of discovery.
    package var servedResources: [APIResource] {
        state.withLock { $0.catalog.resources }
    }

    /// The resource of a manifest; nil where its kind is not served.
    package func resource(of object: Value) -> APIResource? {
        guard let apiVersion = object["apiVersion"]?.string, let kind = object["kind"]?.string else { return nil }
        return state.withLock { $0.catalog.resource(apiVersion: apiVersion, kind: kind) }
    }

    /// Creates an object from a manifest.
    @discardableResult
    package func create(_ object: Value, as manager: String) throws(StatusError) -> Value {
        try write(object, "create") { state, info throws(StatusError) in
            try state.create(object, info, WriteOptions(manager: manager))
        }
    }

    /// Replaces an object; its `resourceVersion` must be the stored one where it has one. `subresource` may be
    /// `status` or, for namespaces, `finalize`.
    @discardableResult
    package func update(
        _ object: Value, subresource: String = "", as manager: String
    ) throws(StatusError) -> Value {
        try write(object, "update", subresource: subresource) { state, info throws(StatusError) in
            try state.update(object, info, WriteOptions(manager: manager))
        }
    }

    /// Replaces an object's status.
    @discardableResult
    package func updateStatus(_ object: Value, as manager: String) throws(StatusError) -> Value {
        try update(object, subresource: "status", as: manager)
    }

    /// Applies a manifest with force: server-side apply.
    @discardableResult
    package func apply(_ object: Value, as manager: String) throws(StatusError) -> Value {
        var options = WriteOptions(manager: manager)
        options.isForced = true
        return try write(object, "patch") { [options] state, info throws(StatusError) in
            try state.patch(.apply(object), info, options)
        }
    }

    /// Changes an object by a JSON merge patch.
    @discardableResult
    package func mergePatch(
        _ resource: GroupResource, namespace: String = "", name: String, subresource: String = "", _ patch: Value,
        as manager: String
    ) throws(StatusError) -> Value {
        let served = try served(resource)
        let info = RequestInfo(
            verb: "patch", resource: served, namespace: namespace, name: name, subresource: subresource)
        let outcome = try state.withLock { state throws(StatusError) in
            try state.patch(.merge(patch), info, WriteOptions(manager: manager))
        }
        return outcome.object.value(apiVersion: served.apiVersion, kind: served.kind)
    }

    /// Deletes an object as a request does: finalizers and grace periods are kept. Nothing is thrown where there is
    /// no such object.
    package func delete(
        _ resource: GroupResource, namespace: String = "", name: String, _ options: DeleteOptions = DeleteOptions()
    ) throws(StatusError) {
        let served = try served(resource)
        _ = try state.withLock { state throws(StatusError) in
            let key = ObjectKey(namespace: namespace, name: name)
            guard state.store.object(key, of: resource) != nil else { return nil as Deletion? }
            return try state.delete(key, of: served, options)
        }
    }

    /// The changes of some resources from now on, in order. The stream ends when its reader does.
    package func subscribe(to resources: [GroupResource]) -> AsyncStream<StoreEvent> {
        let (stream, continuation) = AsyncStream<StoreEvent>.makeStream()
        let id = state.withLock { state in
            let id = state.nextWatcher()
            for resource in resources {
                state.store.addWatcher(id, of: resource) { continuation.yield($0) }
            }
            return id
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { state in
                for resource in resources { state.store.removeWatcher(id, of: resource) }
            }
        }
        return stream
    }

    /// A resource in the version its objects are stored in; nil where it is not served.
    package func storedResource(_ resource: GroupResource) -> APIResource? {
        state.withLock { $0.catalog.stored(resource) }
    }

    private func served(_ resource: GroupResource) throws(StatusError) -> APIResource {
        guard let served = storedResource(resource) else { throw .resourceNotFound }
        return served
    }

    private func write(
        _ object: Value, _ verb: String, subresource: String = "",
        _ body: (inout ServerState, RequestInfo) throws(StatusError) -> WriteOutcome
    ) throws(StatusError) -> Value {
        guard let resource = resource(of: object) else { throw .resourceNotFound }
        let metadata = object["metadata"]
        let info = RequestInfo(
            verb: verb, resource: resource, namespace: metadata?["namespace"]?.string ?? "",
            name: metadata?["name"]?.string ?? "", subresource: subresource)
        let outcome = try state.withLock { state throws(StatusError) in try body(&state, info) }
        return outcome.object.value(apiVersion: resource.apiVersion, kind: resource.kind)
    }
}
