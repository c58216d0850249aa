import Document
import SandboxAPI

/// What the stand-in for Kamaji reads from a TenantControlPlane.
struct ControlPlane {
    /// The object as it was read.
    let object: Value

    var key: ObjectKey { object.objectKey }
    var name: String { key.name }
    var namespace: String { key.namespace }
    var spec: Value { object["spec"] ?? [:] }
    var status: Value { object["status"] ?? [:] }

    var replicas: Int64 { spec["controlPlane"]?["deployment"]?["replicas"]?.integer ?? 2 }
    var version: String { spec["kubernetes"]?["version"]?.string ?? "" }
    var port: Int { Int(spec["networkProfile"]?["port"]?.integer ?? 6443) }
    var subjectNames: [String] { spec["networkProfile"]?["certSANs"]?.array?.compactMap(\.string) ?? [] }
    var dataStore: String { spec["dataStore"]?.string ?? "default" }
    /// A control plane that is made anew starts with an empty store: the schema is the object's own.
    var schema: String { spec["dataStoreSchema"]?.string ?? object.uid }
    var dataStoreUser: String { spec["dataStoreUsername"]?.string ?? object.uid }
    /// The flags of its API servers; nil where the spec is silent, which leaves those that run as they are.
    var apiServerArguments: Value? { spec["controlPlane"]?["deployment"]?["extraArgs"]?["apiServer"] }
    var hasCoreDNS: Bool { spec["addons"]?["coreDNS"] != nil }
    var isPaused: Bool { object["metadata"]?["annotations"]?["kamaji.clastix.io/paused"] != nil }
    var serviceType: String { spec["controlPlane"]?["service"]?["serviceType"]?.string ?? "LoadBalancer" }

    /// The address it was given first: it stays in status, certificates and kubeconfig whatever becomes of the Service.
    var firstAddress: String? {
        guard let endpoint = status["controlPlaneEndpoint"]?.string, let end = endpoint.lastIndex(of: ":") else {
            return nil
        }
        return endpoint[..<end].filter { $0 != "[" && $0 != "]" }
    }

    /// The version that runs; empty until one did.
    var runningVersion: String { status["kubernetesResources"]?["version"]?["version"]?.string ?? "" }

    /// The name of one of its Secrets.
    func secret(_ suffix: String) -> ObjectKey { ObjectKey(namespace: namespace, name: "\(name)-\(suffix)") }

    /// What the labels of an object call it: its name without the control plane's; the one of that very name is the control plane.
    private func component(of name: String) -> String {
        name.hasPrefix("\(self.name)-") ? String(name.dropFirst(self.name.count + 1)) : "control-plane"
    }

    /// The metadata of an object it owns.
    func metadata(_ name: String, finalizers: [String] = [], annotations: [String: String] = [:]) -> Value {
        var metadata: Value = [
            "name": .string(name), "namespace": .string(namespace),
            "labels": [
                "kamaji.clastix.io/project": "kamaji", "kamaji.clastix.io/name": .string(self.name),
                "kamaji.clastix.io/component": .string(component(of: name)),
            ],
            "ownerReferences": [object.controllerReference],
        ]
        if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers.map { .string($0) }) }
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            var all = metadata["annotations"] ?? [:]
            all[key] = .string(value)
            metadata["annotations"] = all
        }
        return metadata
    }
}

extension String {
    /// A host as it stands in front of a port.
    var inAuthority: String { contains(":") ? "[\(self)]" : self }
}
