import Document

/// The columns of the built-in kinds.
///
/// Source: `kubernetes/pkg/printers/internalversion`.
extension TableColumn {
    static let builtIn: [GroupResource: [TableColumn]] = {
        var columns: [GroupResource: [TableColumn]] = [:]
        for (group, resources) in [
            "": coreColumns, "apps": workloadColumns, "batch": jobColumns, "networking.k8s.io": networkColumns,
            "rbac.authorization.k8s.io": accessColumns, "storage.k8s.io": storageColumns,
            "coordination.k8s.io": ["leases": [text("Holder", ["spec", "holderIdentity"])]],
            "policy": [
                "poddisruptionbudgets": [
                    text("Min Available", ["spec", "minAvailable"], absent: "N/A"),
                    text("Max Unavailable", ["spec", "maxUnavailable"], absent: "N/A"),
                    number("Allowed Disruptions", ["status", "disruptionsAllowed"]),
                ]
            ],
            "scheduling.k8s.io": [
                "priorityclasses": [
                    number("Value", ["value"]),
                    computed("Global-Default", "boolean") { .bool($0["globalDefault"]?.bool ?? false) },
                ]
            ],
            "discovery.k8s.io": [
                "endpointslices": [
                    text("AddressType", ["addressType"]),
                    computed("Ports") { Cell.list(($0["ports"]?.array ?? []).map { $0["port"]?.plain ?? "" }) },
                    computed("Endpoints") {
                        Cell.list(
                            ($0["endpoints"]?.array ?? []).flatMap { ($0["addresses"]?.array ?? []).map(\.plain) })
                    },
                ]
            ],
        ] {
            for (resource, own) in resources {
                let wide = own.filter { $0.priority > 0 }
                columns[GroupResource(group: group, resource: resource)] =
                    [name] + own.filter { $0.priority == 0 } + [age] + wide
            }
        }
        // These have no printer of their own and show when they were made.
        for resource in ["roles", "clusterroles"] {
            columns[GroupResource(group: "rbac.authorization.k8s.io", resource: resource)] = [name, createdAt]
        }
        columns[.customResourceDefinitions] = [name, createdAt]
        columns[GroupResource(resource: "events")] = eventColumns
        return columns
    }()

    private static let coreColumns: [String: [TableColumn]] = [
        "configmaps": [
            computed("Data", description: ColumnDescription.data) {
                .integer(Int64(($0["data"]?.object?.count ?? 0) + ($0["binaryData"]?.object?.count ?? 0)))
            }
        ],
        "secrets": [
            text("Type", ["type"]),
            computed("Data") { .integer(Int64($0["data"]?.object?.count ?? 0)) },
        ],
        "namespaces": [text("Status", ["status", "phase"])],
        "serviceaccounts": [
            computed("Secrets") { .integer(Int64($0["secrets"]?.array?.count ?? 0)) }
        ],
        "endpoints": [
            computed("Endpoints") { endpoints in
                Cell.list(
                    (endpoints["subsets"]?.array ?? []).flatMap { subset in
                        (subset["addresses"]?.array ?? []).flatMap { address in
                            (subset["ports"]?.array ?? []).map {
                                "\(address["ip"]?.plain ?? ""):\($0["port"]?.plain ?? "")"
                            }
                        }
                    })
            }
        ],
        "services": [
            text("Type", ["spec", "type"]),
            text("Cluster-IP", ["spec", "clusterIP"], absent: "<none>"),
            computed("External-IP", cell: Cell.externalAddress),
            computed("Port(s)") { service in
                Cell.list(
                    (service["spec"]?["ports"]?.array ?? []).map { port in
                        let node = port["nodePort"]?.integer.map { ":\($0)" } ?? ""
                        return "\(port["port"]?.plain ?? "")\(node)/\(port["protocol"]?.plain ?? "TCP")"
                    })
            },
            computed("Selector", priority: 1) { Cell.labels($0["spec"]?["selector"]) },
        ],
        "pods": [
            computed("Ready", cell: PodCell.ready), computed("Status", cell: PodCell.status),
            computed("Restarts", cell: PodCell.restarts),
            text("IP", ["status", "podIP"], absent: "<none>", priority: 1),
            text("Node", ["spec", "nodeName"], absent: "<none>", priority: 1),
            text("Nominated Node", ["status", "nominatedNodeName"], absent: "<none>", priority: 1),
            computed("Readiness Gates", priority: 1) { _ in "<none>" },
        ],
        "nodes": [
            computed("Status", cell: Cell.nodeStatus), computed("Roles", cell: Cell.nodeRoles),
            text("Version", ["status", "nodeInfo", "kubeletVersion"]),
            computed("Internal-IP", priority: 1) { Cell.nodeAddress($0, "InternalIP") },
            computed("External-IP", priority: 1) { Cell.nodeAddress($0, "ExternalIP") },
            text("OS-Image", ["status", "nodeInfo", "osImage"], absent: "<unknown>", priority: 1),
            text("Kernel-Version", ["status", "nodeInfo", "kernelVersion"], absent: "<unknown>", priority: 1),
            text(
                "Container-Runtime", ["status", "nodeInfo", "containerRuntimeVersion"], absent: "<unknown>",
                priority: 1),
        ],
        "persistentvolumeclaims": [
            text("Status", ["status", "phase"]), text("Volume", ["spec", "volumeName"]),
            text("Capacity", ["status", "capacity", "storage"]),
            computed("Access Modes") { Cell.accessModes($0["status"]?["accessModes"]) },
            text("StorageClass", ["spec", "storageClassName"]),
        ],
        "persistentvolumes": [
            text("Capacity", ["spec", "capacity", "storage"]),
            computed("Access Modes") { Cell.accessModes($0["spec"]?["accessModes"]) },
            text("Reclaim Policy", ["spec", "persistentVolumeReclaimPolicy"]),
            text("Status", ["status", "phase"]), text("StorageClass", ["spec", "storageClassName"]),
        ],
        "resourcequotas": [
            computed("Request") { Cell.labels($0["spec"]?["hard"]) }
        ],
    ]

    private static let workloadColumns: [String: [TableColumn]] = [
        "deployments": [
            computed("Ready") {
                "\($0["status"]?["readyReplicas"]?.plain ?? "0")/\($0["spec"]?["replicas"]?.plain ?? "0")"
            },
            number("Up-to-date", ["status", "updatedReplicas"]), number("Available", ["status", "availableReplicas"]),
        ] + templateColumns,
        "replicasets": [
            number("Desired", ["spec", "replicas"]), number("Current", ["status", "replicas"]),
            number("Ready", ["status", "readyReplicas"]),
        ] + templateColumns,
        "statefulsets": [
            computed("Ready") {
                "\($0["status"]?["readyReplicas"]?.plain ?? "0")/\($0["spec"]?["replicas"]?.plain ?? "0")"
            }
        ] + templateColumns.dropLast(),
        "daemonsets": [
            number("Desired", ["status", "desiredNumberScheduled"]),
            number("Current", ["status", "currentNumberScheduled"]), number("Ready", ["status", "numberReady"]),
            number("Up-to-date", ["status", "updatedNumberScheduled"]),
            number("Available", ["status", "numberAvailable"]),
            computed("Node Selector") { Cell.labels($0["spec"]?["template"]?["spec"]?["nodeSelector"]) },
        ] + templateColumns,
        "controllerrevisions": [
            computed("Controller") { object in
                let owner = object["metadata"]?["ownerReferences"]?.array?.first { $0["controller"] == true }
                return .string(owner.map { "\($0["kind"]?.plain ?? "")/\($0["name"]?.plain ?? "")" } ?? "<none>")
            }, number("Revision", ["revision"]),
        ],
    ]

    /// Containers and selector, as workloads show them by `-o wide`.
    private static let templateColumns = [
        computed("Containers", priority: 1) { Cell.containers($0, "name") },
        computed("Images", priority: 1) { Cell.containers($0, "image") },
        computed("Selector", priority: 1) { Cell.labels($0["spec"]?["selector"]?["matchLabels"]) },
    ]

    private static let jobColumns: [String: [TableColumn]] = [
        "jobs": [
            computed("Status", cell: Cell.jobStatus),
            computed("Completions") {
                "\($0["status"]?["succeeded"]?.plain ?? "0")/\($0["spec"]?["completions"]?.plain ?? "1")"
            },
            TableColumn(name: "Duration", cell: Cell.jobDuration),
        ] + templateColumns,
        "cronjobs": [
            text("Schedule", ["spec", "schedule"]), text("Timezone", ["spec", "timeZone"], absent: "<none>"),
            computed("Suspend", "boolean") { .string($0["spec"]?["suspend"]?.bool == true ? "True" : "False") },
            computed("Active", "integer") { .integer(Int64($0["status"]?["active"]?.array?.count ?? 0)) },
            TableColumn(
                name: "Last Schedule",
                cell: { object, now in
                    guard let time = object["status"]?["lastScheduleTime"] else { return "<none>" }
                    return .string(HumanDuration.age(time, now))
                }),
        ],
    ]

    private static let networkColumns: [String: [TableColumn]] = [
        "ingresses": [
            text("Class", ["spec", "ingressClassName"], absent: "<none>"),
            computed("Hosts") { ingress in
                let hosts = (ingress["spec"]?["rules"]?.array ?? []).compactMap { $0["host"]?.string }
                return .string(hosts.isEmpty ? "*" : hosts.joined(separator: ","))
            },
            computed("Address") {
                .string(
                    ($0["status"]?["loadBalancer"]?["ingress"]?.array ?? []).map {
                        ($0["ip"] ?? $0["hostname"])?.plain ?? ""
                    }.joined(separator: ","))
            },
            computed("Ports") { .string($0["spec"]?["tls"] == nil ? "80" : "80, 443") },
        ],
        "ingressclasses": [
            text("Controller", ["spec", "controller"]), text("Parameters", ["spec", "parameters"], absent: "<none>"),
        ],
        "networkpolicies": [computed("Pod-Selector") { Cell.labels($0["spec"]?["podSelector"]?["matchLabels"]) }],
    ]

    private static let accessColumns: [String: [TableColumn]] = [
        "rolebindings": bindingColumns, "clusterrolebindings": bindingColumns,
    ]

    private static let bindingColumns = [
        computed("Role") { "\($0["roleRef"]?["kind"]?.plain ?? "")/\($0["roleRef"]?["name"]?.plain ?? "")" },
        computed("Users", priority: 1) { Cell.subjects($0, "User") },
        computed("Groups", priority: 1) { Cell.subjects($0, "Group") },
        computed("ServiceAccounts", priority: 1) { Cell.subjects($0, "ServiceAccount") },
    ]

    private static let storageColumns: [String: [TableColumn]] = [
        "storageclasses": [
            text("Provisioner", ["provisioner"]), text("ReclaimPolicy", ["reclaimPolicy"], absent: "Delete"),
            text("VolumeBindingMode", ["volumeBindingMode"], absent: "Immediate"),
            computed("AllowVolumeExpansion") { .bool($0["allowVolumeExpansion"]?.bool ?? false) },
        ]
    ]

    private static let eventColumns = [
        TableColumn(
            name: "Last Seen",
            cell: { object, now in .string(HumanDuration.age(object["lastTimestamp"] ?? object["eventTime"], now)) }),
        text("Type", ["type"]), text("Reason", ["reason"]),
        computed("Object") { event in
            let object = event["involvedObject"]
            return "\((object?["kind"]?.plain ?? "").lowercased())/\(object?["name"]?.plain ?? "")"
        },
        text("Message", ["message"]),
    ]
}
