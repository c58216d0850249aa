import Diagnostics
import Document
import Kubernetes
import Resources
import Specification
import State

/// Plans one item: nothing where it is certainly right, otherwise what the server says a write would do.
struct ItemPlanner: Sendable {
    let world: World
    let backends: any BackendProvider
    let resolver: InsertionResolver
    let exemptions: Exemptions
    /// Whether the operator approved taking fields from others.
    let forcesConflicts: Bool
    /// Whether the operator approved taking over what another estate keeps.
    var adoptsForeign = false
    /// The Kubernetes versions that control planes may have.
    var versions: [KubernetesVersionEntry] = []
    /// Where the specification of each workspace says its version.
    var versionPlaces: [String: SourceLocation] = [:]
    /// The resources that the specification has.
    var specified: Set<ResourceAddress> = []
    /// Whether what is right by its own record is tried on the server, too.
    let verifiesAll: Bool
    /// The namespaces that the plan makes: what goes into them is tried elsewhere.
    let newNamespaces: Set<ItemKey>
    /// The custom kinds of which the plan makes or changes the definitions, by places.
    var definedKinds: [Place: Set<ItemKind>] = [:]
    /// The resources of which the operator wants to be made anew what cannot be changed in place.
    var replacements: Set<ResourceAddress> = []

    struct Outcome: Sendable {
        var change: ItemChange
        var problems: [Plan.Problem] = []
        /// What else it would entail, for the reader.
        var note: String?
        /// What the server would do otherwise now than when the item was applied, though nothing is to be done.
        var remark: String?
        /// The place that would have to answer, where that is why the change is unknown.
        var silentPlace: Place?
        /// Why the server does not take the change.
        var refusal: Refusal?
        /// What somebody else put into the object and the refusal may be about.
        var stranger: FieldConflict?
        /// What has to be written and be ready before the change, one after the other: versions on the way to another.
        var stages: [ItemChange] = []
    }

    /// What is to be done with an item. Never throws: what cannot be told now is unknown, and what cannot be resolved is a
    /// problem of its resource, so that neither stands in the way of others.
    ///
    /// `adopts`: the specification wants what exists under its names and is nobody's to be taken over. `replaces`: what the
    /// resource says of what cannot be changed in place. `formerly`: the addresses that the resource had before.
    func plan(
        _ item: Item, of address: ResourceAddress, adopts: Bool = false, replaces: ReplacePolicy? = nil,
        formerly: [ResourceAddress] = []
    ) async -> Outcome {
        await caught(item, address) {
            let outcome = try await planned(item, of: address, adopts: adopts, formerly: formerly)
            let possible = try await replaced(outcome, item, of: address, replaces)
            return try await rerun(possible, item, of: address, replaces)
        }
    }

    /// The outcome for an item; where that cannot be told now, or not be had, an outcome that says so.
    func caught(_ item: Item, _ address: ResourceAddress, _ outcome: () async throws -> Outcome) async -> Outcome {
        do {
            return try await outcome()
        } catch let error as UnusableValue {
            return Outcome(
                change: ItemChange(
                    key: item.key, action: .unknown, item: item, unknownReason: error.diagnostic.message),
                problems: [Plan.Problem(error.diagnostic, address: address, item: item.key)])
        } catch {
            return Outcome(
                change: ItemChange(key: item.key, action: .unknown, unknownReason: error.explained.description))
        }
    }

    /// A secret or another value cannot be had, or is not what it is for.
    struct UnusableValue: Error {
        var diagnostic: Diagnostic

        init(_ error: any Error) {
            diagnostic =
                (error as? DiagnosticsError)?.diagnostics.first
                ?? Diagnostic(
                    .error, error.explained.cause, at: nil, notes: [error.explained.advice].compactMap(\.self))
        }

        init(_ fault: String) { diagnostic = Diagnostic(.error, fault, at: nil) }
    }

    private func planned(
        _ item: Item, of address: ResourceAddress, adopts: Bool, formerly: [ResourceAddress]
    ) async throws -> Outcome {
        if let silence = world.silence(at: item.key.place) { return Outcome(unknown: item.key, silence) }
        if let reason = world.unknownReason(of: item.key) {
            return Outcome(change: ItemChange(key: item.key, action: .unknown, unknownReason: reason))
        }
        guard let observation = world.observations[item.key] else { return try await create(item, of: address) }
        let verdict = world.verdict(on: observation)
        if let former = verdict.address, formerly.contains(former), !observation.isBeingDeleted {
            return try await update(item, observation, of: address, owner: former)
        }
        guard verdict.address == address else {
            if adopts, let origin = verdict.origin, !observation.isBeingDeleted, allows(origin) {
                return try await update(item, observation, of: address, adopted: origin)
            }
            return Outcome(
                change: ItemChange(key: item.key, action: .unknown),
                problems: [
                    ItemProblem(item, address).foreign(
                        verdict, observation, adopts: adopts, isLeft: verdict.address.map(isLeft) ?? false)
                ])
        }
        if observation.isBeingDeleted, let uid = observation.uid {
            // A server takes a dry run for a change of what is still there.
            var outcome = try await create(
                item, of: address, deferral: "it is being deleted and is created anew when it is gone")
            outcome.change.precondition = Precondition(.terminating(uid: uid))
            return outcome
        }
        if let staged = try await upgraded(item, observation, of: address) { return staged }
        return try await update(item, observation, of: address)
    }

    /// Whether the specification has a resource no more.
    private func isLeft(_ address: ResourceAddress) -> Bool { !specified.contains(address) }

    private func allows(_ origin: OwnershipVerdict.Origin) -> Bool {
        if case .estate = origin { adoptsForeign } else { true }
    }

    /// Why what a server refuses may be right all the same; nil where nothing speaks for that: it judges by a definition that the
    /// plan changes.
    func reasonToTryLater(_ refusal: Refusal, of key: ItemKey) -> String? {
        definedKinds[key.place]?.contains(key.itemKind) == true
            ? "its definition is changed first; by the one of now it would be refused: \(refusal)" : nil
    }

    func resolve(_ item: Item, _ observation: Observation?) async throws -> InsertionResolver.Resolved {
        do {
            return try await resolver.resolve(item, observed: observation)
        } catch let error as CancellationError {
            throw error
        } catch let error as StateError where error.isUnopened {
            // Whether the item is right cannot be told: that is unknown, and no fault of the specification.
            throw error
        } catch {
            throw UnusableValue(error)
        }
    }
}

extension ItemPlanner.Outcome {
    init(unknown key: ItemKey, _ silence: Silence) {
        self.init(
            change: ItemChange(key: key, action: .unknown, unknownReason: silence.reason), silentPlace: silence.place)
    }
}
