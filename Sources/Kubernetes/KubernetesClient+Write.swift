import Document

/// How an object is applied.
package struct ApplyOptions: Sendable, Hashable {
    /// Nil means the client's own.
    package var fieldManager: String?
    /// Takes fields that others own with other values.
    package var force = false
    /// Answers what would be, without doing it.
    package var isDryRun = false

    package init(fieldManager: String? = nil, force: Bool = false, isDryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.force = force
        self.isDryRun = isDryRun
    }
}

/// What became of an apply.
package struct ApplyResult: Sendable {
    /// The object as the server has it now.
    package var object: Value
    /// Whether this request made it; nil where an earlier attempt, whose answer was lost, may have.
    package var wasCreated: Bool?
    package var warnings: [String]
}

/// What happens to the objects that a deleted one owns.
package enum DeletePropagation: String, Sendable {
    case foreground = "Foreground"
    case background = "Background"
    case orphan = "Orphan"
}

extension KubernetesClient {
    /// Server-side apply: makes the object, or sets what it says and removes what the manager applied before.
    package func apply(
        _ object: Value, _ options: ApplyOptions = ApplyOptions()
    ) async throws(KubernetesError) -> ApplyResult {
        var call = try await call("apply", object, isNamed: true)
        call.method = "PATCH"
        call.contentType = "application/apply-patch+yaml"
        call.query = [
            ("fieldManager", options.fieldManager ?? self.options.fieldManager), ("fieldValidation", "Strict"),
            ("force", options.force ? "true" : nil), ("dryRun", options.isDryRun ? "All" : nil),
        ]
        let answer = try await perform(call)
        let isNew = answer.status == 201
        let isInDoubt = answer.mayRepeatEarlierAttempt && !isNew && !options.isDryRun
        return ApplyResult(
            object: answer.object, wasCreated: isInDoubt ? nil : isNew, warnings: answer.warnings)
    }

    /// Makes an object that must not exist; `isAlreadyExists` says that it does.
    package func create(_ object: Value, isDryRun: Bool = false) async throws(KubernetesError) -> Value {
        var call = try await call("create", object, isNamed: false)
        call.method = "POST"
        call.isIdempotent = false
        call.query = writeQuery(isDryRun)
        return try await perform(call).object
    }

    /// Replaces an object, guarded by the resourceVersion it carries.
    package func update(_ object: Value, isDryRun: Bool = false) async throws(KubernetesError) -> Value {
        var call = try await call("update", object, isNamed: true)
        call.method = "PUT"
        // A second attempt would meet the version that the first one made.
        call.isIdempotent = false
        call.query = writeQuery(isDryRun)
        return try await perform(call).object
    }

    /// Merges a few members into an object (RFC 7396): null removes, lists are replaced.
    package func patch(
        _ reference: ObjectReference, merging patch: Value, isDryRun: Bool = false
    ) async throws(KubernetesError) -> Value {
        var call = try await call("patch", reference)
        call.method = "PATCH"
        call.contentType = "application/merge-patch+json"
        call.isIdempotent = patch.metadata.resourceVersion == nil
        call.query = writeQuery(isDryRun)
        call.body = patch
        return try await perform(call).object
    }

    /// Carries out operations on an object (RFC 6902), all or none; a `test` that fails refuses them.
    package func patch(
        _ reference: ObjectReference, operations: [Value]
    ) async throws(KubernetesError) -> Value {
        var call = try await call("patch", reference)
        call.method = "PATCH"
        call.contentType = "application/json-patch+json"
        call.isIdempotent = false
        call.query = writeQuery(false)
        call.body = .array(operations)
        return try await perform(call).object
    }

    /// Asks for an object to go; it may stay for its finalizers. False where there was none.
    ///
    /// `uid` spares an object that was made again under the same name, `resourceVersion` one that changed: then
    /// `isConflict` is thrown. A dry run is asked for in the body: beside one, servers ignore `dryRun` in the query.
    @discardableResult
    package func delete(
        _ reference: ObjectReference, uid: String? = nil, resourceVersion: String? = nil,
        propagation: DeletePropagation = .background, isDryRun: Bool = false
    ) async throws(KubernetesError) -> Bool {
        var call = try await call("delete", reference)
        call.method = "DELETE"
        call.isIdempotent = uid != nil
        var body: Value = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation.rawValue),
        ]
        var preconditions = Object()
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if !preconditions.isEmpty { body["preconditions"] = .object(preconditions) }
        if isDryRun { body["dryRun"] = ["All"] }
        call.body = body
        do throws(KubernetesError) {
            _ = try await perform(call)
            return true
        } catch {
            try await confirmAbsence(error, of: reference.groupVersionKind)
            return false
        }
    }

    private func writeQuery(_ isDryRun: Bool) -> [(name: String, value: String?)] {
        [
            ("fieldManager", options.fieldManager), ("fieldValidation", "Strict"), ("dryRun", isDryRun ? "All" : nil),
        ]
    }

    private func call(_ verb: String, _ reference: ObjectReference) async throws(KubernetesError) -> APICall {
        let resource = try await resource(for: reference.groupVersionKind)
        return APICall(
            KubernetesError.Operation(verb, "\(reference)"),
            path: resource.path(namespace: reference.namespace, name: reference.name))
    }

    /// A call that carries an object, to its own path or to that of its kind.
    private func call(_ verb: String, _ object: Value, isNamed: Bool) async throws(KubernetesError) -> APICall {
        guard let reference = ObjectReference(of: object) else {
            throw KubernetesError(
                cluster: name, operation: KubernetesError.Operation(verb, "an object"),
                cause: .invalidObject("it lacks apiVersion, kind or metadata.name"))
        }
        let resource = try await resource(for: reference.groupVersionKind)
        guard resource.isNamespaced == (reference.namespace != nil) else {
            throw KubernetesError(
                cluster: name, operation: KubernetesError.Operation(verb, "\(reference)"),
                cause: .invalidObject(
                    resource.isNamespaced ? "\(reference.kind) needs a namespace" : "\(reference.kind) has no namespace"
                ))
        }
        var call = APICall(
            KubernetesError.Operation(verb, "\(reference)"),
            path: resource.path(namespace: reference.namespace, name: isNamed ? reference.name : nil))
        call.body = object
        return call
    }
}
