import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    /// Makes an object that must not exist. Apply has no way to ask for that, so that it is looked for first, unless a dry run
    /// has just shown that it is absent, and a lost race shows in the answer: 200 instead of 201.
    func create(_ write: Write) async throws -> Value {
        let exists = BackendError(
            "create", write.subject, .exists, "it exists already", hint: "plan again")
        if !write.wasAbsentInDryRun, try await client.get(write.key.reference) != nil { throw exists }
        let result: ApplyResult
        do throws(KubernetesError) {
            result = try await client.apply(write.body)
        } catch {
            // Somebody made it meanwhile, with other values; nothing was written.
            guard error.fieldManagerConflicts.isEmpty else { throw exists }
            throw error
        }
        if result.wasCreated == true { return result.object }
        let isOfOthers = result.object.hasOtherMaker
        // An earlier attempt of this very request, whose answer was lost, may have made it.
        if result.wasCreated == nil, !isOfOthers { return result.object }
        // Where only Berth is on record, another run of it made the object and lives by what it wrote.
        if isOfOthers { try await giveUp(write, result.object) }
        throw exists
    }

    /// Gives up all fields of an object that somebody else made: what only Berth set goes, the rest stays.
    private func giveUp(_ write: Write, _ object: Value) async throws {
        let key = write.key
        var current = object
        var attempt = 1
        while true {
            var body: Value = [
                "apiVersion": .string(key.apiVersion), "kind": .string(key.kind),
                "metadata": ["name": .string(key.name)],
            ]
            if let namespace = key.namespace { body[["metadata", "namespace"]] = .string(namespace) }
            // An object made anew meanwhile has nothing of Berth's, and must not get it.
            guard let uid = current.metadata.uid else { return }
            body[["metadata", "uid"]] = .string(uid)
            body[["metadata", "resourceVersion"]] = current.metadata.resourceVersion.map { .string($0) }
            do throws(KubernetesError) {
                _ = try await client.apply(body)
                return
            } catch {
                guard error.isConflict, attempt < pace.attempts else { throw error }
            }
            guard let next = try await client.get(key.reference), next.metadata.uid == uid,
                next.hasOtherMaker
            else { return }
            current = next
            attempt += 1
        }
    }
}

extension Value {
    /// Whether the record of an object shows that another than `manager` made it: somebody who set what only people and
    /// tools set.
    ///
    /// Controllers complete an object right after it was made: they write status, annotations and finalizers, and the
    /// controller manager also parts of specs (the volume of a claim).
    fileprivate var hasOtherMaker: Bool {
        (self["metadata"]?["managedFields"]?.array ?? []).contains { entry in
            guard let other = entry["manager"]?.string, other != Item.Mark.manager, other != "kube-controller-manager",
                entry["subresource"]?.string?.isEmpty ?? true
            else { return false }
            let fields = entry["fieldsV1"]
            return entry["operation"] == "Apply" || fields?["f:metadata"]?["f:labels"] != nil
                || fields?.object?.keys.contains { !["f:metadata", "f:status"].contains($0) } == true
        }
    }
}
