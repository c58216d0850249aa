import Document

/// The columns of networking, access, storage and the small groups.
extension TableColumn {
    static let networkColumns: [String: [TableColumn]] = [
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

    static let accessColumns: [String: [TableColumn]] = [
        "rolebindings": bindingColumns, "clusterrolebindings": bindingColumns,
    ]

    private static let bindingColumns = [
        computed("Role") { "\($0["roleRef"]?["kind"]?.plain ?? "")/\($0["roleRef"]?["name"]?.plain ?? "")" },
        computed("Users", priority: 1) { Cell.subjects($0, "User") },
        computed("Groups", priority: 1) { Cell.subjects($0, "Group") },
        computed("ServiceAccounts", priority: 1) { Cell.subjects($0, "ServiceAccount") },
    ]

    static let storageClassColumns = [
        TableColumn(
            name: "Name", format: "name", description: ColumnDescription.name,
            cell: { object, _ in
                let isDefault =
                    object["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true"
                return .string((object["metadata"]?["name"]?.plain ?? "") + (isDefault ? " (default)" : ""))
            }), text("Provisioner", ["provisioner"]), text("ReclaimPolicy", ["reclaimPolicy"], absent: "Delete"),
        text("VolumeBindingMode", ["volumeBindingMode"], absent: "Immediate"),
        computed("AllowVolumeExpansion") { .bool($0["allowVolumeExpansion"]?.bool ?? false) }, age,
    ]

    static let policyColumns: [String: [TableColumn]] = [
        "poddisruptionbudgets": [
            text("Min Available", ["spec", "minAvailable"], absent: "N/A"),
            text("Max Unavailable", ["spec", "maxUnavailable"], absent: "N/A"),
            number("Allowed Disruptions", ["status", "disruptionsAllowed"]),
        ]
    ]

    static let discoveryColumns: [String: [TableColumn]] = [
        "endpointslices": [
            text("AddressType", ["addressType"]),
            computed("Ports") { slice in
                let ports = (slice["ports"]?.array ?? []).map { $0["port"]?.plain ?? "*" }
                return ports.isEmpty ? "<unset>" : Cell.list(ports)
            },
            computed("Endpoints") { slice in
                let addresses = (slice["endpoints"]?.array ?? []).flatMap {
                    ($0["addresses"]?.array ?? []).map(\.plain)
                }
                return addresses.isEmpty ? "<unset>" : .string(Cell.abridged(addresses))
            },
        ]
    ]

    static let certificateColumns: [String: [TableColumn]] = [
        "certificatesigningrequests": [
            text("SignerName", ["spec", "signerName"], absent: "<none>"),
            text("Requestor", ["spec", "username"], absent: "<none>"),
            computed("RequestedDuration") { request in
                let seconds = request["spec"]?["expirationSeconds"]?.integer
                return .string(seconds.map { HumanDuration.text(seconds: $0) } ?? "<none>")
            },
            computed("Condition", cell: Cell.certificateStatus),
        ]
    ]

    static let webhookColumns: [String: [TableColumn]] = [
        "mutatingwebhookconfigurations": [computed("Webhooks", "integer", cell: Cell.webhookCount)],
        "validatingwebhookconfigurations": [computed("Webhooks", "integer", cell: Cell.webhookCount)],
        "mutatingadmissionpolicies": [count("Mutations", ["spec", "mutations"]), paramKind],
        "mutatingadmissionpolicybindings": [text("PolicyName", ["spec", "policyName"]), paramRef],
        "validatingadmissionpolicies": [count("Validations", ["spec", "validations"]), paramKind],
        "validatingadmissionpolicybindings": [text("PolicyName", ["spec", "policyName"]), paramRef],
    ]

    private static func count(_ name: String, _ path: Path) -> TableColumn {
        computed(name, "integer") { .integer(Int64($0[path]?.array?.count ?? 0)) }
    }

    private static let paramKind = computed("ParamKind") { policy in
        guard let kind = policy["spec"]?["paramKind"] else { return "<unset>" }
        return .string("\(kind["apiVersion"]?.plain ?? "")/\(kind["kind"]?.plain ?? "")")
    }

    private static let paramRef = computed("ParamRef") { binding in
        guard let reference = binding["spec"]?["paramRef"] else { return "<unset>" }
        let name = reference["name"]?.plain ?? "*"
        return .string(reference["namespace"].map { "\($0.plain)/\(name)" } ?? name)
    }

    static let aggregationColumns: [String: [TableColumn]] = [
        "apiservices": [
            computed("Service") { object in
                guard let service = object["spec"]?["service"] else { return "Local" }
                return .string("\(service["namespace"]?.plain ?? "")/\(service["name"]?.plain ?? "")")
            },
            computed("Available") { object in
                let conditions = object["status"]?["conditions"]?.array ?? []
                guard let condition = conditions.first(where: { $0["type"] == "Available" }) else { return "Unknown" }
                let status = condition["status"]?.plain ?? ""
                return .string(status == "True" ? status : "\(status) (\(condition["reason"]?.plain ?? ""))")
            },
        ]
    ]

    static let runtimeColumns: [String: [TableColumn]] = ["runtimeclasses": [text("Handler", ["handler"])]]

    static let priorityColumns = [
        name, number("Value", ["value"]),
        computed("Global-Default", "boolean") { .bool($0["globalDefault"]?.bool ?? false) }, age,
        text("PreemptionPolicy", ["preemptionPolicy"]),
    ]
}
