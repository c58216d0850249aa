import Document
import Planning
import Resources

/// Why a step is in a plan, as programs read it: they compare codes, and people read the words.
package enum StepReason: String, Sendable, Hashable, CaseIterable {
    /// It does not exist yet.
    case new
    /// The specification says something else than was applied last.
    case specification
    /// Somebody changed what Berth had applied.
    case drift
    /// Somebody took away what Berth had made.
    case removedOutside = "removed-outside"
    /// Fields of others are taken over, as approved.
    case takenOver = "taken-over"
    /// The values stay, and Berth comes to own them.
    case ownership
    /// A consequence on the server: a default, or an admission plugin.
    case server
    /// It cannot be changed in place.
    case immutable
    /// The specification has it no more.
    case unspecified
    /// The workspace goes as a whole while others are applied: its specification is gone, or wants it on another cluster.
    case takenAway = "taken-away"
    /// The operator takes the workspace away.
    case destroy
    /// The secret in state is encrypted for other recipients.
    case recipients
    /// The admin kubeconfig is stored, or stored anew.
    case kubeconfig
    /// Something is waited for: see `gate`, or it is as specified and not ready.
    case gate
    case notReady = "not-ready"
    /// A later run does it.
    case deferred
    /// The place did not answer: see `unread_place`.
    case unread
    /// Something else about it is not known.
    case unknown
    /// Nothing: it is as specified.
    case asSpecified = "as-specified"
}

/// Why what a plan deletes goes, by the group that it is of.
struct DeletionReasons {
    private let purpose: Plan.Purpose
    private let goingGroups: Set<String>

    init(_ plan: Plan) {
        purpose = plan.purpose
        goingGroups = plan.destroyedGroups
    }

    func reason(in group: String) -> StepReason {
        switch purpose {
        case .destroy: .destroy
        case .apply: goingGroups.contains(group) ? .takenAway : .unspecified
        }
    }
}

extension Step {
    /// The reasons for a step, the weightiest first; from what it does alone, not from its words.
    func reasons(_ deletions: DeletionReasons) -> [StepReason] {
        switch action {
        case .none: return [.asSpecified]
        case .unknown: return [silentPlace == nil ? .unknown : .unread]
        case .wait: return [gate == nil ? .notReady : .gate]
        case .defer: return [.deferred]
        case .delete: return [deletions.reason(in: address.group)]
        case .replace: return [.immutable] + changes.reasons.filter { $0 != .immutable }
        case .create, .update:
            switch gate {
            case .encryptAnew: return [.recipients]
            case .storeKubeconfig: return [.kubeconfig]
            default:
                let found = changes.reasons
                return found.isEmpty ? [action == .create ? .new : .specification] : found
            }
        }
    }

    /// The code with the words, as reports for programs write it.
    func reasonValue(_ deletions: DeletionReasons) -> Value {
        let reasons = reasons(deletions)
        var result: Value = [
            "code": .string(reasons.first?.rawValue ?? ""), "codes": .array(reasons.map { .string($0.rawValue) }),
            "message": .string(reason),
        ]
        result["gate"] = gate.map { .string($0.name) }
        return result
    }
}

extension [ItemChange] {
    /// Each once, in the order in which they weigh.
    fileprivate var reasons: [StepReason] {
        let found = Set(flatMap(\.reasons))
        return StepReason.allCases.filter(found.contains)
    }
}

extension ItemChange {
    /// Why an item is changed; empty where it is not.
    var reasons: Set<StepReason> {
        switch action {
        case .create: return [wasRemoved ? .removedOutside : .new]
        case .delete: return [.unspecified]
        case .replace: return Set((replacement?.leaves ?? leaves).map(\.reason.code)).union([.immutable])
        case .update: return Set(leaves.map(\.reason.code))
        case .defer: return [.deferred]
        case .unknown: return [.unknown]
        case .wait, .none: return []
        }
    }
}

extension LeafChange.Reason {
    fileprivate var code: StepReason {
        switch self {
        case .spec: .specification
        case .drift: .drift
        case .forced: .takenOver
        case .ownership: .ownership
        case .server: .server
        }
    }
}

extension Gate {
    /// What is waited for or decided, in a word.
    fileprivate var name: String {
        switch self {
        case .placement: "placement"
        case .kubeconfig: "kubeconfig"
        case .api: "api"
        case .storeKubeconfig: "kubeconfig-store"
        case .encryptAnew: "recipients"
        case .otherShard: "other-shard"
        case .active: "active"
        }
    }
}
