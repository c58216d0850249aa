import Document
import Execution
import Kubernetes

/// The locks of an estate, for programs.
///
/// `format_version` as in `PlanJSON`; `estate_epoch`, which new groups start from; `locks`: `group`, `epoch`, `plan` (the digest
/// of the plan that was begun and not finished), `finished_plan`, and where a run holds it `holder`, `since`, `expires` (unless it is
/// renewed, by the holder's clock), `lease`, `alive`.
package struct LocksJSON: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(_ survey: LockSurvey) -> String {
        let value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "estate_epoch": .integer(survey.table.estateEpoch),
            "locks": .array(survey.table.groups.map { Self.value(of: $0, survey) }),
        ]
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }

    private static func value(of group: String, _ survey: LockSurvey) -> Value {
        var result: Value = ["group": .string(group), "epoch": .integer(survey.table.epoch(of: group))]
        result["plan"] = survey.table.begunPlan(of: group).map(Value.string)
        result["finished_plan"] = survey.table.finishedPlan(of: group).map(Value.string)
        guard let holder = survey.table.holder(of: group) else { return result }
        result["holder"] = .string(holder.text)
        result["since"] = holder.sinceText.map(Value.string)
        result["expires"] = survey.expiry(of: holder).map { .string($0.toSeconds) }
        result["lease"] = .string(holder.lease)
        result["alive"] = .bool(survey.isAlive(holder))
        return result
    }
}
