import Document

/// The parts of an estate's document by their digests: so that it can be told whom a change of it concerns.
package struct EstateParts: Sendable, Hashable {
    /// By the field of `spec`, or by field and name of an entry: `dns`, `managementClusters/fsn1-a`.
    private let digests: [String: Digest]

    package init(of document: Value = .null) {
        var digests: [String: Digest] = [:]
        for (field, value) in document["spec"]?.object ?? [:] {
            guard let key = Self.entries[field], let entries = value.array else {
                digests[field] = Digest(of: value)
                continue
            }
            for (name, same) in Self.grouped(entries, by: key) { digests["\(field)\(name)"] = Digest(of: .array(same)) }
        }
        self.digests = digests
    }

    /// The entries by what they are about; those that name nothing, or a list of workspaces by `all`, are about everything.
    private static func grouped(_ entries: [Value], by key: String) -> [String: [Value]] {
        var groups: [String: [Value]] = [:]
        for entry in entries {
            let name = key == "workspaces" ? nil : entry[key]?.string
            let names = entry[key]?.array?.compactMap(\.string) ?? [name].compactMap(\.self)
            for name in names { groups["/\(name)", default: []].append(entry) }
            if names.isEmpty { groups["", default: []].append(entry) }
        }
        return groups
    }

    /// The lists of which a workspace uses single entries, with the field that names these.
    private static let entries = [
        "managementClusters": "name", "computeProviders": "name", "kubernetesVersions": "version",
        "secretGrants": "workspaces",
    ]

    /// What runs are held to, and what workspaces have no part of.
    private static let ofRuns: Set = [
        "guards", "lockCluster", "onLateFailure", "prune", "requiredVersion", "rollout", "state",
    ]

    /// What shows in the resources that are composed of a workspace.
    private static let composed: Set = ["ignoreDifferences", "managementDomain", "oidc", "timeouts"]

    /// What of the estate a workspace on a cluster uses beside what it is composed of. A field that nothing is known about
    /// concerns all workspaces.
    package func used(by workspace: Workspace, on cluster: String, usesCharts: Bool) -> Value {
        let names: Set = [
            "managementClusters/\(cluster)", "kubernetesVersions/\(workspace.kubernetes.version)",
            "computeProviders/\(workspace.computeProvider ?? "")", "secretGrants/\(workspace.id)",
        ]
        let used = digests.filter { name, _ in
            if name.contains("/") { return names.contains(name) }
            return !Self.ofRuns.contains(name) && !Self.composed.contains(name) && (name != "tools" || usesCharts)
        }
        return .object(Object(used.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) }))
    }
}
