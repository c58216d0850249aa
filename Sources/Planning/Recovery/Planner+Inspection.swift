import Composition
import Kubernetes
import Resources
import Specification
import State

/// Everything that a workspace has, as it is now.
package struct Inspection: Sendable {
    package enum Standing: Sendable, Hashable {
        case ready
        case inProgress(String)
        case failed(String)
        case terminating
        /// Recorded or wanted, and not there.
        case absent
        /// Wanted, and made once there is a worker node.
        case deferred
        /// It could not be looked at.
        case unknown(String)
        /// It carries no proof of being Berth's.
        case foreign(String)
    }

    package struct Object: Sendable {
        package var key: ItemKey
        package var standing: Standing
        /// `type=status reason: message`, in the order of the object.
        package var conditions: [String]
    }

    package struct Part: Sendable {
        package var address: ResourceAddress
        package var objects: [Object]
        package var deployment: DeploymentRecord?
    }

    package var workspace: String
    package var cluster: String?
    package var phase: Snapshot.Phase?
    /// Where the API answers, or why it does not.
    package var api: String
    package var isReachable: Bool
    /// Sorted by address.
    package var parts: [Part]

    /// What could not be looked at, with the reason; more of the workspace may lie there.
    package var gaps: [String]

    /// Whether something could not be looked at.
    package var isPartial: Bool {
        !gaps.isEmpty
            || parts.contains { $0.objects.contains { if case .unknown = $0.standing { true } else { false } } }
    }
}

extension Planner {
    /// Looks at everything that is recorded of a workspace, carries its mark, or is specified for it.
    package func inspected(_ workspace: String) async throws -> Inspection {
        let snapshot = snapshots[workspace]
        let facts = await observer.placementFacts(snapshots: snapshots)
        var gaps: [String] = []
        var resources: [Resource] = []
        do {
            resources = try await composed(workspace, facts)
        } catch {
            try Task.checkCancellation()
            gaps.append("what its specification wants: \(error)")
        }
        let wanted = resources.flatMap { resource in resource.items.map { ($0.key, resource.address) } }
        let cluster = facts.placed[workspace] ?? snapshot?.cluster
        let kind = facts.namespaceKinds[workspace] ?? specification.workspace(id: workspace)?.kind ?? .standard
        let location = cluster.map {
            TenantLocation(workspace: workspace, cluster: $0, namespace: kind.namespace(of: workspace))
        }
        let items =
            wanted.map(\.0) + World.recordedKeys(of: [workspace], in: snapshots).filter(specification.estate.has)
        let world = await observer.world(
            Observer.Question(items: items, wanted: Set(wanted.map(\.0)), tenants: location.map { [$0] } ?? []),
            facts: facts, snapshots: snapshots)
        var addresses = Dictionary(wanted) { first, _ in first }
        for (key, item) in snapshot?.items ?? [:] { addresses[key] = item.address }
        for (observation, address) in world.owned where address.group == workspace {
            addresses[observation.key] = address
        }
        let parts = Dictionary(grouping: addresses, by: \.value).sorted { $0.key < $1.key }.map { address, members in
            Inspection.Part(
                address: address,
                objects: members.map(\.key).sorted().map {
                    Self.object($0, in: world, isDeferred: snapshot?.deferred.contains(address) == true)
                },
                deployment: snapshot?.deployments[address])
        }
        let (api, isReachable) = Self.api(of: workspace, in: world)
        return Inspection(
            workspace: workspace, cluster: cluster, phase: snapshot?.phase, api: api, isReachable: isReachable,
            parts: parts,
            gaps: gaps + world.unanswered(facts, unplaced: [:]).map { "\($0.subject): \($0.reason)" })
    }

    private static func api(of workspace: String, in world: World) -> (String, Bool) {
        switch world.tenants[workspace] {
        case .reachable(let access, let nodes)?:
            let counted = nodes.map { ", \($0) \($0 == 1 ? "node" : "nodes") ready" } ?? ""
            return ("answers at \(access.published):\(access.port)\(counted)", true)
        case .unreachable(let reason)?: return ("does not answer: \(reason)", false)
        case .absent(let reason)?: return ("does not exist yet: \(reason)", false)
        case nil: return ("is nowhere", false)
        }
    }

    /// What the specification makes of a workspace; nothing where it has none.
    private func composed(_ workspace: String, _ facts: PlacementFacts) async throws -> [Resource] {
        guard specification.workspace(id: workspace) != nil else { return [] }
        let selection = GroupSelection.workspaces([workspace])
        let rendered = try await charts?.rendered(specification, facts: facts, selection: selection, asking: backends)
        return try Composer.compose(
            specification, facts: facts, rendered: rendered ?? RenderedApplications(), selection: selection
        ).graph.resources.filter { $0.address.group == workspace }
    }

    private static func object(_ key: ItemKey, in world: World, isDeferred: Bool) -> Inspection.Object {
        guard let observation = world.observations[key] else {
            if let reason = world.unknownReason(of: key) {
                return .init(key: key, standing: .unknown(reason), conditions: [])
            }
            return .init(key: key, standing: isDeferred ? .deferred : .absent, conditions: [])
        }
        let conditions = (observation.value["status"]?["conditions"]?.array ?? []).compactMap { condition -> String? in
            guard let type = condition["type"]?.string else { return nil }
            let words = [condition["reason"]?.string, condition["message"]?.string].compactMap(\.self)
                .filter { !$0.isEmpty }
            let rest = words.isEmpty ? "" : " \(words.joined(separator: ": "))"
            return "\(type)=\(condition["status"]?.string ?? "?")\(rest)"
        }
        guard world.verdict(on: observation).address != nil else {
            return .init(key: key, standing: .foreign("it is not Berth's"), conditions: conditions)
        }
        guard key.isKubernetes else { return .init(key: key, standing: .ready, conditions: conditions) }
        let standing: Inspection.Standing =
            switch Readiness(of: observation.value) {
            case .ready: .ready
            case .inProgress(let reason): .inProgress(reason)
            case .failed(let reason): .failed(reason)
            case .terminating: .terminating
            }
        return .init(key: key, standing: standing, conditions: conditions)
    }
}
