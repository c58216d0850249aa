import Document

/// What an account is for on a management cluster, and what it may do there for that.
package enum AccessRole: String, Sendable, CaseIterable {
    /// `berth plan`: reads, and tries writes on the server without effect.
    case plan
    /// `berth drift`, which asks the same.
    case drift
    /// `berth apply`, as far as it removes nothing that other things may be in.
    case apply
    /// `berth apply` and `berth destroy`, removals of namespaces and definitions included.
    case destroy

    /// What it is called, and its account.
    package var name: String { "berth-\(rawValue)" }

    /// Whether it changes anything.
    package var writes: Bool { self == .apply || self == .destroy }

    /// To look at what is asked about besides.
    var reading: [String] { writes ? ["get", "list", "watch"] : ["get", "list"] }

    /// To do with objects what its command does. Kubernetes has no verb for trying a write.
    var working: [String] {
        writes
            ? ["get", "list", "watch", "create", "patch", "update", "delete"] : ["get", "list", "create", "patch"]
    }

    /// To do with locks what its command does.
    var locking: [String] { writes ? ["get", "list", "create", "update", "delete"] : ["get", "list"] }

    /// What it is, for whoever reads the file.
    var introduction: [String] {
        var lines: [String] =
            switch self {
            case .plan, .drift:
                [
                    "What `berth \(rawValue)` needs on a management cluster: to read, and to try writes on the server without",
                    "effect. Kubernetes gives a dry run no verb of its own; the policy at the end refuses this account everything",
                    "else. In tenants berth works with the kubeconfig that Kamaji keeps: whoever can run this account can read it.",
                ]
            case .apply:
                [
                    "What `berth apply` needs on a management cluster. What would go along with a namespace has to be known before",
                    "one is deleted: runs that remove any need the account of `berth rbac destroy`; without that such a deletion is",
                    "unknown (exit 7) and left alone.",
                ]
            case .destroy:
                [
                    "What `berth destroy` needs on a management cluster, and `berth apply` where it removes namespaces or",
                    "definitions: to see everything that would go along.",
                ]
            }
        lines += [
            "The Role of the locks is for the lock cluster only.",
            "Made by `berth rbac \(rawValue)` from the catalog: make it anew when kinds are added.",
        ]
        return lines
    }
}
