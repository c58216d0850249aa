import Document
import Resources

/// What Berth last did for a workspace, or for what the workspaces of a cluster share; one file in the state repository.
package struct Snapshot: Sendable, Hashable {
    /// The workspace states of the product page.
    package enum Phase: String, Sendable, Hashable {
        case provisioning, active, error, deleting
        /// An estate with `onLateFailure: deletion` marked it; the next `destroy` takes it away.
        case markedForDeletion = "marked-for-deletion"
    }

    /// A thing in the world as Berth last wrote it.
    package struct RecordedItem: Sendable, Hashable {
        package var address: ResourceAddress
        package var uid: String?
        /// The desired item as applied; sensitive leaves hold placeholders.
        package var applied: Value
        /// Which secrets of the workspace's own went into it, sorted: names of variables, digests of ciphertexts.
        package var secrets: [String]
        /// Whether a run deletes it, or has deleted it, to make it anew: that it is not there is nobody else's doing then.
        package var isBeingReplaced = false

        package init(address: ResourceAddress, uid: String?, applied: Value, secrets: [String] = []) {
            self.address = address
            self.uid = uid
            self.applied = applied
            self.secrets = secrets
        }
    }

    /// The secret a stored kubeconfig was made from; when it changes the stored one is renewed.
    package struct KubeconfigSource: Sendable, Hashable {
        package var uid: String
        package var version: String

        package init(uid: String, version: String) {
            self.uid = uid
            self.version = version
        }
    }

    /// The workspace's id, or `cluster/<name>`.
    package var group: String
    package var phase: Phase
    /// Why the phase is `error`.
    package var cause: String?
    /// The management cluster it is placed on.
    package var cluster: String?
    package var isProtected = false
    package var items: [ItemKey: RecordedItem] = [:]
    package var deployments: [ResourceAddress: DeploymentRecord] = [:]
    package var kubeconfig: KubeconfigSource?
    /// What waits for worker nodes.
    package var deferred: [ResourceAddress] = []

    package init(group: String, phase: Phase = .provisioning) {
        self.group = group
        self.phase = phase
    }

    /// Where the snapshot of a group is kept in the state repository.
    package static func path(group: String) -> String {
        switch ResourceAddress.Scope(group: group) {
        case .cluster(let name): "clusters/\(name)/snapshot.json"
        case .workspace(let id): "workspaces/\(id)/snapshot.json"
        }
    }
}
