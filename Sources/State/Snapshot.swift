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
        /// The name of the server in the stored one; nil where an older Berth stored it.
        package var host: String?

        package init(uid: String, version: String, host: String? = nil) {
            self.uid = uid
            self.version = version
            self.host = host
        }
    }

    /// What a workspace was last applied from as a whole: by the commit it can be read again, and the digests tell whether what
    /// stands there is what was applied then.
    package struct Source: Sendable, Hashable {
        /// The commit of the specifications that were checked out; nil where they lay in no git work tree.
        package var commit: String?
        package var estate: Digest
        /// Of the workspace's own document.
        package var workspace: Digest
        package var templates: Digest
        /// Of the catalog entries and revisions that it uses.
        package var catalog: Digest
        /// Of its document apart from its names; nil where an older Berth recorded it.
        package var nameless: Digest?
        /// The file that its document stood in, below the project's folder; nil where an older Berth recorded it.
        package var file: String?

        package init(
            commit: String?, estate: Digest, workspace: Digest, templates: Digest, catalog: Digest,
            nameless: Digest? = nil, file: String? = nil
        ) {
            self.commit = commit
            self.estate = estate
            self.workspace = workspace
            self.templates = templates
            self.catalog = catalog
            self.nameless = nameless
            self.file = file
        }

        /// Whether a workspace comes out the same of both, save for the estate.
        package func isSame(as other: Source) -> Bool {
            workspace == other.workspace && templates == other.templates && catalog == other.catalog
        }
    }

    /// What failed of a workspace that was well but for that.
    package struct Failure: Sendable, Hashable {
        /// The phase that it had.
        package var before: Phase
        /// What failed or was not done since then, and was not made good, sorted.
        package var open: [ResourceAddress]

        package init(before: Phase, open: [ResourceAddress]) {
            self.before = before
            self.open = open
        }
    }

    /// The workspace's id, or `cluster/<name>`.
    package var group: String
    package var phase: Phase
    /// Why the phase is `error`.
    package var cause: String?
    /// What a phase of `error` is about; nil where runs of parts do not mend it.
    package var failure: Failure?
    /// The management cluster it is placed on.
    package var cluster: String?
    package var isProtected = false
    package var items: [ItemKey: RecordedItem] = [:]
    package var deployments: [ResourceAddress: DeploymentRecord] = [:]
    package var kubeconfig: KubeconfigSource?
    /// What waits for worker nodes.
    package var deferred: [ResourceAddress] = []
    /// Nil for what clusters share, and where no run of the whole workspace recorded it.
    package var source: Source?
    /// Whether it was read from the world while something did not answer, so that it lacks what lies there: another recovery fills
    /// it in, or a run of the whole.
    package var isRecoveredInPart = false

    /// Whether it describes what a run brought to its end, and not what one was about to do: objects between their deletion and
    /// being made anew, or installs on their way.
    package var isFinished: Bool {
        phase == .active && items.values.allSatisfy { !$0.isBeingReplaced }
            && deployments.values.allSatisfy { $0.state == .installed }
    }

    /// Notes that a run of some of it failed, before it takes on the phase that says so.
    package mutating func fail(_ addresses: [ResourceAddress]) {
        guard failure != nil || phase != .error else { return }
        failure = Failure(
            before: failure?.before ?? phase, open: Set((failure?.open ?? []) + addresses).sorted())
    }

    /// Notes that some of it is as it shall be: with nothing open any more it is what it was before something failed.
    package mutating func mend(_ addresses: [ResourceAddress]) {
        guard phase == .error, var known = failure else { return }
        known.open.removeAll(where: addresses.contains)
        failure = known.open.isEmpty ? nil : known
        if failure == nil { phase = known.before }
    }

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
