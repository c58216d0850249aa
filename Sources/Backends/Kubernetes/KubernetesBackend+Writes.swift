import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    /// A dry run is fenced by the uid alone: the version moves with each status that a controller writes, and a preview
    /// against the object as it is now says more than one against what was observed a moment ago.
    package func preview(_ write: Write) async throws -> Preview {
        let body = write.body(fencedBy: .uid)
        do throws(KubernetesError) {
            let result = try await client.apply(body, ApplyOptions(isDryRun: true))
            if write.observed == nil, result.wasCreated == false { return .exists }
            return .accepted(result.object)
        } catch {
            guard error.isConflict, let observed = write.observed else { return try await preview(after: error, write) }
            let conflicts = ConflictPaths(owned: observed.value, desired: body).conflicts(in: error)
            guard !conflicts.isEmpty else { return try await preview(after: error, write) }
            guard write.forced.isSuperset(of: conflicts.map(\.path)) else { return .conflicts(conflicts) }
        }
        do throws(KubernetesError) {
            return .accepted(try await client.apply(body, ApplyOptions(force: true, isDryRun: true)).object)
        } catch {
            return try await preview(after: error, write)
        }
    }

    /// Reads what a refused dry-run says about the write; throws where it says nothing about it.
    private func preview(after error: KubernetesError, _ write: Write) async throws -> Preview {
        let failure = failure(error, write.body)
        guard let reason = (failure as? BackendError)?.message else { throw failure }
        switch error.cause {
        case .notDiscovered(let kind):
            // An earlier step may make the kind, or serve another version of it.
            let isKnown = try await served(write.key) != nil
            let version = isKnown ? " in version \(kind.version)" : ""
            return .unverifiable("the kind \(kind.kind) is not served\(version) yet")
        case .requestTooLarge, .invalidObject: return .rejected(Refusal(reason, fields: []))
        case .status where write.observed != nil && (error.isOtherObject || error.isPlainConflict):
            return .rejected(Refusal(changed(write).message, fields: []))
        case .status(let status):
            switch status.code {
            case 404: return .unverifiable(reason)
            // What has no fields yet has no conflicts: somebody made it.
            case 409: return error.fieldManagerConflicts.isEmpty ? .rejected(Refusal(reason)) : .exists
            case 403 where error.isMissingPermission: throw failure
            case 405, 413: return .rejected(Refusal(reason, fields: []))
            case 400, 403, 422:
                let brief = status.mayBeOfChange ? status.clauses.withoutValues(of: write.body) : nil
                return .rejected(Refusal(reason, fields: status.fields, brief: brief))
            case 500 where error.isUnfitObject: return .rejected(Refusal(reason, fields: []))
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

    /// Changes the object in the version that was observed, and nothing else: whoever wrote it since is not overwritten.
    ///
    /// Fields of others are taken where that was approved, under the same fence.
    private func change(_ planned: Write) async throws -> Value {
        var write = planned
        if let observed = write.observed, !write.reclaimed.isEmpty {
            write.observed = try await reclaim(write.reclaimed, of: observed, adopts: write.adopts)
        }
        guard let observed = write.observed, observed.uid != nil, observed.version != nil else { throw changed(write) }
        let body = write.body(fencedBy: .version)
        do throws(KubernetesError) {
            return try await client.apply(body).object
        } catch {
            if error.isOtherObject || error.isPlainConflict { throw changed(write) }
            guard error.isConflict else { throw error }
            let conflicts = ConflictPaths(owned: observed.value, desired: body).conflicts(in: error)
            let open = conflicts.filter { !write.forced.contains($0.path) }
            guard open.isEmpty else {
                throw BackendError(
                    "apply", write.subject, .conflicts(open),
                    "others own "
                        + open.map { "\($0.path) (\($0.manager))" }.joined(separator: ", ")
                        + ", which nobody approved to take", hint: "plan again")
            }
        }
        do throws(KubernetesError) {
            return try await client.apply(body, ApplyOptions(force: true)).object
        } catch {
            if error.isOtherObject || error.isConflict { throw changed(write) }
            throw error
        }
    }

    private func changed(_ write: Write) -> BackendError {
        BackendError(
            "apply", write.subject, .changed, "it is not what was observed any more", hint: "plan again")
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let key = observation.key
        let subject = "\(key) in \(key.place.description)"
        guard let uid = observation.uid else {
            throw BackendError("delete", subject, .changed, "its uid is not known")
        }
        // What a control plane owns (load balancer, secrets) must be gone before it is.
        let propagation: DeletePropagation = key.kind == "TenantControlPlane" ? .foreground : .background
        do throws(KubernetesError) {
            guard let served = try await served(key) else { return true }
            return try await !client.delete(
                served.reference, uid: uid, resourceVersion: observation.version, propagation: propagation)
        } catch {
            guard error.isConflict else { throw failure(error) }
        }
        // Another object of that name: the one meant is gone.
        guard let current = try await read(key), current.uid == uid else { return true }
        // An earlier attempt, whose answer was lost, moved the version itself.
        if current.isBeingDeleted { return false }
        throw BackendError("delete", subject, .changed, "it is not what was observed any more", hint: "plan again")
    }
}

/// What a write must meet for the server to carry it out.
private enum Fence {
    /// The object that was observed.
    case uid
    /// That object, unchanged.
    case version
}

extension Write {
    /// The body; that of a change applies only to what was observed.
    ///
    /// The version never goes without the uid: alone it would make an absent object again.
    fileprivate func body(fencedBy fence: Fence) -> Value {
        guard let observed, let uid = observed.uid else { return body }
        var fenced = body
        fenced[["metadata", "uid"]] = .string(uid)
        if fence == .version { fenced[["metadata", "resourceVersion"]] = observed.version.map { .string($0) } }
        return fenced
    }

    /// What errors call it.
    var subject: String { "\(key) in \(key.place.description)" }
}

extension StatusFailure {
    /// The fields that are at fault; nil where one is not named, as admission does not.
    fileprivate var fields: [String]? {
        causes.isEmpty || causes.contains { $0.field.isEmpty } ? nil : causes.map(\.field)
    }
}

extension KubernetesError {
    /// True where the object of that name is another one than the request says.
    fileprivate var isOtherObject: Bool {
        status?.code == 422 && status?.causes.contains { $0.field == "metadata.uid" } == true
    }

    /// True for a conflict that is not about fields: the object moved on, or is gone.
    fileprivate var isPlainConflict: Bool { isConflict && fieldManagerConflicts.isEmpty }
}
