import Document
import Planning
import Resources

/// Holds a plan against the world before the first write: every identity and every leaf that the reviewer saw.
///
/// Judges what is observed now; only doubt about an item is settled by a dry run. What the plan wants already is accepted, so that an
/// interrupted run of the same plan goes on where it stopped.
struct Precheck: Sendable {
    let plan: Plan
    let world: World
    let resolver: InsertionResolver
    let backends: any BackendProvider

    struct Result: Sendable {
        var differences: [StalePlanError.Difference] = []
        /// Items that are in the wanted state already.
        var done: Set<ItemKey> = []
    }

    func check() async throws -> Result {
        var result = Result()
        for step in plan.steps where step.action.isChange {
            for change in step.changes where change.action.isChange {
                try await check(change, step, &result)
            }
        }
        return result
    }

    private func check(_ change: ItemChange, _ step: Step, _ result: inout Result) async throws {
        func stale(_ message: String) {
            result.differences.append(.init(address: step.address, item: change.key, message: message))
        }
        if let silence = world.silence(of: change.key.place) {
            return stale("\(change.key.place.description) does not answer now: \(silence)")
        }
        guard let observation = world.observations[change.key] else {
            if change.action == .delete, case .tenant(let workspace) = change.key.place,
                world.absence(of: change.key.place) != nil,
                world.observations.keys.contains(where: { $0.kind == "TenantControlPlane" && $0.name == workspace })
            {
                stale("the tenant does not answer now, so that it cannot be deleted there")
            } else if change.action == .delete || change.seen == nil {
                if change.action == .delete { result.done.insert(change.key) }
            } else if change.action == .update {
                stale("it does not exist any more")
            }
            return
        }
        if try await isDone(change, observation) {
            result.done.insert(change.key)
            return
        }
        guard let seen = change.seen else {
            return stale("it exists now, and did not when the plan was made")
        }
        guard seen.uid == observation.uid else { return stale("it was deleted and made anew by somebody") }
        guard change.action == .update else { return }
        if change.isSensitive, seen.version != observation.version {
            return stale("it was changed since; its values are secret and not compared")
        }
        let ownership = Ownership(of: observation.value)
        for leaf in seen.leaves {
            let value = observation.value[leaf.path]
            if value != leaf.value {
                let author = ownership.author(of: leaf.path).map { " (changed by \($0.manager))" } ?? ""
                stale("\(leaf.path) was \(leaf.value.shown) and is \(value.shown) now\(author)")
            } else if ownership.managers(of: leaf.path) != leaf.managers {
                let now = ownership.managers(of: leaf.path).joined(separator: ", ")
                stale("\(leaf.path) belonged to \(leaf.managers.joined(separator: ", ")) and belongs to \(now) now")
            }
        }
    }

    private func isDone(_ change: ItemChange, _ observation: Observation) async throws -> Bool {
        guard change.action != .delete, let item = change.item, observation.address == change.address,
            !observation.isBeingDeleted
        else { return false }
        let resolved = try await resolver.resolve(item, observed: observation)
        guard resolved.open.isEmpty else { return false }
        return try await Differ(item: item, body: resolved.body, observation: observation, applied: nil)
            .isAsWanted(by: backends.backend(for: change.key.place))
    }
}

extension Differ {
    /// Whether an item is as wanted already; doubt is settled by a dry run.
    func isAsWanted(by backend: any Backend) async throws -> Bool {
        if isSame { return true }
        guard comparison.isDoubtful, !changesMarks, !observation.isBeingDeleted else { return false }
        let write = Write(key: item.key, body: body, observed: observation)
        guard case .accepted(let result) = try await backend.preview(write) else { return false }
        return isSettled(by: result)
    }
}

extension ItemChange {
    /// The address in the marks of the wanted item.
    var address: ResourceAddress? {
        item?.desired["metadata"]?["annotations"]?[Item.Mark.addressAnnotation]?.string.flatMap { ResourceAddress($0) }
    }
}

extension Value? {
    fileprivate var shown: String { self?.compactJSON ?? "absent" }
}
