/// How the Leases of an estate are called: `loopback.workspace.payments`, `loopback.cluster.fsn1-a`,
/// `loopback.run.<run>` and `loopback.estate`.
///
/// Estates may share a lock cluster. Their names have no dots, so that none is the beginning of another's.
struct LeaseName: Sendable, Hashable {
    let estate: String

    /// Nil where the name is none of an estate.
    init?(estate: String) {
        guard estate.isLabel(atMost: 63) else { return nil }
        self.estate = estate
    }

    /// The Lease that outlives its workspaces, and lets one run at a time take locks.
    var ofEstate: String { "\(estate).estate" }

    /// The Lease of a group; nil for what is neither a workspace's id nor `cluster/<name>`.
    func name(of group: String) -> String? {
        let prefix = "cluster/"
        if group.hasPrefix(prefix) {
            let cluster = String(group.dropFirst(prefix.count))
            return cluster.isLabel(atMost: 63) ? "\(estate).cluster.\(cluster)" : nil
        }
        return group.isLabel(atMost: 57) && group.first?.isLetter == true ? "\(estate).workspace.\(group)" : nil
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

extension String {
    /// Whether this is a lower-case RFC 1123 label of at most so many characters.
    fileprivate func isLabel(atMost limit: Int) -> Bool {
        guard (1...limit).contains(utf8.count), first != "-", last != "-" else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }
}
