import Document

/// The columns of the built-in kinds.
///
/// Source: `kubernetes/pkg/printers/internalversion`.
extension TableColumn {
    static let builtIn: [GroupResource: [TableColumn]] = {
        var columns: [GroupResource: [TableColumn]] = [:]
        for (group, resources) in [
            "": coreColumns, "apps": workloadColumns, "batch": jobColumns, "networking.k8s.io": networkColumns,
            "rbac.authorization.k8s.io": accessColumns,
            "autoscaling": scalerColumns, "policy": policyColumns, "certificates.k8s.io": certificateColumns,
            "admissionregistration.k8s.io": webhookColumns, "node.k8s.io": runtimeColumns,
            "coordination.k8s.io": ["leases": [text("Holder", ["spec", "holderIdentity"])]],
            "discovery.k8s.io": discoveryColumns, "apiregistration.k8s.io": aggregationColumns,
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
        columns[GroupResource(group: "storage.k8s.io", resource: "storageclasses")] = storageClassColumns
        columns[GroupResource(group: "scheduling.k8s.io", resource: "priorityclasses")] = priorityColumns
        columns[GroupResource(group: "events.k8s.io", resource: "events")] = eventColumns
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
        "endpoints": [computed("Endpoints", cell: Cell.endpoints)],
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
            text("VolumeAttributesClass", ["spec", "volumeAttributesClassName"], absent: "<unset>"),
            text("VolumeMode", ["spec", "volumeMode"], absent: "<unset>", priority: 1),
        ],
        "persistentvolumes": [
            text("Capacity", ["spec", "capacity", "storage"]),
            computed("Access Modes") { Cell.accessModes($0["spec"]?["accessModes"]) },
            text("Reclaim Policy", ["spec", "persistentVolumeReclaimPolicy"]),
            text("Status", ["status", "phase"]),
            computed("Claim") { volume in
                let claim = volume["spec"]?["claimRef"]
                return claim.map { "\($0["namespace"]?.plain ?? "")/\($0["name"]?.plain ?? "")" } ?? ""
            }, text("StorageClass", ["spec", "storageClassName"]),
            text("VolumeAttributesClass", ["spec", "volumeAttributesClassName"], absent: "<unset>"),
            text("Reason", ["status", "reason"]),
            text("VolumeMode", ["spec", "volumeMode"], absent: "<unset>", priority: 1),
        ],
        "resourcequotas": [
            computed("Request") { Cell.quota($0, limits: false) }, computed("Limit") { Cell.quota($0, limits: true) },
        ],
        "replicationcontrollers": [
            number("Desired", ["spec", "replicas"]), number("Current", ["status", "replicas"]),
            number("Ready", ["status", "readyReplicas"]),
        ] + templateColumns.dropLast() + [
            computed("Selector", priority: 1) { Cell.labels($0["spec"]?["selector"]) }
        ],
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
        text("Subobject", ["involvedObject", "fieldPath"], priority: 1),
        computed("Source", priority: 1) { event in
            let source = [event["source"]?["component"]?.plain, event["source"]?["host"]?.plain]
            return .string(source.compactMap { $0 }.joined(separator: ", "))
        },
        text("Message", ["message"]),
        TableColumn(
            name: "First Seen", priority: 1,
            cell: { object, now in .string(HumanDuration.age(object["firstTimestamp"] ?? object["eventTime"], now)) }),
        text("Count", ["count"], absent: "1", priority: 1),
        TableColumn(
            name: "Name", format: "name", description: ColumnDescription.name, priority: 1,
            cell: { object, _ in object["metadata"]?["name"] ?? "" }),
    ]
}
