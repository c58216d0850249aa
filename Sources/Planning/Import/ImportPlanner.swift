import Diagnostics
import Resources

/// Narrows what is planned to taking over what exists for one resource: nothing is made, removed or mended beside that.
struct ImportPlanner {
    /// Nothing of what shall be taken over is there.
    struct NotThere: Error, CustomStringConvertible {
        var description: String
    }

    private let request: Import
    /// The graph in which the resource has only what is taken over.
    let graph: ResourceGraph
    /// What a reader should know of the rest of the resource.
    private let remarks: [String]
    /// Whether everything is Berth's already.
    private let isEmpty: Bool

    /// Throws `PlanScope.UnknownName` where the specification gives no such resource or object, and `NotThere`.
    init(_ request: Import, in graph: ResourceGraph, _ world: World) throws {
        guard let resource = graph[request.address] else {
            let known = graph.resources.filter { !$0.items.isEmpty && $0.address.hookedChart == nil }
                .map(\.address.description)
            let hint =
                request.address.description.nearest(among: known).map { "did you mean \($0)?" }
                ?? "an import takes over what the specification describes: write it there first"
            throw PlanScope.UnknownName(
                description: "the specification has no \(request.address); \(hint)".sanitized)
        }
        guard !resource.items.isEmpty, resource.address.hookedChart == nil else {
            throw PlanScope.UnknownName(
                description: "\(request.address) has no objects that could be taken over".sanitized)
        }
        self.request = request
        try Self.check(request, among: resource.items, world)
        let chosen = resource.items.filter {
            request.covers($0.key, uid: world.observations[$0.key]?.uid, of: resource.address)
        }
        func stands(_ item: Item) -> Bool {
            world.observations[item.key] != nil || world.unknownReason(of: item.key) != nil
        }
        func isOwn(_ item: Item) -> Bool {
            guard world.unknownReason(of: item.key) == nil, let observation = world.observations[item.key],
                let owner = world.verdict(on: observation).address
            else { return false }
            return owner == resource.address || resource.formerly.contains(owner)
        }
        let absent = chosen.filter { !stands($0) }.map(\.key)
        let isNothingThere = absent.count == chosen.count
        if isNothingThere || !request.objects.isEmpty && !absent.isEmpty {
            throw NotThere(description: Self.words(ofAbsent: absent, of: resource.address).sanitized)
        }
        let taken = chosen.filter { stands($0) && !isOwn($0) }
        self.graph = Self.narrowed(graph, to: taken, of: resource)
        var remarks: [String] = []
        if taken.isEmpty { remarks.append("\(chosen.map(\.key).words): Berth's already, nothing to take over") }
        if !absent.isEmpty {
            remarks.append("\(absent.words): not there, and not made by an import; the next apply does it")
        }
        self.remarks = remarks
        isEmpty = taken.isEmpty
    }

    /// The plan of the import, of a plan of the resource and what it stands on.
    func imported(_ plan: Plan) -> Plan {
        var plan = plan
        plan.leftovers = Plan.Leftovers(part: request.address.description)
        plan.remarks += remarks
        plan.problems += problems(in: plan)
        // With nothing to take over, nothing else is done.
        if isEmpty { (plan.steps, plan.groups, plan.problems) = ([], [], []) }
        return plan
    }

    /// What the resource stands on and has to be changed first, which an import does not do; what is noted on the namespace of a
    /// workspace goes along.
    private func problems(in plan: Plan) -> [Plan.Problem] {
        let ahead = plan.steps.filter { $0.address != request.address && $0.action.isChange && !$0.isNoteOfKinds }
        guard !ahead.isEmpty else { return [] }
        let names = ahead.map { "\($0.address) (\($0.action.rawValue))" }.joined(separator: ", ")
        let targets = ahead.map { "--target \($0.address)" }.joined(separator: " ")
        return [
            Plan.Problem(
                kind: .invalid, address: request.address,
                message: "\(request.address) stands on what is not as it shall be: \(names)",
                hint: "an import takes over and does nothing else: `berth apply \(targets)` first")
        ]
    }

    /// Every name is that of one object of the resource.
    private static func check(_ request: Import, among items: [Item], _ world: World) throws(PlanScope.UnknownName) {
        let keys = items.map(\.key)
        for object in request.objects {
            let name = ObjectName(object)
            let found = keys.filter { name.names($0, uid: world.observations[$0]?.uid) }
            guard found.count != 1 else { continue }
            let fault =
                found.isEmpty
                ? "\(request.address) has no \(object); it has \(keys.words)\(advice(on: keys))"
                : "\(object) may be each of \(found.words): name its kind, and its namespace before its name"
            throw PlanScope.UnknownName(description: fault.sanitized)
        }
    }

    /// What has an id at a provider is found by its name alone.
    private static func advice(on keys: [ItemKey]) -> String {
        let network = keys.first { if case .provider = $0.place { true } else { false } }
        return network.map { "; a network is found by its name: call it \($0.name) at the provider first" } ?? ""
    }

    private static func words(ofAbsent keys: [ItemKey], of address: ResourceAddress) -> String {
        let places = Set(keys.map(\.place.description)).sorted().joined(separator: ", ")
        return
            "\(keys.words) of \(address) \(keys.count == 1 ? "is" : "are") not there (\(places)): an import takes over "
            + "what exists; `berth apply --target \(address)` makes it"
    }

    /// The install is on record only where all of it is taken over; hooks are not run.
    private static func narrowed(_ graph: ResourceGraph, to taken: [Item], of resource: Resource) -> ResourceGraph {
        ResourceGraph(changing: graph) { other in
            if other.address.hookedChart == resource.address { other.items = [] }
            guard other.address == resource.address else { return }
            if taken.count < resource.items.count { other.deployment = nil }
            other.items = taken
            other.adopts = true
        }
    }
}

extension Step {
    /// Whether it only notes on a workspace's namespace which kinds are in it.
    fileprivate var isNoteOfKinds: Bool {
        kind == .namespace && action == .update
            && changes.allSatisfy { change in
                !change.action.isChange
                    || change.precondition?.adopted == nil && change.leaves.allSatisfy(\.path.isMark)
            }
    }
}

extension [ItemKey] {
    /// The first few, and how many more there are.
    fileprivate var words: String { map(\.description).listed(most: 8) }
}
