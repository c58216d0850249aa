import Document
import Foundation
import SandboxAPI
import Testing

@testable import Sandbox

// One after the other: each test is a whole estate.
@Suite(.serialized) struct KamajiTests {
    @Test func aControlPlaneComesToLifeInOrder() async throws {
        try await TestEstate.run { estate in
            let history = History(estate, .services, .secrets, .deployments, .tenantControlPlanes)
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            let events = await history.events(until: \.isReady)
            #expect(
                events.filter { $0.kind == .added }.map(\.subject) == [
                    "tenantcontrolplanes.kamaji.clastix.io k8s-w-pay/pay", "services k8s-w-pay/pay",
                    "secrets k8s-w-pay/pay-ca", "secrets k8s-w-pay/pay-api-server-certificate",
                    "secrets k8s-w-pay/pay-admin-kubeconfig", "secrets k8s-w-pay/pay-datastore-config",
                    "deployments.apps k8s-w-pay/pay",
                ])
            #expect(events.compactMap(\.phase).first == "Provisioning")
            // The super administrator's file comes in a second update.
            let kubeconfigs = events.filter { $0.object.key.name == "pay-admin-kubeconfig" }.map(\.object.value)
            #expect(kubeconfigs.map { $0["data"]?["admin.conf"] != nil } == [true, true])
            #expect(kubeconfigs.map { $0["data"]?["super-admin.conf"] != nil } == [false, true])
            let plane = try estate.plane()
            let status = plane["status"]
            #expect(status?["controlPlaneEndpoint"]?.string?.hasSuffix(".16.1:6443") == true)
            #expect(status?["kubernetesResources"]?["deployment"]?["readyReplicas"] == 2)
            #expect(status?["kubernetesResources"]?["version"]?["version"] == "v1.35.2")
            #expect(status?["observedGeneration"] == plane["metadata"]?["generation"])
            #expect(status?["kubeconfig"]?["admin"]?["secretName"] == "pay-admin-kubeconfig")
            #expect(status?["storage"]?["setup"]?["schema"] == plane["metadata"]?["uid"])
            // The binding that lets administrators in comes last.
            let file = try await estate.writeKubeconfig("admin.conf")
            try await estate.eventually("administrators get in") {
                try await estate.failure("get", "secrets", "-A", kubeconfig: file) == ""
            }
        }
    }

    @Test func theKubeconfigIsThereBeforeTheAPIAnswers() async throws {
        try await TestEstate.run { estate in
            estate.sandbox.faults.add(Fault(.silentTenant, match: FaultMatch(object: "k8s-w-pay/pay")))
            try await estate.apply(Self.manifest())
            try await estate.eventually("the kubeconfig appears") { try await estate.secret("super-admin.conf") != nil }
            let file = try await estate.writeKubeconfig("super-admin.conf")
            let refusal = try await estate.failure("get", "--raw", "/healthz", kubeconfig: file)
            #expect(refusal.contains("refused"))
            estate.sandbox.faults.clear()
            try await estate.eventually("the API answers") {
                try await estate.failure("get", "--raw", "/readyz", kubeconfig: file) == ""
            }
            let namespaces = try await estate.kubectl("get", "namespaces", "-o", "name", kubeconfig: file)
            #expect(
                namespaces.split(separator: "\n").map(String.init) == [
                    "namespace/default", "namespace/kube-node-lease", "namespace/kube-public", "namespace/kube-system",
                ])
        }
    }

    @Test func administratorsMustWaitForTheirBinding() async throws {
        // A fleet that would take ten minutes a step: the test takes them itself.
        let directory = NSTemporaryDirectory() + "fleet-" + UUID().uuidString.lowercased()
        try Files.makeDirectory(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let context = ClusterContext(
            journal: try Journal.open(directory: directory), faults: FaultPlan(), log: RequestLog(), controllers: .all,
            pace: Pace(milliseconds: 600_000...600_000), addresses: AddressPool(LoopbackNetwork(octet: 99)))
        let fleet = TenantFleet(context)
        let authority = try CertificateAuthority(commonName: "kubernetes")
        let identity = try authority.serverIdentity(commonName: "kube-apiserver", addresses: [], hostNames: [])
        try await fleet.run(
            TenantFleet.Plan(
                name: "pay", schema: "pay", address: "127.0.0.1", port: 0, version: "v1.35.2", authority: authority,
                identity: identity, hasCoreDNS: false))
        let tenant = try #require(await fleet.clusters["pay"])
        func status() -> Int {
            let administrator = APIUser(
                name: "kubernetes-admin", groups: [TenantFleet.administrators, "system:authenticated"])
            let request = APIRequest(method: "GET", target: "/api/v1/secrets", user: administrator)
            return tenant.server.respond(to: request).status
        }
        #expect(status() == 503)
        tenant.server.isReady = true
        #expect(status() == 403)
        tenant.client.ensure(
            .clusterRoleBindings,
            ClusterBootstrap.binding(
                TenantFleet.administrators, role: "cluster-admin", groups: [TenantFleet.administrators]))
        #expect(status() == 200)
        await fleet.stop()
    }

    @Test func aVersionChangeUpgradesAndAFlagChangeIsUnknown() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            func phases(after manifest: String) async throws -> [String] {
                let history = History(estate, .tenantControlPlanes)
                try await estate.apply(manifest)
                try await estate.becomes("Ready")
                let generation = try estate.plane().generation
                return await history.events { $0.isReady && $0.object.value.generation == generation }
                    .compactMap(\.phase)
            }
            #expect(try await phases(after: Self.manifest(version: "v1.35.3")).contains("Upgrading"))
            let file = try await estate.writeKubeconfig("super-admin.conf")
            #expect(try await estate.kubectl("get", "--raw", "/version", kubeconfig: file).contains("v1.35.3"))
            let flag = "--oidc-issuer-url=https://id.example.com"
            let changed = try await phases(after: Self.manifest(version: "v1.35.3", flags: [flag]))
            #expect(changed.contains("Unknown"))
            let arguments = try await estate.kubectl(
                "get", "deployment", "pay", "-n", "k8s-w-pay", "-o",
                "jsonpath={.spec.template.spec.containers[0].args}")
            #expect(arguments.contains(flag))
        }
    }

    @Test func noReplicasSleepAndComeBack() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            let file = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.makeNamespace("kept", kubeconfig: file)
            try await estate.apply(Self.manifest(replicas: 0))
            try await estate.becomes("Sleeping")
            try await estate.eventually("the API is silent") {
                try await estate.failure("get", "--raw", "/healthz", kubeconfig: file).contains("refused")
            }
            try await estate.kubectl("get", "service/pay", "secret/pay-admin-kubeconfig", "-n", "k8s-w-pay")
            try await estate.apply(Self.manifest())
            try await estate.eventually("the data is there again") {
                try await estate.failure("get", "namespace", "kept", kubeconfig: file) == ""
            }
        }
    }

    @Test func anAddedNameIsInTheNextCertificate() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            let address = try await estate.address()
            #expect(try await estate.names(of: address).contains("pay.k8s.cloud.example.com"))
            #expect(try await !estate.names(of: address).contains("pay.other.example.com"))
            try await estate.apply(Self.manifest(names: ["pay.k8s.cloud.example.com", "pay.other.example.com"]))
            try await estate.eventually("the certificate is issued anew") {
                try await estate.names(of: address).contains("pay.other.example.com")
            }
            try await estate.becomes("Ready")
            // A name that is taken away stays until the next certificate.
            let key = ObjectKey(namespace: "k8s-w-pay", name: "pay-api-server-certificate")
            let client = estate.sandbox.clusters[0].client
            let before = try #require(client.get(.secrets, key))
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            #expect(client.get(.secrets, key) == before)
            #expect(try await estate.names(of: address).contains("pay.other.example.com"))
        }
    }

    @Test func anAnnotationRotatesTheKubeconfig() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            let before = try await estate.secret("admin.conf")
            try await estate.kubectl(
                "annotate", "secret", "pay-admin-kubeconfig", "-n", "k8s-w-pay", "certs.kamaji.clastix.io/rotate=")
            try await estate.eventually("another kubeconfig") {
                try await estate.secret("admin.conf").map { $0 != before } ?? false
            }
            let file = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.kubectl("get", "--raw", "/readyz", kubeconfig: file)
        }
    }

    @Test func certificatesAreIssuedAnewBeforeTheirYearIsOver() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(Self.manifest())
            try await estate.becomes("Ready")
            let before = try await estate.secret("admin.conf")
            var fault = Fault(.clockSkew, match: FaultMatch(cluster: "fsn1-a"))
            fault.offset = 363 * 86400
            let early = estate.sandbox.faults.add(fault)
            // A change of the spec is carried out, the certificates stay.
            try await estate.apply(Self.manifest(replicas: 1))
            try await estate.becomes("Ready")
            #expect(try await estate.secret("admin.conf") == before)
            fault.offset = 365 * 86400
            estate.sandbox.faults.clear(early)
            estate.sandbox.faults.add(fault)
            try await estate.eventually("another kubeconfig") {
                try await estate.secret("admin.conf").map { $0 != before } ?? false
            }
            let file = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.eventually("the server answers to it") {
                try await estate.failure("get", "--raw", "/readyz", kubeconfig: file) == ""
            }
        }
    }

    @Test func flagsGoWithAnEmptyListNotWithSilence() async throws {
        try await TestEstate.run { estate in
            let flag = "--oidc-issuer-url=https://id.example.com"
            let path = "/spec/controlPlane/deployment/extraArgs"
            func change(_ patch: String) async throws -> String {
                try await estate.kubectl(
                    "patch", "tcp", "pay", "-n", "k8s-w-pay", "--type=json", "-p", patch)
                try await estate.becomes("Ready")
                return try await estate.kubectl(
                    "get", "deployment", "pay", "-n", "k8s-w-pay", "-o",
                    "jsonpath={.spec.template.spec.containers[0].args}")
            }
            try await estate.apply(Self.manifest(flags: [flag]))
            try await estate.becomes("Ready")
            #expect(try await change(#"[{"op":"remove","path":"\#(path)"}]"#).contains(flag))
            #expect(try await change(#"[{"op":"add","path":"\#(path)","value":{"apiServer":[]}}]"#) == "")
        }
    }

    static func manifest(
        replicas: Int = 2, version: String = "v1.35.2", names: [String] = ["pay.k8s.cloud.example.com"],
        flags: [String] = [], name: String = "pay", store: String = "default"
    ) -> String {
        let arguments = flags.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
            apiVersion: v1
            kind: Namespace
            metadata: {name: k8s-w-pay}
            ---
            apiVersion: kamaji.clastix.io/v1alpha1
            kind: TenantControlPlane
            metadata: {name: \(name), namespace: k8s-w-pay}
            spec:
              dataStore: \(store)
              controlPlane:
                deployment: {replicas: \(replicas), extraArgs: {apiServer: [\(arguments)]}}
                service: {serviceType: LoadBalancer}
              kubernetes: {version: \(version), kubelet: {cgroupfs: systemd}}
              networkProfile: {certSANs: [\(names.joined(separator: ", "))]}
            """
    }
}

extension TestEstate {
    func makeNamespace(_ name: String, kubeconfig: String) async throws {
        try await kubectl(
            "apply", "--server-side", "-f", "-", input: "apiVersion: v1\nkind: Namespace\nmetadata: {name: \(name)}\n",
            kubeconfig: kubeconfig)
    }

    func apply(_ manifest: String) async throws {
        try await kubectl(
            "apply", "--server-side", "--force-conflicts", "-f", "-", input: manifest)
    }

    /// As it stands in the store: looking through `kubectl` is too slow to see every phase.
    func plane() throws -> Value {
        let key = ObjectKey(namespace: "k8s-w-pay", name: "pay")
        return try #require(sandbox.clusters[0].client.get(.tenantControlPlanes, key))
    }

    /// Waits until the control plane is in a phase by its newest spec.
    func becomes(_ phase: String) async throws {
        try await eventually("the control plane becomes \(phase)") {
            let object = try plane()
            return object["status"]?["kubernetesResources"]?["version"]?["status"]?.string == phase
                && object["status"]?["observedGeneration"] == object["metadata"]?["generation"]
        }
    }

    func address() async throws -> String {
        try await kubectl(
            "get", "service", "pay", "-n", "k8s-w-pay", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}")
    }

    func secret(_ key: String) async throws -> String? {
        let object = try await kubectl(
            "get", "secret", "pay-admin-kubeconfig", "-n", "k8s-w-pay", "-o", "json", "--ignore-not-found")
        guard !object.isEmpty else { return nil }
        return try Value(json: object)["data"]?[key]?.string?.fromBase64
    }

    func writeKubeconfig(_ key: String) async throws -> String {
        let path = "\(directory)/\(key)-\(UUID().uuidString)"
        try Data((try await secret(key) ?? "").utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// The names in the certificate that a server shows.
    func names(of address: String) async throws -> String {
        let result = try await Command.run(
            "sh",
            ["-c", "openssl s_client -connect \(address):6443 2>/dev/null | openssl x509 -noout -ext subjectAltName"])
        return result.output
    }
}
