import Composition
import Document
import Resources
import YAML

/// The objects that give an account on a management cluster what a command needs there, and no more.
package struct AccessManifests: Sendable {
    private let role: AccessRole
    private let plurals: [ItemKind: String]

    /// For the kinds that an estate has on its management clusters.
    package init(_ role: AccessRole, kinds: ManagementKinds) {
        self.role = role
        plurals = kinds.plurals
    }

    /// YAML that kubectl accepts, with words on what it is.
    package var text: String {
        role.introduction.map { "# \($0)\n" }.joined() + String(decoding: YAML.emit(documents: objects), as: UTF8.self)
    }

    private static let lockNamespace = "berth-system"
    private static let accessGroup = "rbac.authorization.k8s.io"

    var objects: [Value] {
        let objects: [Value] = [
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(Self.lockNamespace)]],
            object("v1", "ServiceAccount", in: Self.lockNamespace),
            object(Self.accessVersion, "ClusterRole", ["rules": .array(rules)]),
            object(Self.accessVersion, "ClusterRoleBinding", binding("ClusterRole")),
            object(
                Self.accessVersion, "Role",
                ["rules": [Self.rule("coordination.k8s.io", ["leases"], role.locking)]], in: Self.lockNamespace),
            object(Self.accessVersion, "RoleBinding", binding("Role"), in: Self.lockNamespace),
        ]
        return role.writes ? objects : objects + [policy, policyBinding]
    }

    private static let accessVersion = "\(accessGroup)/v1"

    // MARK: Rules

    /// What is worked on, a rule a group, and what is only read besides.
    private var rules: [Value] {
        var worked: [String: Set<String>] = [
            "": ["namespaces"], "kamaji.clastix.io": ["tenantcontrolplanes"],
        ]
        for (kind, plural) in plurals { worked[kind.group, default: []].insert(plural) }
        // Secrets: admin kubeconfigs, and what helm noted of its releases. The rest: schemas of kinds, autoscalers that have
        // replicas, why a load balancer has no address, why something does not become ready.
        var read: [String: Set<String>] = [
            "": ["secrets", "services", "events", "pods"], "apiextensions.k8s.io": ["customresourcedefinitions"],
            "autoscaling": ["horizontalpodautoscalers"], "batch": ["jobs"],
        ]
        for (group, resources) in worked { read[group]?.subtract(resources) }
        var rules = Self.rules(worked, role.working) + Self.rules(read, role.reading)
        let roles = worked[Self.accessGroup] ?? []
        if !roles.isEmpty {
            // Whoever makes roles has what is in them, or this.
            rules.append(Self.rule(Self.accessGroup, ["clusterroles", "roles"], ["bind", "escalate"]))
        }
        if role == .destroy { rules.append(Self.rule("*", ["*"], ["get", "list"])) }
        return rules
    }

    private static func rules(_ resources: [String: Set<String>], _ verbs: [String]) -> [Value] {
        resources.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { rule($0.key, $0.value.sorted(), verbs) }
    }

    private static func rule(_ group: String, _ resources: [String], _ verbs: [String]) -> Value {
        [
            "apiGroups": [.string(group)], "resources": .array(resources.map { .string($0) }),
            "verbs": .array(verbs.map { .string($0) }),
        ]
    }

    // MARK: Objects

    private func object(
        _ apiVersion: String, _ kind: String, _ contents: Object = [:], in namespace: String? = nil
    ) -> Value {
        var object: Object = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": .string(role.name)],
        ]
        if let namespace { object["metadata"]?["namespace"] = .string(namespace) }
        for (key, value) in contents { object[key] = value }
        return .object(object)
    }

    private func binding(_ kind: String) -> Object {
        [
            "roleRef": ["apiGroup": .string(Self.accessGroup), "kind": .string(kind), "name": .string(role.name)],
            "subjects": [
                [
                    "kind": "ServiceAccount", "name": .string(role.name), "namespace": .string(Self.lockNamespace),
                ]
            ],
        ]
    }

    // MARK: Trying only

    private static let admissionVersion = "admissionregistration.k8s.io/v1"
    private var policyName: Value { .string("\(role.name)-only-tries") }

    private var policy: Value {
        [
            "apiVersion": .string(Self.admissionVersion), "kind": "ValidatingAdmissionPolicy",
            "metadata": ["name": policyName],
            "spec": [
                "failurePolicy": "Fail",
                "matchConstraints": [
                    "resourceRules": [
                        [
                            "apiGroups": ["*"], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE", "DELETE"],
                            "resources": ["*"],
                        ]
                    ]
                ],
                "matchConditions": [
                    [
                        "name": .string("is-\(role.name)"),
                        "expression": .string(
                            "request.userInfo.username == "
                                + "\"system:serviceaccount:\(Self.lockNamespace):\(role.name)\""),
                    ]
                ],
                "validations": [
                    [
                        "expression": "has(request.dryRun) && request.dryRun",
                        "message": .string("\(role.name) may only try writes (dryRun)"), "reason": "Forbidden",
                    ]
                ],
            ],
        ]
    }

    private var policyBinding: Value {
        [
            "apiVersion": .string(Self.admissionVersion), "kind": "ValidatingAdmissionPolicyBinding",
            "metadata": ["name": policyName], "spec": ["policyName": policyName, "validationActions": ["Deny"]],
        ]
    }
}
