import Diagnostics
import Document
import Resources

/// What a run shall do and nothing else: the contract between the reviewer and `berth apply`.
///
/// A plan holds everything its execution needs but secret values, so that it can be saved, reviewed elsewhere and carried
/// out later. It has no clock in it: the same inputs give the same bytes.
package struct Plan: Sendable, Hashable {
    package enum Purpose: String, Sendable, Hashable {
        case apply, destroy
    }

    package var estate: String
    package var purpose: Purpose
    /// What is to be done, and what was looked at and is right; each behind its dependencies.
    package var steps: [Step]
    /// The workspaces and shared parts it is about, sorted by name.
    package var groups: [Group]
    /// What could not be asked, sorted.
    package var unreachable: [Unreachable]
    /// What is wrong, and must be settled first: `blockingProblems` stand in the way of the whole plan, `confinedProblems` leave
    /// out a part of it.
    package var problems: [Problem]
    /// What a reader should know: orphaned workspaces, unverified parts.
    package var remarks: [String]
    /// What the operator agreed to beyond what a plan may do by itself.
    package var consents: Set<Consent>
    /// The generated secrets that its run gives a new value, sorted.
    package var rotations: [Rotation]
    /// The resources of which the operator wants to be made anew what cannot be changed in place.
    package var replacements: Set<ResourceAddress> = []
    /// What it takes over and does nothing beside; nil for every other plan.
    package var imported: Import?
    /// The outputs of resources that stay as they are, as changes need them.
    package var outputs: [Reference: Value]
    /// How many objects of the estate there were when it was made, what Berth stores among them: what the guards take shares of.
    package var owned: Int
    /// The revision of the state that it was made from, so that no later plan is taken for this one; nil where nobody keeps a
    /// state.
    package var stateRevision: String?
    /// What of the world the state does not know.
    package var doubts: [Doubt] = []
    /// Which shard of the estate it is a plan of; nil for one that is not of a shard.
    package var part: Part?
    /// What of the estate it leaves as it is.
    package var leftovers = Leftovers()
    /// The waves in which it changes workspaces, in their order; empty where it changes all at once.
    package var waves: [Wave] = []

    /// The earlier snapshot that it goes back to; nil for a plan of the files at hand.
    package var rollback: Rollback?
    /// The revision that its estate is from; nil for a plan of the files at hand.
    package var base: Base?
    /// Whether it was made to look for drift: nobody was shown the rest of it, and it is not to be carried out.
    package var isOfDrift = false

    /// The part of a plan that one lock guards and one snapshot records.
    package struct Group: Sendable, Hashable {
        /// The workspace's id, or `cluster/<name>`.
        package var name: String
        /// The management cluster it is placed on.
        package var cluster: String?
        /// Its namespace there; nil for what a cluster shares.
        package var namespace: String?
        /// How often it was locked for a run before this plan was made; nil where it never was.
        package var epoch: Int64?
        package var isProtected: Bool
        /// False where the state has no snapshot of it, and the plan has all that there is to record.
        package var isRecorded: Bool
        /// The digest of what was composed of its specification; nil for what is taken away.
        package var specification: Digest?
        /// What the state recorded and neither exists nor is wanted any more: the next snapshot leaves it out.
        package var vanished: [ItemKey]
        /// The kinds of what the workspaces of a cluster share once the plan is carried out; nil for a workspace, whose
        /// namespace records its kinds, and where not all of the cluster was looked at.
        package var sharedKinds: Set<ItemKind>?
        /// Whether a plan that applies takes it away as a whole, since its specification is gone.
        package var isTakenAway = false

        package init(
            name: String, cluster: String?, namespace: String? = nil, epoch: Int64? = nil, isProtected: Bool = false,
            isRecorded: Bool = true, specification: Digest? = nil, vanished: [ItemKey] = [],
            sharedKinds: Set<ItemKind>? = nil
        ) {
            self.name = name
            self.cluster = cluster
            self.namespace = namespace
            self.epoch = epoch
            self.isProtected = isProtected
            self.isRecorded = isRecorded
            self.specification = specification
            self.vanished = vanished
            self.sharedKinds = sharedKinds
        }
    }

    /// A place, or a kind at a place, that could not be looked at: what lies there is unknown and left alone.
    package struct Unreachable: Sendable, Hashable {
        package var place: Place
        /// Nil where nothing of the place could be asked.
        package var kind: ItemKind?
        package var reason: String
        /// What to do about it.
        package var hint: String?

        package init(place: Place, kind: ItemKind? = nil, reason: String, hint: String? = nil) {
            self.place = place
            self.kind = kind
            self.reason = reason
            self.hint = hint
        }

        /// `cluster fsn1-a`, `Widget.shop.example.com in tenant payments`.
        package var subject: String { kind.map { "\($0) in \(place.description)" } ?? place.description }
    }

    /// Something that must be settled before what it is about can be applied.
    package struct Problem: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable {
            /// Others own fields with other values, and no permission to take them was given.
            case conflict
            /// It exists and does not carry Berth's mark.
            case foreign
            /// The server refuses it.
            case rejected
            /// The server takes it as a new object alone, and nobody asked for that.
            case immutable
            /// Somebody changed it outside of Berth in a way that nothing can set back: it stays, and is drift, until the
            /// specification says the same.
            case irreversible
            /// It is protected, a guard of the estate was reached, or it needs the operator's consent.
            case refused
            /// The specification of a workspace cannot be used: no room, a broken template, a secret that is not there.
            case invalid
        }

        package var kind: Kind
        package var address: ResourceAddress?
        package var item: ItemKey?
        package var message: String
        /// What to do about it.
        package var hint: String?
        /// All that a server said, where the message has its last clause alone.
        package var detail: String?

        package init(
            kind: Kind, address: ResourceAddress? = nil, item: ItemKey? = nil, message: String, hint: String? = nil
        ) {
            self.kind = kind
            self.address = address
            self.item = item
            self.message = message
            self.hint = hint
        }
    }

    package init(
        estate: String, purpose: Purpose, steps: [Step], groups: [Group], unreachable: [Unreachable] = [],
        problems: [Problem] = [], remarks: [String] = [], consents: Set<Consent> = [], rotations: [Rotation] = [],
        outputs: [Reference: Value] = [:], owned: Int = 0
    ) {
        self.estate = estate
        self.purpose = purpose
        self.steps = steps
        self.groups = groups
        self.unreachable = unreachable
        self.problems = problems
        self.remarks = remarks
        self.consents = consents
        self.rotations = rotations
        self.outputs = outputs
        self.owned = owned
    }
}

extension Plan {
    /// True where an apply would write something; what is deferred alone is not a change.
    package var hasChanges: Bool {
        steps.contains(where: \.action.isChange)
    }

    /// Whether its run has something to encrypt: a kubeconfig, a generated secret, or what is stored already.
    package var storesSecrets: Bool {
        steps.filter(\.action.isChange).contains { step in
            switch step.gate {
            case .storeKubeconfig, .encryptAnew: true
            default: step.changes.contains { $0.action.isChange && $0.item?.generated.isEmpty == false }
            }
        }
    }

    /// Whether something could not be looked at: a place, or what a step is about.
    package var isPartlyUnknown: Bool { !unreachable.isEmpty || steps.contains { $0.action == .unknown } }

    /// How many steps of each action there are; a gate counts where it writes something or is deferred.
    package var counts: [Action: Int] {
        steps.reduce(into: [:]) { counts, step in
            if step.gate == nil || step.action.isChange || step.action == .defer {
                counts[step.action, default: 0] += 1
            }
        }
    }

    /// The tenants of its workspaces.
    package var tenants: [TenantLocation] {
        groups.compactMap { group in
            guard let cluster = group.cluster, let namespace = group.namespace else { return nil }
            return TenantLocation(workspace: group.name, cluster: cluster, namespace: namespace)
        }
    }

    /// What clusters share, is as it should be, and is not in the state: a run that was killed made it, or the state was
    /// lost. A run that changes something records it along with that. A workspace has a step of its own for this.
    package var unrecordedGroups: Set<String> {
        guard purpose == .apply, hasChanges else { return [] }
        let groups = Set(groups.filter { $0.namespace == nil && !$0.isRecorded && !isElsewhere($0.name) }.map(\.name))
        guard !groups.isEmpty else { return [] }
        return groups.subtracting(steps.filter { $0.action != .none && $0.action != .defer }.map(\.address.group))
    }

    /// What a run locks and records.
    package var touchedGroups: Set<String> {
        unrecordedGroups.union(steps.filter(\.runs).map(\.address.group).filter { !isElsewhere($0) })
    }

    /// The steps of each group, in the order of the plan. Made anew with each call: keep it where it is asked for often.
    package var stepsByGroup: [String: [Step]] {
        Dictionary(grouping: steps, by: \.address.group)
    }
}
