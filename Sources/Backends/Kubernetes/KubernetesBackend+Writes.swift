import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    package func preview(_ write: Write) async throws -> Preview {
        let body = write.guardedBody
        do throws(KubernetesError) {
            let result = try await client.apply(body, ApplyOptions(isDryRun: true))
            if write.observed == nil, result.wasCreated == false { return .rejected("it exists already") }
            return .accepted(result.object)
        } catch {
            guard error.isConflict, let observed = write.observed else { return try preview(after: error, body) }
            let conflicts = ConflictPaths(owned: observed.value, desired: body).conflicts(in: error)
            guard !conflicts.isEmpty else { return try preview(after: error, body) }
            guard write.forced.isSuperset(of: conflicts.map(\.path)) else { return .conflicts(conflicts) }
        }
        do {
            return .accepted(try await force(write, isDryRun: true))
        } catch let error as KubernetesError {
            return try preview(after: error, body)
        } catch let error as BackendError where error.reason == .changed {
            return .rejected(error.message)
        }
    }

    /// Reads what a refused dry-run says about the write; throws where it says nothing about it.
    private func preview(after error: KubernetesError, _ body: Value) throws -> Preview {
        let failure = failure(error, body)
        guard let reason = (failure as? BackendError)?.message else { throw failure }
        switch error.cause {
        case .notDiscovered(let kind): return .unverifiable("the kind \(kind.kind) is not served yet")
        case .requestTooLarge, .invalidObject: return .rejected(reason)
        case .status(let status):
            switch status.code {
            case 404: return .unverifiable(reason)
            case 409:
                let conflicts = ConflictPaths(owned: nil, desired: body).conflicts(in: error)
                return conflicts.isEmpty ? .rejected(reason) : .conflicts(conflicts)
            case 403 where error.isMissingPermission: throw failure
            case 400, 403, 405, 413, 422: return .rejected(reason)
            case 500 where error.isUnfitObject: return .rejected(reason)
            // A webhook that cannot be called, most often since its pods do not run yet.
            case 500 where status.reason == "InternalError": return .unverifiable(reason)
            default: throw failure
            }
        default: throw failure
        }
    }

    package func apply(_ write: Write) async throws -> Observation {
        var attempt = 1
        while true {
            do {
                let object = try await write.observed == nil ? create(write) : change(write)
                return Observation(key: write.key, value: object)
            } catch let error as KubernetesError {
                // Discovery follows a CustomResourceDefinition a moment after it is established.
                guard case .notDiscovered = error.cause, attempt < pace.attempts else {
                    throw failure(error, write.body)
                }
            }
            try await Task.sleep(for: pace.pause(attempt))
            attempt += 1
        }
    }

    /// Makes an object that must not exist. Apply has no way to ask for that, so that it is looked for first, and a lost
    /// race shows in the answer: 200 instead of 201.
    private func create(_ write: Write) async throws -> Value {
        let exists = BackendError(
            "create", "\(write.key) in \(write.key.place.description)", .exists, "it exists already",
            hint: "plan again")
        guard try await client.get(write.key.reference) == nil else { throw exists }
        let result: ApplyResult
        do throws(KubernetesError) {
            result = try await client.apply(write.body)
        } catch {
            let conflicts = ConflictPaths(owned: nil, desired: write.body).conflicts(in: error)
            // Somebody made it meanwhile, with other values; nothing was written.
            guard conflicts.isEmpty else { throw exists }
            throw error
        }
        // Unknown means that an earlier attempt of this very request may have made it.
        guard result.wasCreated == false else { return result.object }
        try await giveUp(write.key, uid: result.object.metadata.uid)
        throw exists
    }

    /// Gives up all fields of an object that somebody else made: what only Berth set goes, the rest stays.
    private func giveUp(_ key: ItemKey, uid: String?) async throws {
        var body: Value = [
            "apiVersion": .string(key.apiVersion), "kind": .string(key.kind), "metadata": ["name": .string(key.name)],
        ]
        if let namespace = key.namespace { body[["metadata", "namespace"]] = .string(namespace) }
        if let uid { body[["metadata", "uid"]] = .string(uid) }
        _ = try await client.apply(body)
    }

    private func change(_ write: Write) async throws -> Value {
        let body = write.guardedBody
        do throws(KubernetesError) {
            return try await client.apply(body).object
        } catch {
            if error.isOtherObject { throw changed(write) }
            guard error.isConflict, let observed = write.observed else { throw error }
            let conflicts = ConflictPaths(owned: observed.value, desired: body).conflicts(in: error)
            guard !conflicts.isEmpty else { throw changed(write) }
            guard write.forced.isSuperset(of: conflicts.map(\.path)) else {
                let open = conflicts.filter { !write.forced.contains($0.path) }
                throw BackendError(
                    "apply", "\(write.key) in \(write.key.place.description)", .conflicts(open),
                    "others own "
                        + open.map { "\($0.path) (\($0.manager))" }.joined(separator: ", ")
                        + ", which nobody approved to take", hint: "plan again")
            }
        }
        return try await force(write, isDryRun: false)
    }

    /// Takes the approved fields from their owners, as long as they hold what was observed.
    ///
    /// The version of the object guards that. It moves for other reasons, too (status), and is then read anew.
    private func force(_ write: Write, isDryRun: Bool) async throws -> Value {
        var body = write.guardedBody
        var version = write.observed?.version
        var attempt = 1
        while true {
            body[["metadata", "resourceVersion"]] = version.map { .string($0) }
            do throws(KubernetesError) {
                return try await client.apply(body, ApplyOptions(force: true, isDryRun: isDryRun)).object
            } catch {
                if error.isOtherObject { throw changed(write) }
                guard error.isConflict, attempt < pace.attempts else { throw error }
            }
            guard let current = try await client.get(write.key.reference), let observed = write.observed,
                current.metadata.uid == observed.uid,
                write.forced.allSatisfy({ current[$0] == observed.value[$0] })
            else { throw changed(write) }
            version = current.metadata.resourceVersion
            attempt += 1
        }
    }

    private func changed(_ write: Write) -> BackendError {
        BackendError(
            "apply", "\(write.key) in \(write.key.place.description)", .changed,
            "it is not what was observed any more", hint: "plan again")
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let key = observation.key
        guard let uid = observation.uid else {
            throw BackendError("delete", "\(key) in \(key.place.description)", .changed, "its uid is not known")
        }
        // What a control plane owns (load balancer, secrets) must be gone before it is.
        let propagation: DeletePropagation = key.kind == "TenantControlPlane" ? .foreground : .background
        do throws(KubernetesError) {
            return try await !client.delete(key.reference, uid: uid, propagation: propagation)
        } catch {
            // Another object of that name: the one meant is gone.
            if error.isConflict { return true }
            if case .notDiscovered = error.cause { return true }
            throw failure(error)
        }
    }
}

extension Write {
    /// The body; that of a change applies only to the object that was observed.
    fileprivate var guardedBody: Value {
        guard let uid = observed?.uid else { return body }
        var guarded = body
        guarded[["metadata", "uid"]] = .string(uid)
        return guarded
    }
}

extension KubernetesError {
    /// True where the object of that name is another one than the request says.
    fileprivate var isOtherObject: Bool {
        status?.code == 422 && status?.causes.contains { $0.field == "metadata.uid" } == true
    }
}
