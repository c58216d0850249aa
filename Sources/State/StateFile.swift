import Resources

/// What a path of the state holds.
package enum StateFile: Sendable, Hashable {
    case snapshot(group: String)
    case secret(workspace: String, name: String)
    case secretRecord(workspace: String, name: String)
    case run(String)

    /// The status in the record of a run that has recorded no end.
    package static let begunRun = "started"

    /// Nil for a path that Berth does not write.
    package init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy(\.isPlainName) else { return nil }
        switch (parts.first, parts.count) {
        case ("runs", 2):
            guard parts[1].hasSuffix(".json") else { return nil }
            self = .run(String(parts[1].dropLast(".json".count)))
        case ("clusters", 3):
            guard parts[2] == "snapshot.json" else { return nil }
            self = .snapshot(group: ResourceAddress.Scope.cluster(parts[1]).group)
        case ("workspaces", 3):
            if parts[2] == "snapshot.json" {
                self = .snapshot(group: parts[1])
            } else if parts[2].hasSuffix(SecretVault.recordEnding) {
                self = .secretRecord(
                    workspace: parts[1], name: String(parts[2].dropLast(SecretVault.recordEnding.count)))
            } else if parts[2].hasSuffix(SecretVault.ending) {
                self = .secret(workspace: parts[1], name: String(parts[2].dropLast(SecretVault.ending.count)))
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The workspace or cluster that it is about; nil for a run.
    package var group: String? {
        switch self {
        case .snapshot(let group), .secret(let group, _), .secretRecord(let group, _): group
        case .run: nil
        }
    }
}
