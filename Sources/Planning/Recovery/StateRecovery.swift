import Document
import Resources
import State

/// What the marks in the world say of an estate, as if nothing had ever been recorded.
package struct StateRecovery: Sendable {
    /// By group: the objects that Berth made, as it applied them.
    package var snapshots: [String: Snapshot] = [:]
    /// The workspaces whose API answers, with where their control planes are.
    package var tenants: [String: TenantLocation] = [:]
    /// Generated secrets, read where they are used. Values that are never shown or written in plain text.
    package var secrets: [(rotation: Rotation, value: [UInt8])] = []
    /// What could not be looked at or does not stand in the world, in sentences.
    package var gaps: [String] = []
    /// Whether something did not answer, so that more of it may come with another try.
    package var isPartial = false

    package init() {}
}

/// What Berth applied last of an object, told from the object.
struct RecoveredItem {
    let observation: Observation
    /// What the specification makes of it now; nil where nothing does.
    let composed: Item?

    /// What was applied: exactly where the specification is still what it was, by the digest on the object; otherwise what Berth
    /// owns in it, members of lists left out, and of a Secret no value.
    var applied: Value {
        let mark = composed?.desired["metadata"]?["annotations"]?[Item.Mark.appliedAnnotation]?.string
        if let composed, mark == nil || mark == observation.annotation(Item.Mark.appliedAnnotation) {
            return composed.desired
        }
        var result: Value = ["metadata": ["name": .string(observation.key.name)]]
        if observation.key.isKubernetes {
            result["apiVersion"] = .string(observation.key.apiVersion)
            result["kind"] = .string(observation.key.kind)
        }
        if let namespace = observation.key.namespace { result[["metadata", "namespace"]] = .string(namespace) }
        let isSecret = observation.key.kind == "Secret" && observation.key.group.isEmpty
        for (path, value) in FieldOwnership(of: observation.value).own.values(in: observation.value) {
            guard path.components.allSatisfy({ if case .key = $0 { true } else { false } }), !path.components.isEmpty
            else { continue }
            let isSensitive = isSecret && (path.hasPrefix(["data"]) || path.hasPrefix(["stringData"]))
            result[path] = isSensitive ? "(sensitive)" : value
        }
        return result
    }

    /// The generated secrets that stand in the object by themselves, as Berth put them there.
    var secrets: [(rotation: Rotation, value: [UInt8])] {
        guard let composed else { return [] }
        return composed.insertions.sorted { $0.key < $1.key }.compactMap { path, insertion in
            guard insertion.parts.count == 1, let rotation = insertion.secrets.first.flatMap({ Rotation(of: $0) }),
                FieldOwnership(of: observation.value).own.contains(path), let text = observation.value[path]?.string
            else { return nil }
            let isEncoded = insertion.isBase64 || path.hasPrefix(["data"])
            guard let value = isEncoded ? Base64.decode(text) : Array(text.utf8), !value.isEmpty else { return nil }
            return (rotation, value)
        }
    }
}
