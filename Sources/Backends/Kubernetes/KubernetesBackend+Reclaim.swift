import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    /// Gives Berth the fields whose record of ownership was lost, as far as the record gives them to nobody or to what was
    /// there before it began, and those that somebody set with `kubectl` of an object that is taken over (`adopts`). Changes
    /// nothing of the object but `managedFields`, fenced by its version.
    ///
    /// As `kubectl` migrates client-side apply (client-go `csaupgrade`). Returns the object as it is then.
    func reclaim(_ fields: Set<Path>, of observed: Observation, adopts: Bool) async throws -> Observation {
        let record = reclaimed(FieldSet(fields), observed, adopts)
        let operations: [Value] = [
            ["op": "test", "path": "/metadata/resourceVersion", "value": .string(observed.version ?? "")],
            ["op": "add", "path": "/metadata/managedFields", "value": .array(record)],
        ]
        do throws(KubernetesError) {
            let object = try await client.patch(observed.key.reference, operations: operations)
            return Observation(key: observed.key, value: object)
        } catch {
            // The version that was tested for has moved on.
            guard error.isConflict || error.status?.code == 422 else { throw failure(error) }
            throw BackendError(
                "apply", "\(observed.key) in \(observed.key.place.description)", .changed,
                "it is not what was observed any more", hint: "plan again")
        }
    }

    private func reclaimed(_ fields: FieldSet, _ observed: Observation, _ adopts: Bool) -> [Value] {
        var record: [Value] = []
        var isGiven = false
        for var entry in observed.value["metadata"]?["managedFields"]?.array ?? [] {
            // What cannot be read stays as it is.
            guard entry["fieldsV1"] != nil, let known = try? ManagedFields.Entry(entry) else {
                record.append(entry)
                continue
            }
            if known.isOfNobody || (adopts && known.isOfKubectl) {
                let rest = known.fields.removing(fields)
                guard !rest.isEmpty else { continue }
                entry["fieldsV1"] = rest.fieldsV1
            } else if known.manager == Item.Mark.manager, known.operation == .apply, known.subresource == nil {
                entry["fieldsV1"] = known.fields.union(fields).fieldsV1
                isGiven = true
            }
            record.append(entry)
        }
        guard !isGiven else { return record }
        return record + [
            [
                "manager": .string(Item.Mark.manager), "operation": "Apply",
                "apiVersion": .string(observed.key.apiVersion), "fieldsType": "FieldsV1", "fieldsV1": fields.fieldsV1,
                "time": .string(Self.now),
            ]
        ]
    }

    /// The time of an entry, in whole seconds as servers write it.
    private static var now: String {
        let now = Timestamp.now.microseconds
        return Timestamp(microseconds: now - now % 1_000_000).shortDescription
    }
}
