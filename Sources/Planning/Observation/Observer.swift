import Composition
import Diagnostics
import Document
import Resources
import Specification
import State

/// Asks the world in batches: one LIST a kind and cluster, however many workspaces there are.
package struct Observer: Sendable {
    let estate: Estate
    let backends: any BackendProvider
    /// How many places are asked at once.
    let parallelism: Int

    package init(estate: Estate, backends: any BackendProvider, parallelism: Int = 16) {
        self.estate = estate
        self.backends = backends
        self.parallelism = parallelism
    }

    /// What a plan needs to know of the world.
    package struct Question: Sendable {
        /// The kinds to list besides those of the items.
        package var kinds: [Place: Set<ItemKind>]
        /// The items to look at, whether marked or not, each in the version of its key. Of keys that are equal the first
        /// counts.
        package var items: [ItemKey]
        /// Those of the items that are to exist, not to be taken away.
        package var wanted: Set<ItemKey>
        package var tenants: [TenantLocation]

        package init(
            kinds: [Place: Set<ItemKind>] = [:], items: [ItemKey], wanted: Set<ItemKey> = [], tenants: [TenantLocation]
        ) {
            self.kinds = kinds
            self.items = items
            self.wanted = wanted
            self.tenants = tenants
        }
    }

    /// What exists of the items, and whatever else carries the estate's mark among the kinds they and the recorded ones are of.
    package func world(
        _ question: Question, facts: PlacementFacts = PlacementFacts(), snapshots: [String: Snapshot]
    ) async -> World {
        var world = World(estate: estate.name, snapshots: snapshots)
        world.wanted = question.wanted
        var kinds = question.kinds
        var items = question.items
        for tenant in question.tenants {
            world.locations[tenant.workspace] = tenant
            items.append(tenant.controlPlane)
            guard let record = facts.records[tenant.workspace] else { continue }
            kinds[.management(tenant.cluster), default: []].formUnion(record.management)
            for provider in record.providers where estate.computeProvider(named: provider) != nil {
                kinds[.provider(provider), default: []].insert(ItemKind(group: "", kind: "Network"))
            }
        }
        for key in items { kinds[key.place, default: []].insert(key.itemKind) }
        let outer = kinds.keys.filter { if case .tenant = $0 { false } else { true } }
        await observe(outer.sorted { $0.description < $1.description }, kinds, items, into: &world)
        await connect(question.tenants, &world)
        var inner: [Place] = []
        for tenant in question.tenants {
            guard case .reachable = world.tenants[tenant.workspace] else { continue }
            inner.append(.tenant(tenant.workspace))
            kinds[.tenant(tenant.workspace), default: []].formUnion(facts.records[tenant.workspace]?.tenant ?? [])
        }
        // Of a tenant that nothing is looked for in it is known all the same whether it answers.
        let (asked, unasked) = (
            inner.filter { kinds[$0]?.isEmpty == false }, inner.filter { kinds[$0]?.isEmpty ?? true }
        )
        await observe(asked, kinds, items, into: &world)
        await countNodes(
            of: unasked.compactMap { if case .tenant(let id) = $0 { id } else { nil } }, &world)
        world.disownStrangeTenants()
        world.judge()
        return world
    }

    /// Why a place could not be asked at all.
    struct Unreachable: Error {
        var explanation: Explanation
    }

    func survey(
        _ place: Place, kinds: Set<ItemKind>, named: Set<ItemKey>
    ) async -> Result<Survey, Unreachable> {
        do {
            return .success(try await backends.backend(for: place).observe(kinds: kinds, named: named))
        } catch {
            return .failure(Unreachable(explanation: error.explained))
        }
    }

    private func observe(
        _ places: [Place], _ kinds: [Place: Set<ItemKind>], _ items: [ItemKey], into world: inout World
    ) async {
        // The first of equal keys stays: its version is the one that is wanted.
        let named = Dictionary(grouping: items, by: \.place).mapValues { Set($0) }
        let answers = await places.concurrentPairs(limit: parallelism) { place in
            await survey(place, kinds: kinds[place] ?? [], named: named[place] ?? [])
        }
        for (place, answer) in answers {
            switch answer {
            case .failure(let failure):
                if case .tenant(let id) = place {
                    note(failure.explanation, of: id, in: &world)
                } else {
                    world.unreachable[place] = failure.explanation
                }
            case .success(let survey):
                for observation in survey.observations { world.observations[observation.key] = observation }
                if !survey.unlisted.isEmpty { world.unlisted[place] = survey.unlisted }
                world.unknownItems.merge(survey.unknown) { $1 }
            }
        }
    }
}
