import Document
import Resources

/// A snapshot in the state repository cannot be read.
package struct SnapshotError: Error, Sendable, CustomStringConvertible {
    package var path: String
    package var reason: String
    /// Nil for what somebody has to mend in the repository.
    package var advice: String?
    /// Whether a newer berth wrote it, which can read it.
    package var isNewer = false

    package var description: String {
        let mending =
            "mend it in a clone and push that (`git log -- \(path)` lists the commits to take it back from)"
        return "the snapshot \(path) in the state repository cannot be read: \(reason); \(advice ?? mending)"
    }
}

extension Snapshot {
    private static let version: Int64 = 1

    /// The bytes as they are committed: sorted and indented, so that `git log -p` reads well.
    package var json: [UInt8] {
        var result: Value = [
            "version": .integer(Self.version), "group": .string(group), "phase": .string(phase.rawValue),
            "items": .array(
                items.sorted { $0.key < $1.key }.map { key, item in
                    var value = key.value
                    value["address"] = .string(item.address.description)
                    value["uid"] = item.uid.map(Value.string)
                    value["applied"] = item.applied
                    if !item.secrets.isEmpty { value["secrets"] = .array(item.secrets.map(Value.string)) }
                    if item.isBeingReplaced { value["beingReplaced"] = true }
                    return value
                }),
            "deployments": .object(Object(deployments.map { ($0.key.description, $0.value.value) })),
            "deferred": .array(deferred.sorted().map { .string($0.description) }),
            "protected": .bool(isProtected),
        ]
        result["cause"] = cause.map(Value.string)
        result["failure"] = failure.map { failure in
            [
                "before": .string(failure.before.rawValue),
                "open": .array(failure.open.map { .string($0.description) }),
            ]
        }
        result["cluster"] = cluster.map(Value.string)
        result["source"] = source?.value
        if isRecoveredInPart { result["recoveredInPart"] = true }
        result["kubeconfig"] = kubeconfig.map { source in
            var value: Value = ["uid": .string(source.uid), "resourceVersion": .string(source.version)]
            value["host"] = source.host.map(Value.string)
            return value
        }
        return result.json(.pretty)
    }

    /// All snapshots have the same long keys.
    private static let names = SharedParts()

    /// Reads the bytes of `json`; `path` is for messages.
    package init(json: [UInt8], path: String) throws(SnapshotError) {
        let value: Value
        do {
            value = try Value(json: json, sharing: Self.names)
        } catch {
            throw SnapshotError(path: path, reason: error.description)
        }
        guard let version = value["version"]?.integer, version == Self.version else {
            guard let version = value["version"]?.integer, version > Self.version else {
                throw SnapshotError(path: path, reason: "it has no version of its format that berth ever wrote")
            }
            throw SnapshotError(
                path: path, reason: "its format has version \(version), and this berth knows version \(Self.version)",
                advice: "a newer berth wrote it: go on with that one", isNewer: true)
        }
        guard let group = value["group"]?.string,
            let phase = value["phase"]?.string.flatMap(Phase.init(rawValue:))
        else { throw SnapshotError(path: path, reason: "group or phase is missing") }
        self.init(group: group, phase: phase)
        cause = value["cause"]?.string
        if let before = value["failure"]?["before"]?.string.flatMap(Phase.init(rawValue:)) {
            failure = Failure(
                before: before,
                open: (value["failure"]?["open"]?.array ?? []).compactMap { $0.string.flatMap { ResourceAddress($0) } })
        }
        cluster = value["cluster"]?.string
        isProtected = value["protected"]?.bool ?? false
        for item in value["items"]?.array ?? [] {
            guard let key = ItemKey(item), let address = item["address"]?.string.flatMap({ ResourceAddress($0) }),
                let applied = item["applied"]
            else { throw SnapshotError(path: path, reason: "an item lacks its kind, name, place, address or content") }
            items[key] = RecordedItem(
                address: address, uid: item["uid"]?.string, applied: applied,
                secrets: item["secrets"]?.array?.compactMap(\.string) ?? [])
            if item["beingReplaced"] == true { items[key]?.isBeingReplaced = true }
        }
        for (key, member) in value["deployments"]?.object ?? [:] {
            guard let address = ResourceAddress(key), let record = DeploymentRecord(member) else {
                throw SnapshotError(path: path, reason: "the deployment record \(key) is incomplete")
            }
            deployments[address] = record
        }
        deferred = (value["deferred"]?.array ?? []).compactMap { $0.string.flatMap { ResourceAddress($0) } }
        source = value["source"].flatMap(Source.init)
        isRecoveredInPart = value["recoveredInPart"] == true
        if let uid = value["kubeconfig"]?["uid"]?.string,
            let version = value["kubeconfig"]?["resourceVersion"]?.string
        {
            kubeconfig = KubeconfigSource(
                uid: uid, version: version, host: value["kubeconfig"]?["host"]?.string)
        }
    }
}

extension Snapshot.Source {
    fileprivate var value: Value {
        var result: Value = [
            "estate": .string(estate.description), "workspace": .string(workspace.description),
            "templates": .string(templates.description), "catalog": .string(catalog.description),
        ]
        result["commit"] = commit.map(Value.string)
        result["nameless"] = nameless.map { .string($0.description) }
        result["file"] = file.map(Value.string)
        return result
    }

    fileprivate init?(_ value: Value) {
        func digest(_ name: String) -> Digest? { value[name]?.string.flatMap { Digest($0) } }
        guard let estate = digest("estate"), let workspace = digest("workspace"), let templates = digest("templates"),
            let catalog = digest("catalog")
        else { return nil }
        self.init(
            commit: value["commit"]?.string, estate: estate, workspace: workspace, templates: templates,
            catalog: catalog, nameless: digest("nameless"), file: value["file"]?.string)
    }
}
