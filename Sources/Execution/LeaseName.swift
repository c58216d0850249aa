import Resources
import Specification

/// How the Leases of an estate are called: `loopback.workspace.payments`, `loopback.cluster.fsn1-a`,
/// `loopback.run.<run>` and `loopback.estate`.
///
/// Estates may share a lock cluster. Their names have no dots, so that none is the beginning of another's.
struct LeaseName: Sendable, Hashable {
    let estate: String

    /// Nil where the name is none of an estate.
    init?(estate: String) {
        guard estate.isDNSLabel else { return nil }
        self.estate = estate
    }

    /// The Lease that outlives its workspaces, and lets one run at a time take locks.
    var ofEstate: String { "\(estate).estate" }

    /// The Lease of a group; nil for what is neither a workspace's id nor `cluster/<name>`.
    func name(of group: String) -> String? {
        switch ResourceAddress.Scope(group: group) {
        case .cluster(let name): name.isDNSLabel ? "\(estate).cluster.\(name)" : nil
        case .workspace(let id): id.isWorkspaceID ? "\(estate).workspace.\(id)" : nil
        }
    }

    /// The Lease that a run renews; `suffix` tells apart runs of the same name.
    func name(ofRun run: String, suffix: String) -> String {
        let plain = run.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return "\(estate).run.\(plain.prefix(60))-\(suffix)"
    }

    /// Nil for what is no Lease of a group.
    func group(of name: String) -> String? {
        for (prefix, scope) in [("\(estate).workspace.", ""), ("\(estate).cluster.", "cluster/")]
        where name.hasPrefix(prefix) {
            let group = scope + name.dropFirst(prefix.count)
            return self.name(of: group) == name ? group : nil
        }
        return nil
    }

    func isRun(_ name: String) -> Bool { name.hasPrefix("\(estate).run.") }
}
