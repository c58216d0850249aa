import Composition
import Diagnostics
import Document
import Resources
import State

/// What was seen of everything a plan is about, and what could not be looked at; made by the `Observer`.
package struct World: Sendable {
    /// Whether a workspace's own API can be asked.
    package enum Tenant: Sendable, Hashable {
        /// It does not exist yet, or is on its way for the first time, with what it waits for: nothing can be in it.
        case absent(String)
        /// `readyNodes` is nil where they were not counted, or could not be.
        case reachable(TenantAccess, readyNodes: Int?)
        /// It exists and does not answer: what is in it is unknown.
        case unreachable(Explanation)
    }

    package var observations: [ItemKey: Observation] = [:]
    /// The places that could not be asked, with the reason.
    package var unreachable: [Place: Explanation] = [:]
    /// The kinds at places that did answer of which not everything could be listed, with the reason.
    package var unlisted: [Place: [ItemKind: String]] = [:]
    /// The items that could not be looked at, with the reason.
    package var unknownItems: [ItemKey: String] = [:]
    package var tenants: [String: Tenant] = [:]
    /// The tenants whose control planes a plan makes anew, as they are before that.
    private(set) var leaving: [String: Tenant] = [:]
    /// What is to exist when the plan is carried out.
    package var wanted: Set<ItemKey> = []
    /// Where the control planes of the workspaces are.
    package var locations: [String: TenantLocation] = [:]
    /// What is this estate's, with its address, in the order of keys.
    private(set) var owned: [(observation: Observation, address: ResourceAddress)] = []
    /// What carries the mark of an address of this estate, and was not marked by Berth, in the order of keys.
    private(set) var copies: [(observation: Observation, address: ResourceAddress)] = []
    private var ownedByWorkspace: [String: [Observation]] = [:]
    /// Whose everything is that was judged, each in the version it was judged in.
    private var verdicts: [ItemKey: (version: String?, verdict: OwnershipVerdict)] = [:]
    /// What was recorded last, by group.
    package let snapshots: [String: Snapshot]
    private let recorded: [ItemKey: Snapshot.RecordedItem]
    private let register: OwnershipRegister

    package init(estate: String, snapshots: [String: Snapshot]) {
        self.snapshots = snapshots
        recorded = snapshots.values.sorted { $0.group < $1.group }.reduce(into: [:]) { result, snapshot in
            result.merge(snapshot.items) { first, _ in first }
        }
        register = OwnershipRegister(estate: estate, recorded: recorded)
    }

    /// Whose an item is.
    package func verdict(on observation: Observation) -> OwnershipVerdict {
        if let known = verdicts[observation.key], let version = known.version, version == observation.version,
            observations[observation.key]?.uid == observation.uid
        {
            return known.verdict
        }
        return register.verdict(on: observation)
    }

    /// The workspace into whose API Berth put what was seen in a tenant; nil where its mark does not show that.
    func tenantOwner(of observation: Observation) -> String? { register.tenantOwner(of: observation) }

    /// What is of this estate by the mark or the state of a workspace.
    func owned(by workspace: String) -> [Observation] { ownedByWorkspace[workspace] ?? [] }

    /// Notes what was seen later; what was observed already stays as it was.
    mutating func add(_ later: [Observation]) {
        guard !later.isEmpty else { return }
        for observation in later where observations[observation.key] == nil {
            observations[observation.key] = observation
        }
        judge()
    }

    /// Looks at a tenant as it is once its control plane is made anew: nothing is in it, and its address is not known. What
    /// costs money in the old one is still asked about there.
    package mutating func empty(_ workspace: String) {
        guard let tenant = tenants[workspace], leaving[workspace] == nil else { return }
        leaving[workspace] = tenant
        tenants[workspace] = .absent("its control plane is made anew")
        observations = observations.filter { $0.key.place != .tenant(workspace) }
        unlisted[.tenant(workspace)] = nil
        unknownItems = unknownItems.filter { $0.key.place != .tenant(workspace) }
        judge()
    }

    /// Judges whose everything is that was observed; to be called when the observations are complete.
    mutating func judge() {
        let seen = observations.values.sorted { $0.key < $1.key }
        let judged = seen.concurrentlyMapped { [register] in register.verdict(on: $0) }
        verdicts = [:]
        owned = []
        copies = []
        for (observation, verdict) in zip(seen, judged) {
            verdicts[observation.key] = (observation.version, verdict)
            if let address = verdict.address { owned.append((observation, address)) }
            if case .copy(let address) = verdict { copies.append((observation, address)) }
        }
        ownedByWorkspace = Dictionary(grouping: owned) { $0.address.workspace ?? "" }
            .mapValues { $0.map(\.observation) }
    }

    /// Why a place cannot be asked; nil where it can, or does not exist yet.
    package func unreachableReason(of place: Place) -> Explanation? {
        if case .tenant(let id) = place, case .unreachable(let reason) = tenants[id] { return reason }
        return unreachable[place]
    }

    /// The place that has to answer before anything is known of this one: itself, or the cluster under a tenant; nil where
    /// it can be asked.
    func silence(at place: Place) -> Silence? {
        guard unreachableReason(of: place) != nil else { return nil }
        guard case .tenant(let id) = place, let cluster = locations[id].map({ Place.management($0.cluster) }),
            unreachable[cluster] != nil
        else { return Silence(place: place) }
        return Silence(place: cluster)
    }

    /// Why nothing is known of an item; nil where it was looked at, or its place does not exist yet.
    package func unknownReason(of key: ItemKey) -> String? {
        unreachableReason(of: key.place)?.description ?? unknownItems[key]
    }

    /// Why nothing can exist at a place yet; nil where it can be asked.
    package func absentReason(of place: Place) -> String? {
        guard case .tenant(let id) = place else { return nil }
        switch tenants[id] {
        case .absent(let reason): return reason
        case nil: return "the control plane does not exist yet"
        default: return nil
        }
    }

    /// The value of a reference as the world has it now; nil where it is not known yet.
    package func output(_ reference: Reference) -> Value? {
        guard let workspace = reference.address.workspace else { return nil }
        switch (reference.address.name, reference.output) {
        case ("network", let output):
            // One that a change of the provider left behind is not the one that is meant.
            let networks = owned(by: workspace).filter { observation in
                if case .provider = observation.key.place { true } else { false }
            }
            let network = networks.first { wanted.contains($0.key) }
            return output == "id" ? network?.uid.map(Value.string) : network?.value["metadata"]?["name"]
        // The new control plane gets an address of its own.
        case ("kubeconfig", "address") where leaving[workspace] != nil: return nil
        case ("kubeconfig", "address"):
            if case .reachable(let access, _) = tenants[workspace] { return .string(access.published) }
            // A tenant that does not answer has the address that its control plane was given.
            let plane = locations[workspace].flatMap { observations[$0.controlPlane] }
            return ControlPlaneAddress(status: plane?.value["status"]).map { .string($0.published) }
        default: return nil
        }
    }

    /// Whether an install at an address did not finish: Berth took back what it had made, or was on the way to it.
    func isUnfinished(_ address: ResourceAddress) -> Bool {
        switch snapshots[address.group]?.deployments[address]?.state {
        case .failed, .installing: true
        default: false
        }
    }

    /// Whether Berth itself may have taken back what an address had: its first install did not finish. An update takes nothing
    /// back that was there.
    func mayBeTakenBack(_ address: ResourceAddress) -> Bool {
        isUnfinished(address) && snapshots[address.group]?.deployments[address]?.wasInstalled != true
    }

    /// What Berth recorded of an item when it applied it last.
    package func applied(_ key: ItemKey) -> Snapshot.RecordedItem? { recorded[key] }

    /// What the state recorded for a group, and neither exists nor is wanted any more, in the order of keys.
    package func vanished(of group: String, _ wanted: Set<ItemKey>) -> [ItemKey] {
        (snapshots[group]?.items.keys.sorted() ?? []).filter { key in
            observations[key] == nil && !wanted.contains(key) && unknownReason(of: key) == nil
                && absentReason(of: key.place) == nil
        }
    }

    /// The keys that the state recorded for some groups.
    package static func recordedKeys(of groups: Set<String>, in snapshots: [String: Snapshot]) -> [ItemKey] {
        groups.sorted().flatMap { snapshots[$0]?.items.keys.sorted() ?? [] }
    }
}
