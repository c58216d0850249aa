import Diagnostics
import Document
import Resources

/// Words the problems that planning an item meets.
struct ItemProblem: Sendable {
    private let item: Item
    private let address: ResourceAddress

    init(_ item: Item, _ address: ResourceAddress) {
        self.item = item
        self.address = address
    }

    /// It exists and is not this resource's; where no mark of Berth's says whose it is, its keeper may be known. `adopts`: the
    /// specification wants to take over what is nobody's. `isLeft`: it is of a resource that the specification has no more.
    func foreign(
        _ verdict: OwnershipVerdict, _ observation: Observation, adopts: Bool = false, isLeft: Bool = false
    ) -> Plan.Problem {
        if let release = observation.annotation("meta.helm.sh/release-name"), verdict == .foreign(nil) {
            let namespace = observation.annotation("meta.helm.sh/release-namespace") ?? ""
            return problem(
                .foreign,
                "\(item.key) in \(item.key.place.description) exists and belongs to the Helm release \(release) in namespace "
                    + namespace,
                hint: ExistingReleases.hint(HelmRelease(name: release, namespace: namespace)))
        }
        let whose = observation.keeper.map { "\(verdict.words): \($0)" } ?? verdict.words
        return problem(
            .foreign, "\(item.key) in \(item.key.place.description) exists and \(whose)",
            hint: hint(on: verdict, observation, adopts, isLeft))
    }

    private func hint(
        on verdict: OwnershipVerdict, _ observation: Observation, _ adopts: Bool, _ isLeft: Bool
    ) -> String {
        let own = "rename or remove one of them"
        if isLeft, let former = verdict.address, former.application != nil, address.application != nil,
            former.group == address.group
        {
            let place = address.workspace == nil ? "any of its workspaces" : "the workspace"
            return "where \(former) has become \(address), `moved: [{from: \(former.name), to: \(address.name)}]` in "
                + "\(place) keeps it; otherwise \(own)"
        }
        guard let origin = verdict.origin, !observation.isBeingDeleted else {
            return "\(own); Berth never touches what it does not own"
        }
        let place = address.application.map { name in
            address.workspace == nil ? "application \(name)" : "application \(name) or the workspace"
        }
        let adoption =
            adopts ? "" : "`adopt: true` in the \(place ?? "workspace"), or once with `berth import \(address)`"
        switch origin {
        case .unmarked: return "\(own), or take it over with \(adoption)"
        case .estate:
            let ways = [Consent.adoptForeign.option, adoption].filter { !$0.isEmpty }
            return "\(own), or take it over with \(ways.joined(separator: " and "))"
        }
    }

    /// The server, or the provider, refuses it. Where it could not be proved that it would take a new object, the advice for
    /// one that exists (`isChange`) covers both.
    func rejected(_ refusal: Refusal, isChange: Bool = false) -> Plan.Problem {
        if isChange, item.key.kind == "Network", case .provider = item.key.place {
            return problem(
                .rejected, "\(item.key.place.description) does not change \(item.key): \(refusal.reason)",
                hint:
                    "set it back: in another network everything of \(address.group) is built again; where that is wanted, make "
                    + "a workspace beside it and move over, or `berth destroy \(address.group)` and apply")
        }
        let fields = (refusal.fields ?? []).prefix(3).map { "\($0) in " }.joined()
        let change = "change \(fields)the specification or the template\(item.location.map { " at \($0)" } ?? "")"
        return problem(
            .rejected, "\(item.key.place.description) refuses \(item.key): \(refusal.reason)",
            hint: isChange
                ? "\(change); what cannot change in place is set back, or destroyed and created anew" : change)
    }

    /// It exists, the server does not change it in place, and it is not made anew, with what to do about it.
    func immutable(_ refusal: Refusal, _ hint: String) -> Plan.Problem {
        var problem = problem(
            .immutable,
            "\(item.key.place.description) does not change \(item.key) in place: \(refusal.brief ?? refusal.reason)",
            hint: hint)
        if refusal.brief != nil { problem.detail = refusal.reason }
        return problem
    }

    /// The server takes what the specification has, but perhaps not beside what somebody else put there.
    func inTheWay(_ stranger: FieldConflict, _ refusal: Refusal) -> Plan.Problem {
        problem(
            .conflict,
            "\(stranger.path) of \(item.key) was put there by \"\(stranger.manager)\", and the server does not take what the "
                + "specification has beside it: \(refusal.reason)",
            hint: "remove it there, as with `kubectl edit`, or write it into the specification"
                + (refusal.brief == nil
                    ? ""
                    : "; where it is not for its sake, plan with --replace \(address), which deletes the object and makes it anew")
        )
    }

    /// Somebody else owns a field with another value.
    func conflict(_ conflict: FieldConflict, _ differ: Differ) -> Plan.Problem {
        let isSensitive = item.isSensitive(conflict.path)
        let wanted = differ.comparison.leaves.first { $0.path == conflict.path }?.desired
        func shown(_ value: Value?) -> String { isSensitive ? "(sensitive)" : value?.compactJSON ?? "absent" }
        return problem(
            .conflict,
            "\(conflict.path) of \(item.key) is owned by \"\(conflict.manager)\" with "
                + "\(shown(differ.observation.value[conflict.path])); the specification wants "
                + shown(wanted ?? item.desired.specified(at: conflict.path, of: item.key.itemKind)),
            hint: "leave it out of the specification, or take it over with --force-conflicts")
    }

    private func problem(_ kind: Plan.Problem.Kind, _ message: String, hint: String?) -> Plan.Problem {
        Plan.Problem(kind: kind, address: address, item: item.key, message: message, hint: hint)
    }
}
