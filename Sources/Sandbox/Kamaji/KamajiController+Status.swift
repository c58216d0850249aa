import Document
import SandboxAPI

extension KamajiController {
    /// Writes what has come about so far. `observedGeneration` moves when a look at the newest spec has ended.
    func updateStatus(_ plane: ControlPlane, address: String?, deployment: Value?) {
        // The certificates and kubeconfigs of a control plane exist before the Deployment: they show first.
        var status: Value = [
            "storage": [
                "dataStoreName": .string(plane.dataStore), "driver": "etcd",
                "config": ["secretName": .string("\(plane.name)-datastore-config")],
                "setup": ["schema": .string(plane.schema), "user": .string(plane.dataStoreUser)],
            ]
        ]
        if client.get(.secrets, plane.secret("datastore-config")) == nil { status["storage"] = nil }
        status["certificates"] = certificates(plane)
        if let secret = client.get(.secrets, plane.secret("admin-kubeconfig")) {
            status["kubeconfig"] = [
                "admin": [
                    "secretName": .string(secret.objectKey.name),
                    "checksum": .string(Digest(of: secret["data"] ?? [:]).short),
                ]
            ]
        }
        var resources: Value = [
            "version": ["status": .string(phase(plane, deployment)), "version": version(plane, deployment)]
        ]
        if resources["version"]?["version"]?.isNull == true { resources["version"]?["version"] = nil }
        var service: Value = [
            "name": .string(plane.name), "namespace": .string(plane.namespace), "port": .integer(Int64(plane.port)),
            "loadBalancer": [:],
        ]
        if let address {
            let shown = client.get(.services, plane.key)?["status"]?["loadBalancer"]
            let first = shown?["ingress"]?[0]
            // A load balancer that moved on does not reach the control plane.
            let isItself = [first?["ip"]?.string, first?["hostname"]?.string].contains(address)
            service["loadBalancer"] = isItself ? shown : ["ingress": [["ip": .string(address), "ipMode": "VIP"]]]
            status["controlPlaneEndpoint"] = .string("\(address.inAuthority):\(plane.port)")
        }
        resources["service"] = service
        if let deployment { resources["deployment"] = summary(of: deployment, plane) }
        status["kubernetesResources"] = resources
        if deployment != nil { status["observedGeneration"] = .integer(plane.object.generation) }
        write(status, plane)
    }

    /// Members are replaced as a whole: what is merged would keep what has gone.
    private func write(_ status: Value, _ plane: ControlPlane) {
        var shown = plane.object["status"] ?? [:]
        for (key, value) in status.object ?? [:] { shown[key] = value }
        guard shown != plane.object["status"], var latest = client.get(.tenantControlPlanes, plane.key) else { return }
        latest["status"] = shown
        // A conflict means that somebody wrote in between: that change brings the controller here again.
        client.acting(as: "kamaji").replace(.tenantControlPlanes, latest, subresource: "status")
    }

    private func phase(_ plane: ControlPlane, _ deployment: Value?) -> String {
        if plane.replicas == 0, deployment != nil { return "Sleeping" }
        guard !plane.runningVersion.isEmpty, let deployment else {
            guard let deployment, isRolledOut(deployment, plane) else { return current(plane) ?? "Provisioning" }
            return "Ready"
        }
        if deployment["status"]?["readyReplicas"]?.integer ?? 0 == 0 { return "NotReady" }
        if isRolledOut(deployment, plane) { return "Ready" }
        return plane.runningVersion == plane.version ? "Unknown" : "Upgrading"
    }

    /// A control plane that ran keeps its phase while a look is under way.
    private func current(_ plane: ControlPlane) -> String? {
        plane.runningVersion.isEmpty ? nil : plane.status["kubernetesResources"]?["version"]?["status"]?.string
    }

    /// The version that runs; null until one does.
    func version(_ plane: ControlPlane, _ deployment: Value?) -> Value {
        if let deployment, plane.replicas > 0, isRolledOut(deployment, plane) { return .string(plane.version) }
        return plane.runningVersion.isEmpty ? .null : .string(plane.runningVersion)
    }

    private func isRolledOut(_ deployment: Value, _ plane: ControlPlane) -> Bool {
        let status = deployment["status"]
        return status?["observedGeneration"]?.integer == deployment.generation
            && ["replicas", "updatedReplicas", "readyReplicas"].allSatisfy {
                status?[$0]?.integer ?? 0 == plane.replicas
            }
    }

    private func summary(of deployment: Value, _ plane: ControlPlane) -> Value {
        var summary: Value = [
            "name": .string(plane.name), "namespace": .string(plane.namespace),
            "selector": .string("kamaji.clastix.io/name=\(plane.name)"),
        ]
        let fields = [
            "observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
            "unavailableReplicas",
        ]
        for field in fields { summary[field] = deployment["status"]?[field] }
        return summary
    }

    private func certificates(_ plane: ControlPlane) -> Value? {
        var found: Value = [:]
        for (member, suffix) in [("ca", "ca"), ("apiServer", "api-server-certificate")] {
            guard let secret = client.get(.secrets, plane.secret(suffix)) else { continue }
            found[member] = [
                "secretName": .string(secret.objectKey.name),
                "checksum": .string(Digest(of: secret["data"] ?? [:]).short),
            ]
        }
        if found == [:] { return nil }
        return found
    }
}
