import Document
import Planning

/// What somebody changed outside of Berth, for programs.
///
/// - `format_version` as in `PlanJSON`, `estate`, `has_drift`, `sentence`, `shard` as in `PlanJSON`
/// - `drift`: an item each: `address`, `workspace` (or `cluster`), `place`, `apiVersion`, `kind`, `namespace`, `name`,
///   `change` (`removed` or `changed`), `needs_replacement` (whether it can be set back only by making it anew), `alternative`
///   (what to do, where nothing sets it back), `location`, and
///   `leaves` as in `PlanJSON`: `old` is what is there now, `new` what it will be set back to, `author` who changed it and when;
///   and in the direction of time `was` and `is`
/// - `contested`: what others own or made and an apply does not set back by itself; as `problems` in `PlanJSON`
/// - `unknown`: `address`, `reason`: of what nothing can be told though its place answers
/// - `doubts`: `address`, `message`: what is there and the state does not know, so that it may have been put back; no drift by itself
/// - `unreachable`: `place`, `kind` where it is about one kind, `reason`, `hint`: where nobody could look
package struct DriftJSON: Sendable {
    package init() {}

    /// The document, with a line end at its end.
    package func render(_ plan: Plan) -> String {
        let report = DriftReport(plan)
        var value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "estate": .string(report.estate),
            "has_drift": .bool(report.hasDrift), "sentence": .string(report.sentence),
            "drift": .array(report.findings.map(Self.value)),
            "contested": .array(report.contested.map(PlanJSON.value)),
            "unknown": .array(
                report.unknown.map { ["address": .string($0.address.description), "reason": .string($0.reason)] }),
            "doubts": .array(
                report.doubts.map { ["address": .string($0.address.description), "message": .string($0.message)] }),
            "unreachable": .array(report.unreachable.map(PlanJSON.value)),
        ]
        value["shard"] = plan.part.map { .string($0.shard.description) }
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }

    private static func value(of finding: DriftReport.Finding) -> Value {
        var result = finding.key.json
        result["address"] = .string(finding.address.description)
        result.setScope(of: finding.address)
        result["change"] = finding.isRemoved ? "removed" : "changed"
        result["needs_replacement"] = .bool(finding.needsReplacement)
        result["alternative"] = finding.alternative.map(Value.string)
        result["location"] = finding.location?.json
        result["leaves"] = .array(
            finding.leaves.map { leaf in
                var value = leaf.json
                (value["was"], value["is"]) = (value["new"], value["old"])
                return value
            })
        return result
    }
}
