import Document
import SandboxAPI

/// The objects of a control plane on its management cluster. Each step returns whether it had to write.
extension KamajiController {
    func makeService(_ plane: ControlPlane) -> Bool {
        let type = plane.serviceType
        if let service = client.get(.services, plane.key) {
            guard service["spec"]?["type"]?.string != type else { return false }
            client.merge(.services, plane.key, ["spec": ["type": .string(type)]])
            return true
        }
        let own = plane.spec["controlPlane"]?["service"]?["additionalMetadata"] ?? [:]
        var metadata = plane.metadata(plane.name)
        for field in ["labels", "annotations"] {
            for (key, value) in own[field]?.object ?? [:] {
                var all = metadata[field] ?? [:]
                all[key] = value
                metadata[field] = all
            }
        }
        var spec: Value = [
            "type": .string(type), "selector": ["kamaji.clastix.io/name": .string(plane.name)],
            "ports": [
                [
                    "name": "kube-apiserver", "protocol": "TCP", "port": .integer(Int64(plane.port)),
                    "targetPort": .integer(Int64(plane.port)),
                ]
            ],
        ]
        if let ranges = plane.spec["networkProfile"]?["loadBalancerSourceRanges"] {
            spec["loadBalancerSourceRanges"] = ranges
        }
        spec["loadBalancerClass"] = plane.spec["networkProfile"]?["loadBalancerClass"]
        spec["allocateLoadBalancerNodePorts"] =
            plane.spec["controlPlane"]?["service"]?["allocateLoadBalancerNodePorts"]
        if let wanted = plane.spec["networkProfile"]?["address"] { spec["loadBalancerIP"] = wanted }
        client.ensure(.services, ["metadata": metadata, "spec": spec])
        return true
    }

    /// The first address of the Service; nil while it has none, a host name being none unless the Service asks for one.
    func address(of plane: ControlPlane) -> String? {
        let service = client.get(.services, plane.key)
        let ingress = service?["status"]?["loadBalancer"]?["ingress"]?[0]
        let name = LoadBalancerForm(of: service) == .named ? ingress?["hostname"]?.string : nil
        let address =
            plane.serviceType == "LoadBalancer"
            ? ingress?["ip"]?.string ?? name : service?["spec"]?["clusterIP"]?.string
        return address.map { plane.firstAddress ?? $0 }
    }

    func makeDataStore(_ plane: ControlPlane, _ address: String) -> Bool {
        guard client.get(.secrets, plane.secret("datastore-config")) == nil else { return false }
        client.ensure(
            .secrets,
            [
                "metadata": plane.metadata("\(plane.name)-datastore-config", finalizers: [Self.dataStoreFinalizer]),
                "type": "Opaque",
                "data": [
                    "DB_CONNECTION_STRING": .string("etcd.kamaji-system.svc:2379".base64),
                    "DB_SCHEMA": .string(plane.schema.base64), "DB_USER": .string(plane.dataStoreUser.base64),
                    "DB_PASSWORD": .string(PodTemplate.suffix().base64),
                ],
            ])
        return true
    }

    /// Applies the Deployment; false where that changed it.
    func makeDeployment(_ plane: ControlPlane) -> Bool {
        let present = client.get(.deployments, plane.key)
        let wanted = deployment(of: plane, replacing: present)
        guard let present else {
            client.ensure(.deployments, wanted)
            return false
        }
        var changes: Value = [:]
        if present["spec"]?["replicas"]?.integer != plane.replicas {
            changes["replicas"] = .integer(plane.replicas)
        }
        // What rolls the pods: version, flags, certificate. The rest of the template is the server's to default.
        let image = present["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]
        let marks = present["spec"]?["template"]?["metadata"]?["annotations"]
        if image != wanted["spec"]?["template"]?["spec"]?["containers"]?[0]?["image"]
            || marks != wanted["spec"]?["template"]?["metadata"]?["annotations"]
        {
            changes["template"] = wanted["spec"]?["template"]
        }
        guard changes != [:] else { return true }
        client.merge(.deployments, plane.key, ["spec": changes])
        return false
    }

    private func deployment(of plane: ControlPlane, replacing present: Value?) -> Value {
        let identity = servingIdentity(of: plane)?.certificatePEM ?? ""
        let running = present?["spec"]?["template"]?["spec"]?["containers"]?[0]?["args"]
        let arguments = (plane.apiServerArguments ?? running)?.array ?? []
        let labels: Value = ["kamaji.clastix.io/name": .string(plane.name)]
        return [
            "metadata": plane.metadata(plane.name),
            "spec": [
                "replicas": .integer(plane.replicas), "selector": ["matchLabels": labels],
                "strategy": [
                    "type": "RollingUpdate", "rollingUpdate": ["maxSurge": "100%", "maxUnavailable": 0],
                ],
                "template": [
                    "metadata": [
                        "labels": labels,
                        "annotations": [
                            "kamaji.clastix.io/apiserver-certificate": .string(Digest(of: identity.utf8).short),
                            "kamaji.clastix.io/apiserver-arguments": .string(Digest(of: .array(arguments)).short),
                        ],
                    ],
                    "spec": [
                        "containers": [
                            [
                                "name": "kube-apiserver",
                                "image": .string("registry.k8s.io/kube-apiserver:\(plane.version)"),
                                "command": ["kube-apiserver"], "args": .array(arguments),
                            ]
                        ]
                    ],
                ],
            ],
        ]
    }
}
