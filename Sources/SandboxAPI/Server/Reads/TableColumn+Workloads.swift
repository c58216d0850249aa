import Document

/// The columns of workloads, jobs and autoscalers.
extension TableColumn {
    static let workloadColumns: [String: [TableColumn]] = [
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
    static let templateColumns = [
        computed("Containers", priority: 1) { Cell.containers($0, "name") },
        computed("Images", priority: 1) { Cell.containers($0, "image") },
        computed("Selector", priority: 1) { Cell.labels($0["spec"]?["selector"]?["matchLabels"]) },
    ]

    static let jobColumns: [String: [TableColumn]] = [
        "jobs": [
            computed("Status", cell: Cell.jobStatus),
            computed("Completions") {
                .string(Cell.completions($0))
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
            computed("Containers", priority: 1) { Cell.containers($0["spec"]?["jobTemplate"] ?? .null, "name") },
            computed("Images", priority: 1) { Cell.containers($0["spec"]?["jobTemplate"] ?? .null, "image") },
            computed("Selector", priority: 1) {
                Cell.labels($0["spec"]?["jobTemplate"]?["spec"]?["selector"]?["matchLabels"])
            },
        ],
    ]

    static let scale = [
        name, number("Desired", ["spec", "replicas"]), number("Available", ["status", "replicas"]), age,
    ]

    static let scalerColumns: [String: [TableColumn]] = [
        "horizontalpodautoscalers": [
            computed("Reference") { scaler in
                let target = scaler["spec"]?["scaleTargetRef"]
                return "\(target?["kind"]?.plain ?? "")/\(target?["name"]?.plain ?? "")"
            },
            computed("Targets", cell: Cell.targets), text("MinPods", ["spec", "minReplicas"], absent: "<unset>"),
            number("MaxPods", ["spec", "maxReplicas"]), number("Replicas", ["status", "currentReplicas"]),
        ]
    ]
}
