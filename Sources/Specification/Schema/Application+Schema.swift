import Document
import Resources

extension Application {
    /// The kind Application. Its revisions are files of their own.
    static let schema = Schema<Application>.document(.application, spec: spec)

    private static let spec = Schema<Build<Application>>.object(
        Field.required("activeRevision", .numberedText, "What a workspace gets unless it pins another."),
        Field.defaulted("rules", .rules, [:], "When, where and for whom it is installed."),
        Field.defaulted("dependsOn", .list(of: .label), [], "Applications that are installed before this one."),
        Field.defaulted("timeout", .duration, "10m", "How long an install may take."),
        Field.defaulted("protected", .boolean, false, "Refuses deletion of its objects."),
        Field.defaulted("adopt", .boolean, false, "Takes over objects of its names that Berth did not make."),
        Field.optional(
            "replace", Schema<ReplacePolicy>.oneOf,
            "When its objects that cannot be changed in place are deleted and made anew; by default Jobs and what keeps nothing "
                + "automatically, everything else onRequest (--replace ADDRESS)."),
        Field.defaulted(
            "ignoreDifferences", .list(of: .applicationIgnoreRule), [],
            "Leaves that are left to others once they are made."),
        Field.optional("rollout", .rollout, "How a new active revision goes out; by default to all workspaces at once.")
    ) { node, activeRevision, rules, dependsOn, timeout, isProtected, adopts, replaces, ignored, rollout in
        { metadata in
            Application(
                name: metadata.name, annotations: metadata.annotations, activeRevision: activeRevision, rules: rules,
                dependsOn: dependsOn, timeout: timeout, isProtected: isProtected, adopts: adopts,
                replaces: replaces, ignoreDifferences: ignored, rollout: rollout, marks: node.marks)
        }
    }
}

extension Schema where Output == DeploymentRules {
    fileprivate static var rules: Schema<DeploymentRules> {
        .object(
            Field.defaulted(
                "phase", Schema<DeploymentRules.Phase>.oneOf, "default",
                "prerequisite: on the management cluster, before the control plane; default: in the workspace."),
            Field.optional(
                "scope", Schema<DeploymentRules.Scope>.oneOf,
                "What a prerequisite may write: the workspace's namespace, or anything."),
            Field.defaulted("requiresWorkers", .boolean, false, "Waits for a Ready node in the workspace."),
            Field.defaulted("workspaces", .selector, "none", "Who gets it without asking.")
        ) { node, phase, scope, requiresWorkers, workspaces in
            if phase == .default, scope != nil {
                node.report(
                    "only prerequisites have a `scope`",
                    at: node.marks.keyLocation(of: node.path.appending(key: "scope")),
                    notes: ["applications of the phase default are installed in the workspace"])
                return nil
            }
            if phase == .prerequisite, requiresWorkers {
                node.report(
                    "a prerequisite cannot require workers",
                    at: node.marks.keyLocation(of: node.path.appending(key: "requiresWorkers")),
                    notes: ["it is installed before the workspace has an API that nodes could join; use phase: default"]
                )
                return nil
            }
            return DeploymentRules(
                phase: phase, scope: scope, requiresWorkers: requiresWorkers, workspaces: workspaces)
        }
    }
}

extension Schema where Output == DeploymentRules.Selector {
    /// `all`, `none`, or a map of what a workspace must match.
    fileprivate static var selector: Schema<DeploymentRules.Selector> {
        let matching = Schema.object(
            Field.defaulted("matchLabels", .labels, [:], "Labels that the workspace has."),
            Field.defaulted(
                "computeProviderTypes", .list(of: Schema<ComputeProviderType>.oneOf), [],
                "Types of which the workspace has one.")
        ) { _, labels, types in DeploymentRules.Selector.matching(labels: labels, computeProviderTypes: types) }
        return Schema(json: ["anyOf": [["enum": ["all", "none"]], matching.json]]) { node in
            switch node.text {
            case nil: return matching.read(node)
            case "all": return .all
            case "none": return DeploymentRules.Selector.none
            case let text?:
                node.report("\(node.name) must be all, none or a map of what to match, not `\(text)`")
                return nil
            }
        }
    }
}
