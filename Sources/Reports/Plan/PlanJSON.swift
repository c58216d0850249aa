import Diagnostics
import Document
import Planning
import Resources

/// A plan for programs, in a shape modelled on the field's `resource_changes`.
///
/// `format_version` is `major.minor`: members are added with a new minor, and changed or removed with a new major version.
/// Members are sorted and lists have a fixed order, so that the same plan gives the same bytes.
///
/// - `format_version`, `estate`, `purpose` (`apply` or `destroy`), `digest` of the plan's file, `shard` (`2/4`) of a plan that
///   is of one
/// - `resource_changes`: an object each, in the order of the plan, so that policies for plans can be pointed at it:
///   - `address` (`<step>[<kind> <namespace>/<name>]`), `step` (the address of its step), `workspace` (or `cluster` for what is
///     shared), `mode` (`managed`), `type` (the kind with its group), `provider_name` and `place` (where it lives),
///     `apiVersion`, `kind`, `namespace`, `name`, `location` (`file`, `line`, `column`)
///   - `change`: `actions` (`["create"]`, `["update"]`, `["delete"]`, `["delete", "create"]` for a replacement, `["no-op"]`, and
///     `["defer"]`, `["unknown"]`), `before` and `after` (the object as far as Berth owns it, null where there is none; absent
///     for what stays as it is), `after_unknown`, `before_sensitive`, `after_sensitive`: trees that are true where something is
///     known only after the apply, or is secret
///   - `action`: the same as one word; `reason`: as of steps
///   - `leaves`: `path`, `old` and `new` (absent where there is none, or where it is sensitive), `sensitive` and, where it is,
///     `before_sensitive` and `after_sensitive` (since 2.1: whether there is a value before and after),
///     `reason` (`spec`, `drift`, `forced`, `ownership`, `server`), `author` (`manager`, `time`), `order` (true where `old` and
///     `new` are the names of a list's items in their order, and not the items)
///   - `verification`: `status` (`server`, `probe`, `deferred`, `none`) and, where deferred, `reason`
///   - `replacement`, where the server takes it as a new object alone: `refused` (what it said of each field, one clause
///     each), `message` (all that it said), `losses` (texts), `leaves` (what is otherwise in the new object; the item's own
///     `leaves` are the new object as a whole)
///   - `takes_along`: what goes along with a deletion: an item each, and `owned` (whether Berth made it)
///   - `left_to_others`: leaves that are neither compared nor set: `path`, `reason`
///
///   What Berth stores or records, and what is unknown or put off as a whole, is one, too, so that counting them gives the numbers
///   of `summary.objects`: its `address` is its step's, its `type` the kind of the step (`kubeconfig-store.berth.dev`), its
///   `place` `state` (of what is unknown, the place behind it, or `unknown`), and `change` has `actions` alone
/// - `steps`: in the order of the plan:
///   - `address`, `workspace` (or `cluster`), `kind`, `location`, `after` (the steps that must be done first)
///   - `reason`: `code` (one of `StepReason`), `codes` (all that apply), `message` (for people), `gate` where it is one
///   - `action`: `create`, `update`, `replace`, `delete`, `wait`, `defer`, `unknown`, `none`; `actions`: as of objects;
///     `unread_place`: the place behind `unknown`, where it is one of `unreachable`
///   - `recipients`, where a stored secret is encrypted anew: the public keys `all`, `added` and `removed`, and `recorded`
///     (whether it is known for whom it was encrypted)
/// - `replacements`: the addresses that `--replace` named
/// - `imported`: for a plan of `berth import`, `address` and `objects`, what it takes over
/// - `problems`: `kind` (`conflict`, `foreign`, `rejected`, `immutable`, `refused`, `invalid`, `irreversible`), `address`,
///   `item`, `message`, `detail` (all that the server said, where the message has its last clause), `hint`,
///   `blocks` (whether nothing of the plan can be applied before it is settled; otherwise only what it is about is left out)
/// - `unreachable`: what could not be read: `place`, `kind` where it is about one kind there, `reason`, `hint`; `remarks`:
///   texts
/// - `orphans`: the workspaces that have no specification any more and are left alone; `shared_orphans`: the addresses of what
///   clusters share and no workspace wants any more, left alone, too; `part`: what was looked at, where that was not
///   everything; `left_out`: what was left out, texts
/// - `rollback`, where a plan goes back: the `workspace`, the `revision` of the state whose snapshot it goes back to, and the
///   `commit` of the specifications
/// - `waves`, where workspaces go one wave after the other: `number` and `total` (counted over the estate), `workspaces`,
///   `applications`, `pause_seconds`, `stop_after_failures`; `unready`: the workspaces of earlier waves with which it does not
///   begin; `awaited`: those of other shards that it waits for
/// - `consents`: what the operator agreed to (`cascade`, `replace`, `mass-deletion`, `relocate`,
///   `adopt-foreign`)
/// - `rotations`: generated secrets that get a new value: `workspace`, `name`
/// - `summary`: steps by action, `objects` (objects by action, as `sentence` counts them), `gates`, `removed_items`,
///   `has_changes`, `sentence`
package struct PlanJSON: Sendable {
    package static let formatVersion = "2.1"
    /// The major versions of the events that this program reads.
    static let readableMajors: Set<String> = ["1", "2"]

    package init() {}

    /// The document, with a line end at its end.
    package func render(_ plan: Plan) -> String {
        String(decoding: value(of: plan).json(.pretty), as: UTF8.self)
    }

    func value(of plan: Plan) -> Value {
        var result = wholeValue(of: plan)
        result["replacements"] = .array(plan.replacements.sorted().map { .string($0.description) })
        result["imported"] = plan.imported.map { imported in
            [
                "address": .string(imported.address.description),
                "objects": .array(imported.objects.map(Value.string)),
            ]
        }
        result["shard"] = plan.part.map { .string($0.shard.description) }
        result["rollback"] = plan.rollback.map { rollback in
            [
                "workspace": .string(rollback.workspace), "revision": .string(rollback.revision),
                "commit": .string(rollback.commit),
            ]
        }
        result["part"] = plan.leftovers.looked.map(Value.string)
        result["estate_from"] = plan.base.map { ["revision": .string($0.words), "commit": .string($0.commit)] }
        if !plan.waves.isEmpty {
            result["waves"] = .array(
                plan.waves.map { wave in
                    var value: Value = [
                        "number": .integer(Int64(wave.number)), "total": .integer(Int64(wave.total)),
                        "workspaces": .array(wave.groups.map(Value.string)),
                        "applications": .array(wave.applications.map(Value.string)),
                        "pause_seconds": .integer(wave.pause),
                        "stop_after_failures": .integer(Int64(wave.stopAfterFailures)),
                    ]
                    if !wave.unready.isEmpty { value["unready"] = .array(wave.unready.map(Value.string)) }
                    if !wave.awaited.isEmpty { value["awaited"] = .array(wave.awaited.map(Value.string)) }
                    return value
                })
        }
        return result
    }

    private func wholeValue(of plan: Plan) -> Value {
        let deletions = DeletionReasons(plan)
        return [
            "format_version": .string(Self.formatVersion), "estate": .string(plan.estate),
            "purpose": .string(plan.purpose.rawValue), "digest": .string(plan.digest.description),
            "resource_changes": .array(
                plan.steps.flatMap { step in
                    step.changes.map { Self.value(of: $0, step, deletions) }
                        + (step.isObjectItself ? [Self.itself(step, deletions)] : [])
                }),
            "steps": .array(plan.steps.map { Self.value(of: $0, deletions) }),
            "problems": .array(problems(of: plan)),
            "unreachable": .array(plan.unreachable.map(Self.value)),
            "remarks": .array(plan.remarks.map(Value.string)),
            "orphans": .array(plan.leftovers.orphans.map(Value.string)),
            "shared_orphans": .array(plan.leftovers.sharedOrphans.map { .string($0.description) }),
            "left_out": .array(plan.leftovers.omissions.map(Value.string)),
            "consents": .array(plan.consents.map(\.rawValue).sorted().map(Value.string)),
            "rotations": .array(plan.rotations.map(\.value)),
            "summary": PlanSummary(plan).value(of: plan),
        ]
    }

    private func problems(of plan: Plan) -> [Value] {
        let blocking = Set(plan.blockingProblems)
        return plan.problems.map { problem in
            var value = Self.value(of: problem)
            value["blocks"] = .bool(blocking.contains(problem))
            return value
        }
    }

    private static func value(of step: Step, _ deletions: DeletionReasons) -> Value {
        var result: Value = [
            "address": .string(step.address.description), "kind": .string(step.kind.rawValue),
            "action": .string(step.action.rawValue), "actions": step.action.writes,
            "reason": step.reasonValue(deletions),
            "after": .array(step.dependencies.sorted().map { .string($0.description) }),
        ]
        result.setScope(of: step.address)
        if case .encryptAnew(let change)? = step.gate {
            result["recipients"] = [
                "all": .array(change.recipients.map(Value.string)), "added": .array(change.added.map(Value.string)),
                "removed": .array(change.removed.map(Value.string)), "recorded": .bool(change.isRecorded),
            ]
        }
        result["location"] = step.location?.json
        result["unread_place"] = step.silentPlace.map { .string($0.text) }
        return result
    }

    private static func value(of change: ItemChange, _ step: Step, _ deletions: DeletionReasons) -> Value {
        var result = change.key.json
        result.setScope(of: step.address)
        let action = step.action == .defer ? Action.defer : change.action
        result["address"] = .string("\(step.address)[\(change.key)]")
        result["step"] = .string(step.address.description)
        result["mode"] = "managed"
        result["type"] = .string(change.key.itemKind.text)
        result["provider_name"] = .string(change.key.place.text)
        result["action"] = .string(action.rawValue)
        result["reason"] = step.reasonValue(deletions)
        result["change"] = Self.value(of: BeforeAfter(change), action)
        result["location"] = (change.item?.location ?? change.settled?.location ?? step.location)?.json
        result["leaves"] = .array(change.leaves.map(\.json))
        if let replacement = change.replacement {
            result["replacement"] = [
                "refused": .string(replacement.brief), "message": .string(replacement.message),
                "losses": .array(replacement.losses.map(Value.string)),
                "leaves": .array(replacement.leaves.map(\.json)),
            ]
        }
        if !change.companions.isEmpty {
            result["takes_along"] = .array(
                change.companions.map { companion in
                    var value = companion.key.json
                    value["owned"] = .bool(companion.isOwned)
                    return value
                })
        }
        if !change.exemptions.isEmpty {
            result["left_to_others"] = .array(
                change.exemptions.map { ["path": .string($0.path.description), "reason": .string($0.reason)] })
        }
        result["verification"] =
            switch change.verification {
            case .server: ["status": "server"]
            case .probe: ["status": "probe"]
            case .none: ["status": "none"]
            case .deferred(let reason): ["status": "deferred", "reason": .string(reason)]
            }
        return result
    }

    /// A step that is an object by itself, as one that can be counted with those of the world.
    private static func itself(_ step: Step, _ deletions: DeletionReasons) -> Value {
        let place = step.action.isChange ? "state" : step.silentPlace?.text ?? "unknown"
        var result: Value = [
            "address": .string(step.address.description), "step": .string(step.address.description),
            "mode": "managed", "type": .string("\(step.kind.rawValue).berth.dev"),
            "kind": .string(step.kind.rawValue), "name": .string(step.address.name), "place": .string(place),
            "provider_name": .string(place), "action": .string(step.action.rawValue),
            "reason": step.reasonValue(deletions), "change": ["actions": step.action.writes], "leaves": [],
            "verification": ["status": "none"],
        ]
        result.setScope(of: step.address)
        result["location"] = step.location?.json
        return result
    }

    private static func value(of change: BeforeAfter, _ action: Action) -> Value {
        guard action != .none else { return ["actions": action.writes] }
        return [
            "actions": action.writes, "before": change.before ?? .null, "after": change.after ?? .null,
            "after_unknown": change.unknown, "before_sensitive": change.beforeSensitive,
            "after_sensitive": change.afterSensitive,
        ]
    }

    static func value(of problem: Plan.Problem) -> Value {
        var result: Value = ["kind": .string(problem.kind.rawValue), "message": .string(problem.message)]
        result["address"] = problem.address.map { .string($0.description) }
        result["item"] = problem.item?.json
        result["hint"] = problem.hint.map(Value.string)
        result["detail"] = problem.detail.map(Value.string)
        return result
    }

    static func value(of silence: Plan.Unreachable) -> Value {
        var result: Value = ["place": .string(silence.place.text), "reason": .string(silence.reason)]
        result["kind"] = silence.kind.map { .string($0.text) }
        result["hint"] = silence.hint.map(Value.string)
        return result
    }
}

extension PlanSummary {
    fileprivate func value(of plan: Plan) -> Value {
        var result: Value = [
            "gates": .integer(Int64(gates)), "removed_items": .integer(Int64(removedItems)),
            "has_changes": .bool(plan.hasChanges), "sentence": .string(sentence),
        ]
        let actions = Action.allCases.filter { $0 != .wait }
        for action in actions { result[action.rawValue] = .integer(Int64(plan.counts[action] ?? 0)) }
        result["objects"] = .object(
            Object(actions.filter { $0 != .none }.map { ($0.rawValue, .integer(Int64(count($0)))) }))
        return result
    }
}

extension Action {
    /// The writes it stands for.
    fileprivate var writes: Value {
        switch self {
        case .replace: ["delete", "create"]
        case .none: ["no-op"]
        default: [.string(rawValue)]
        }
    }
}
