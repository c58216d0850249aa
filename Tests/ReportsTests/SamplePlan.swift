import Diagnostics
import Document
import Planning
import Resources

/// A plan with something of everything: two workspaces, of which one is new and one has drifted.
enum SamplePlan {
    static let cluster = Place.management("fsn1-a")

    static func location(_ workspace: String, _ line: Int) -> SourceLocation {
        SourceLocation(file: "specs/workspaces/\(workspace).yaml", line: line, column: 3)
    }

    /// Everything together.
    static let full = Plan(
        estate: "loopback", purpose: .apply, steps: shared + payments + analytics + legacy,
        groups: [
            Plan.Group(name: "analytics", cluster: "fsn1-a", epoch: 4),
            Plan.Group(name: "cluster/fsn1-a", cluster: "fsn1-a"),
            Plan.Group(name: "legacy", cluster: "fsn1-a"),
            Plan.Group(name: "payments", cluster: "fsn1-a", isProtected: true),
        ],
        unreachable: [
            Plan.Unreachable(
                place: .tenant("legacy"),
                reason: "GET https://legacy.k8s.cloud.example.com:6443/readyz: connection refused after 3 attempts",
                hint: "check that it is running")
        ],
        problems: [
            Plan.Problem(
                kind: .conflict, address: ResourceAddress(workspace: "analytics", "application/ingress-nginx"),
                item: controller,
                message:
                    "spec.replicas of \(controller) is owned by \"kubectl-scale\" with 5; the specification wants 2",
                hint: "leave it out of the specification, or take it over with --force-conflicts")
        ],
        remarks: [
            "workspace billing on fsn1-a is orphaned: it has no specification; `berth destroy billing` removes it, and so "
                + "does a plan with --prune"
        ])

    /// A new revision for many workspaces.
    static let waves: Plan = {
        let ids = (1...15).map { "team-\($0 < 10 ? "0" : "")\($0)" }
        let key = ItemKey(
            place: cluster, apiVersion: "apps/v1", kind: "Deployment", namespace: "web", name: "web")
        var plan = Plan(
            estate: "loopback", purpose: .apply,
            steps: ids.map { id in
                Step(
                    address: ResourceAddress(workspace: id, "application/web"), kind: .application, action: .update,
                    reason: "revision 1.2.0 → 1.3.0",
                    changes: [ItemChange(key: key, action: .update, verification: .server)],
                    location: SourceLocation(file: "templates/applications/web/application.yaml", line: 6, column: 3))
            }, groups: ids.map { Plan.Group(name: $0, cluster: "fsn1-a") })
        func wave(_ number: Int, _ groups: [String]) -> Plan.Wave {
            Plan.Wave(number: number, total: 3, groups: groups, applications: ["web"], pause: 600, stopAfterFailures: 2)
        }
        plan.waves = [wave(1, [ids[7]]), wave(2, Array(ids[0..<2])), wave(3, Array(ids[2..<7] + ids[8...]))]
        return plan
    }()

    /// Takes a workspace away of which the file is gone.
    static let pruning: Plan = {
        let namespace = ItemKey(place: cluster, apiVersion: "v1", kind: "Namespace", name: "k8s-w-billing")
        let plane = ItemKey(
            place: cluster, apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
            namespace: "k8s-w-billing", name: "billing")
        func step(_ name: String, _ kind: Resource.Kind, _ key: ItemKey) -> Step {
            Step(
                address: ResourceAddress(workspace: "billing", name), kind: kind, action: .delete,
                reason: "its file is gone", changes: [ItemChange(key: key, action: .delete)])
        }
        var group = Plan.Group(name: "billing", cluster: "fsn1-a", namespace: "k8s-w-billing")
        group.isTakenAway = true
        return Plan(
            estate: "loopback", purpose: .apply,
            steps: shared + [step("control-plane", .controlPlane, plane), step("namespace", .namespace, namespace)],
            groups: [group, Plan.Group(name: "cluster/fsn1-a", cluster: "fsn1-a")],
            remarks: [
                "2 worker nodes are in the tenant billing: Berth does not know their servers, which stay and may cost money"
            ])
    }()

    /// Nothing but what waits for a worker node.
    static let deferredOnly = Plan(
        estate: "loopback", purpose: .apply,
        steps: [
            Step(address: ResourceAddress(workspace: "payments", "namespace"), kind: .namespace, action: .none),
            deferredApplication,
        ], groups: [Plan.Group(name: "payments", cluster: "fsn1-a")])

    static let controller = ItemKey(
        place: .tenant("analytics"), apiVersion: "apps/v1", kind: "Deployment", namespace: "ingress-nginx",
        name: "ingress-nginx-controller")

    private static let shared = [
        Step(
            address: ResourceAddress(cluster: "fsn1-a", "application/datastore-monitor"), kind: .prerequisite,
            action: .none)
    ]

    private static let notYet = ItemChange.Verification.deferred("the control plane does not exist yet")

    private static func created(
        _ place: Place, _ apiVersion: String, _ kind: String, _ namespace: String?, _ name: String,
        _ leaves: [(Path, Value)], _ verification: ItemChange.Verification = .server, secret: Bool = false
    ) -> ItemChange {
        ItemChange(
            key: ItemKey(place: place, apiVersion: apiVersion, kind: kind, namespace: namespace, name: name),
            action: .create,
            leaves: leaves.map {
                LeafChange(path: $0.0, old: nil, new: secret ? .null : $0.1, reason: .spec, isSensitive: secret)
            }, verification: verification)
    }

    private static func step(
        _ name: String, _ kind: Resource.Kind, _ action: Action, _ reason: String, line: Int,
        in workspace: String = "payments", changes: [ItemChange] = [], gate: Gate? = nil
    ) -> Step {
        Step(
            address: ResourceAddress(workspace: workspace, name), kind: kind, action: action, reason: reason,
            changes: changes, gate: gate, location: location(workspace, line))
    }

    private static let configuration = """
        apiVersion: v1
        kind: Limits
        defaults:
          cpu: 100m
          memory: 128Mi

        """

    static let deferredApplication = step(
        "application/ingress-nginx", .application, .defer, "waits for a worker node", line: 21,
        changes: [
            created(
                .tenant("payments"), "v1", "Namespace", nil, "ingress-nginx", [], .deferred("no worker node is Ready")),
            created(
                .tenant("payments"), "apps/v1", "Deployment", "ingress-nginx", "ingress-nginx-controller",
                [(["spec", "replicas"], 2)], .deferred("no worker node is Ready")),
        ].map { change in
            var change = change
            change.action = .defer
            return change
        })

    /// A workspace that does not exist yet.
    private static let payments: [Step] = [
        step(
            "network", .network, .create, "new", line: 10,
            changes: [
                created(
                    .provider("hetzner-prod"), "", "Network", nil, "k8s-w-payments",
                    [
                        (["ipRange"], "10.20.0.0/16"),
                        (["subnets"], [["ipRange": "10.20.0.0/24", "zone": "eu-central"]]),
                    ],
                    .none)
            ]),
        step("placement", .placement, .wait, "on fsn1-a", line: 7, gate: .placement(cluster: "fsn1-a")),
        step(
            "namespace", .namespace, .create, "new", line: 1,
            changes: [
                created(
                    cluster, "v1", "Namespace", nil, "k8s-w-payments", [(["metadata", "labels", "team"], "checkout")])
            ]),
        step(
            "application/workspace-guardrails", .prerequisite, .create, "new", line: 1,
            changes: [
                created(
                    cluster, "v1", "ConfigMap", "k8s-w-payments", "limits",
                    [(["data", "limits.yaml"], .string(configuration))], .probe),
                created(
                    cluster, "v1", "ResourceQuota", "k8s-w-payments", "workspace",
                    [(["spec", "hard", "count/services"], "20"), (["spec", "hard", "limits.memory"], "16Gi")], .probe),
            ]),
        step(
            "control-plane", .controlPlane, .create, "new", line: 8,
            changes: [
                created(
                    cluster, "kamaji.clastix.io/v1alpha1", "TenantControlPlane", "k8s-w-payments", "payments",
                    [
                        (["metadata", "labels", "team"], "checkout"),
                        (
                            ["spec", "controlPlane", "deployment", "extraArgs", "apiServer"],
                            [
                                "--oidc-issuer-url=https://id.example.com", "--oidc-client-id=payments",
                                "--oidc-username-claim=email", "--oidc-groups-claim=groups",
                            ]
                        ),
                        (["spec", "controlPlane", "deployment", "replicas"], 3),
                        (["spec", "controlPlane", "service", "serviceType"], "LoadBalancer"),
                        (["spec", "kubernetes", "kubelet", "cgroupfs"], "systemd"),
                        (["spec", "kubernetes", "version"], "v1.35.2"),
                        (["spec", "networkProfile", "certSANs"], ["payments.k8s.cloud.example.com"]),
                        (["spec", "networkProfile", "port"], 6443),
                        (["spec", "addons", "coreDNS"], [:]), (["spec", "addons", "kubeProxy"], [:]),
                    ], .probe)
            ]),
        step("kubeconfig", .kubeconfig, .wait, "waits for the control plane", line: 8),
        step(
            "dns", .dns, .create, "new", line: 1,
            changes: [
                created(
                    .dns, "", "Record", nil, "payments.k8s.cloud.example.com",
                    [(["ttl"], 60), (["values"], ["(known after apply)"])],
                    .deferred("it holds values that are known after apply"))
            ]),
        step(
            "api", .api, .wait, "waits for the control plane", line: 1,
            gate: .api(host: "payments.k8s.cloud.example.com", port: 6443)),
        step(
            "integration/load-balancer", .integration, .create, "new", line: 14,
            changes: [
                created(.tenant("payments"), "v1", "Namespace", nil, "loopback-system", [], notYet),
                created(
                    .tenant("payments"), "v1", "Secret", "loopback-system", "load-balancer",
                    [(["data", "apiKey"], .null)], notYet, secret: true),
            ]),
        step(
            "rbac/loopback-workspace-claim", .rbac, .create, "new", line: 12,
            changes: [
                created(
                    .tenant("payments"), "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", nil,
                    "berth-admin-loopback-workspace-claim",
                    [
                        (["roleRef", "name"], "cluster-admin"),
                        (["subjects"], [["kind": "Group", "name": "loopback-workspace-claim"]]),
                    ], notYet)
            ]),
        deferredApplication,
        step("active", .active, .wait, "the workspace state", line: 1, gate: .active),
    ]

    /// A workspace that has drifted, and whose specification has changed.
    private static let analytics: [Step] = [
        step(
            "placement", .placement, .none, "on fsn1-a", line: 6, in: "analytics", gate: .placement(cluster: "fsn1-a")),
        step(
            "namespace", .namespace, .update, "drift", line: 1, in: "analytics",
            changes: [
                ItemChange(
                    key: ItemKey(place: cluster, apiVersion: "v1", kind: "Namespace", name: "k8s-w-analytics"),
                    action: .update,
                    leaves: [
                        LeafChange(
                            path: ["metadata", "labels", "team"], old: "hacked \u{1B}[31m", new: "insights",
                            reason: .drift,
                            author: LeafChange.Author(manager: "kubectl-edit", time: "2026-11-23T04:11:02Z"))
                    ], verification: .server)
            ]),
        step(
            "application/workspace-guardrails", .prerequisite, .create, "drift: it was removed outside of Berth",
            line: 1,
            in: "analytics",
            changes: [
                created(
                    cluster, "v1", "ResourceQuota", "k8s-w-analytics", "workspace",
                    [(["spec", "hard", "count/services"], "20")]
                ).removedOutside
            ]),
        step(
            "control-plane", .controlPlane, .update, "the specification changed, and drift", line: 8, in: "analytics",
            changes: [
                ItemChange(
                    key: ItemKey(
                        place: cluster, apiVersion: "kamaji.clastix.io/v1alpha1", kind: "TenantControlPlane",
                        namespace: "k8s-w-analytics", name: "analytics"), action: .update,
                    leaves: [
                        LeafChange(
                            path: ["spec", "controlPlane", "deployment", "extraArgs", "apiServer"],
                            old: [
                                "--oidc-issuer-url=https://old.example.com", "--oidc-client-id=analytics",
                                "--oidc-username-claim=email", "--oidc-groups-claim=groups",
                            ],
                            new: [
                                "--oidc-issuer-url=https://id.example.com", "--oidc-client-id=analytics",
                                "--oidc-username-claim=email", "--oidc-groups-claim=groups",
                            ], reason: .spec),
                        LeafChange(
                            path: ["spec", "controlPlane", "deployment", "replicas"], old: 1, new: 3, reason: .drift,
                            author: LeafChange.Author(manager: "kubectl-scale", time: "2026-11-22T22:40:59Z")),
                        LeafChange(
                            path: ["spec", "kubernetes", "version"], old: "v1.34.5", new: "v1.35.2", reason: .spec),
                        LeafChange(
                            path: ["spec", "networkProfile", "dnsServiceIPs"], old: nil, new: ["10.96.0.10"],
                            reason: .server),
                    ], verification: .server)
            ]),
        step(
            "secret/hcloud", .secret, .update, "the specification changed", line: 15, in: "analytics",
            changes: [
                ItemChange(
                    key: ItemKey(
                        place: .tenant("analytics"), apiVersion: "v1", kind: "Secret", namespace: "kube-system",
                        name: "hcloud"), action: .update,
                    leaves: [
                        LeafChange(
                            path: ["data", "gone"], old: LeafChange.hidden, new: nil, reason: .spec, isSensitive: true),
                        LeafChange(
                            path: ["data", "network"], old: nil, new: LeafChange.hidden, reason: .spec,
                            isSensitive: true),
                        LeafChange(
                            path: ["data", "token"], old: LeafChange.hidden, new: LeafChange.hidden, reason: .spec,
                            isSensitive: true),
                    ], verification: .server)
            ]),
        step(
            "application/ingress-nginx", .application, .update, "the specification changed", line: 18, in: "analytics",
            changes: [
                ItemChange(
                    key: ItemKey(
                        place: .tenant("analytics"), apiVersion: "v1", kind: "ConfigMap", namespace: "ingress-nginx",
                        name: "configuration"), action: .update,
                    leaves: [
                        LeafChange(
                            path: ["data", "nginx.conf"],
                            old: "worker_processes 2;\nerror_log stderr;\nkeepalive 30;\nlog_level warn;\n",
                            new: "worker_processes 4;\nerror_log stderr;\nkeepalive 30;\nlog_level info;\n",
                            reason: .spec),
                        LeafChange(
                            path: ["data", "token-endpoint"],
                            old: .string(
                                "https://id.example.com/realms/production/protocol/openid-connect/token?v=1" + more),
                            new: .string(
                                "https://id.example.com/realms/production/protocol/openid-connect/token?v=2" + more),
                            reason: .forced,
                            author: LeafChange.Author(manager: "helm", time: "2026-10-01T08:00:00Z")),
                    ], verification: .server)
            ]),
        Step(
            address: ResourceAddress(workspace: "analytics", "application/old-dashboard"), kind: .application,
            action: .delete, reason: "not in the specification any more",
            changes: ["Deployment", "ConfigMap"].map { kind in
                ItemChange(
                    key: ItemKey(
                        place: .tenant("analytics"), apiVersion: kind == "Deployment" ? "apps/v1" : "v1", kind: kind,
                        namespace: "dashboard", name: "dashboard"), action: .delete,
                    precondition: Precondition(.present(uid: "u")))
            }),
    ]

    private static let more = String(repeating: "&scope=openid", count: 12)

    /// A workspace that does not answer.
    private static let legacy: [Step] = [
        step("namespace", .namespace, .none, "", line: 1, in: "legacy"),
        step(
            "integration/load-balancer", .integration, .unknown, "tenant legacy: connection refused after 3 attempts",
            line: 9, in: "legacy"),
    ]
}

extension ItemChange {
    /// The same of an item that somebody took away.
    fileprivate var removedOutside: ItemChange {
        var change = self
        change.wasRemoved = true
        return change
    }
}
