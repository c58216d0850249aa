import Document
import Resources
import Specification
import State

/// What must not be deleted or replaced: the specification, an object or the state says so, each by itself.
struct Protection: Sendable {
    private let specification: SpecificationSet
    private let world: World

    init(_ specification: SpecificationSet, in world: World) {
        self.specification = specification
        self.world = world
    }

    /// Who protects a whole workspace; nil where nobody does.
    func reason(ofWorkspace id: String) -> String? {
        if specification.workspace(id: id)?.isProtected == true { return "its specification says so" }
        if world.snapshots[id]?.isProtected == true { return "the state says so" }
        let namespace = ResourceAddress(workspace: id, "namespace")
        return object(among: world.owned(by: id).filter { world.verdict(on: $0).address == namespace })
            ?? recorded(at: namespace)
    }

    /// Who protects a workspace or something in it that is Berth's and goes with it; nil where nobody does.
    func reason(ofDestroying id: String) -> String? {
        if let reason = reason(ofWorkspace: id) { return reason }
        let owned = world.owned(by: id)
        let byAddress = Dictionary(grouping: owned) { world.verdict(on: $0).address }
        let recorded = world.snapshots[id]?.items.values.map(\.address) ?? []
        return Set(byAddress.keys.compactMap(\.self)).union(recorded).sorted().lazy.compactMap { address in
            reason(of: address, byAddress[address] ?? []).map { "for \(address), \($0)" }
        }.first
    }

    /// Who protects what stands at an address, its objects given; nil where nobody does.
    func reason(of address: ResourceAddress, _ observations: [Observation]) -> String? {
        if let name = address.application {
            if specification.application(named: name)?.isProtected == true { return "its application.yaml says so" }
        } else if let workspace = address.workspace, let reason = reason(ofWorkspace: workspace) {
            return reason
        }
        return object(among: observations) ?? recorded(at: address)
    }

    /// Who protects what goes along with something else, whoever's it is; nil where nobody does.
    func reason(ofCompanion observation: Observation) -> String? {
        object(among: [observation]) ?? reason(ofCompanion: observation.key, world.verdict(on: observation).address)
    }

    /// The same by its key alone, where nothing more is known of it: by what was seen of it, or by what the state recorded.
    func reason(ofCompanion key: ItemKey) -> String? {
        if let observation = world.observations[key] { return reason(ofCompanion: observation) }
        return reason(ofCompanion: key, world.applied(key)?.address)
    }

    private func reason(ofCompanion key: ItemKey, _ address: ResourceAddress?) -> String? {
        address.flatMap { reason(of: $0, []) }.map { "\(key), which would go along, is protected: \($0)" }
    }

    /// The first of some objects that says so itself, in words.
    func object(among observations: [Observation]) -> String? {
        observations.sorted { $0.key < $1.key }.first { $0.annotation(Item.Mark.protectedAnnotation) == "true" }
            .map { "\($0.key) says so by its annotation \(Item.Mark.protectedAnnotation)" }
    }

    private func recorded(at address: ResourceAddress) -> String? {
        let mark: Path = ["metadata", "annotations", Item.Mark.protectedAnnotation]
        let items = world.snapshots[address.group]?.items.values.filter { $0.address == address } ?? []
        return items.contains { $0.applied[mark] == "true" } ? "the state says so" : nil
    }
}

extension SpecificationSet {
    /// Whether a group is to be recorded as protected: its specification says, and where there is none, the state.
    func isProtected(_ group: String, _ snapshots: [String: Snapshot]) -> Bool {
        workspace(id: group)?.isProtected ?? snapshots[group]?.isProtected ?? false
    }
}
