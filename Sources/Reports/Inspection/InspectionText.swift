import Document
import Planning
import Resources

/// Everything that a workspace has, as a tree.
package struct InspectionText: Sendable {
    package var layout: TextLayout

    package init(_ layout: TextLayout = TextLayout()) {
        self.layout = layout
    }

    /// The tree, a line end after each line.
    package func render(_ inspection: Inspection) -> String {
        var page = TextPage(layout)
        var line = StyledLine()
        line.append(inspection.workspace, .bold)
        line.append(inspection.cluster.map { " on \($0)" } ?? "")
        line.append("  \(inspection.phase?.rawValue ?? "not recorded")", .dim)
        page.add(line)
        page.add(prose: "its API \(inspection.api)", inspection.isReachable ? .success : .wait, indent: 2)
        var told = inspection.api
        for part in inspection.parts { write(part, to: &page, told: &told) }
        page.separate()
        for gap in inspection.gaps { page.add(prose: "not known: \(gap)", .unknown) }
        let objects = inspection.parts.flatMap(\.objects)
        let ready = objects.count { $0.standing == .ready }
        page.add(prose: "\(objects.count.counted("object")), \(ready.grouped) ready.", .bold)
        return page.text
    }

    /// `told` is what has been said: why something is not known is said once.
    private func write(_ part: Inspection.Part, to page: inout TextPage, told: inout String) {
        let deployment = part.deployment.map { "  \($0.deployment.revision) \($0.state.rawValue)" } ?? ""
        page.add("\(part.address.name)\(deployment)", .bold, indent: 2)
        for object in part.objects {
            var (words, style) = object.standing.shown
            if case .unknown(let reason) = object.standing {
                if told.contains(reason) { words = "unknown, as said above" }
                told += "\n\(reason)"
            }
            page.add(prose: "\(object.key) in \(object.key.place.description)  \(words)", style, indent: 4)
            for condition in object.conditions { page.add(prose: condition, .dim, indent: 8) }
        }
    }
}

/// The same for programs.
///
/// `format_version` as in `PlanJSON`; `workspace`, `cluster`, `state`, `api`, `reachable`, and `parts`: `address`, `application`
/// and `revision` where one is installed, `objects`: `item`, `standing`, `reason`, `conditions`; `not_known`: what could
/// not be looked at.
package struct InspectionJSON: Sendable {
    package init() {}

    package func render(_ inspection: Inspection) -> String {
        var value: Value = [
            "format_version": .string(PlanJSON.formatVersion), "workspace": .string(inspection.workspace),
            "api": .string(inspection.api), "reachable": .bool(inspection.isReachable),
            "parts": .array(inspection.parts.map(Self.value)),
        ]
        value["not_known"] = inspection.gaps.isEmpty ? nil : .array(inspection.gaps.map(Value.string))
        value["cluster"] = inspection.cluster.map(Value.string)
        value["state"] = inspection.phase.map { .string($0.rawValue) }
        return String(decoding: value.json(.pretty), as: UTF8.self)
    }

    private static func value(of part: Inspection.Part) -> Value {
        var value: Value = [
            "address": .string(part.address.description),
            "objects": .array(
                part.objects.map { object in
                    let (word, reason) = object.standing.parts
                    var value: Value = [
                        "item": object.key.json, "standing": .string(word),
                        "conditions": .array(object.conditions.map(Value.string)),
                    ]
                    value["reason"] = reason.map(Value.string)
                    return value
                }),
        ]
        value["application"] = part.deployment.map { .string($0.deployment.application) }
        value["revision"] = part.deployment.map { .string($0.deployment.revision) }
        return value
    }
}

extension Inspection.Standing {
    /// A word, and the reason where there is one.
    fileprivate var parts: (String, String?) {
        switch self {
        case .ready: ("ready", nil)
        case .inProgress(let reason): ("not ready", reason)
        case .failed(let reason): ("failed", reason)
        case .terminating: ("being deleted", nil)
        case .absent: ("absent", nil)
        case .deferred: ("deferred", "it waits for a worker node")
        case .unknown(let reason): ("unknown", reason)
        case .foreign(let reason): ("foreign", reason)
        }
    }

    fileprivate var shown: (String, TextStyle) {
        let (word, reason) = parts
        let style: TextStyle =
            switch self {
            case .ready: .success
            case .inProgress, .terminating: .wait
            case .failed, .foreign: .failure
            case .absent: .delete
            case .deferred: .deferred
            case .unknown: .unknown
            }
        return (word + (reason.map { ": \($0)" } ?? ""), style)
    }
}
