import Document
import Foundation
import SandboxAPI
import Testing

@testable import Sandbox

/// What Kamaji refuses, waits for and leaves behind.
// One after the other: each test is a whole estate.
@Suite(.serialized) struct KamajiTroubleTests {
    @Test func serviceAndSecretsOutliveADeletedControlPlane() async throws {
        try await TestEstate.run { estate in
            let before = await estate.sandbox.inventory
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let history = History(estate, .services, .secrets, .deployments, .tenantControlPlanes)
            try await estate.kubectl(
                "delete", "tcp", "pay", "-n", "k8s-w-pay", "--cascade=background", "--wait=false")
            try await estate.eventually("all go") {
                let kinds = "tcp,service,secret,deployment,pod"
                return try await estate.kubectl("get", kinds, "-n", "k8s-w-pay", "-o", "name") == ""
            }
            var left = 7
            let gone = await history.events { event in
                left -= event.kind == .deleted ? 1 : 0
                return left == 0
            }.filter { $0.kind == .deleted }.map(\.subject)
            #expect(
                gone.prefix(2) == [
                    "secrets k8s-w-pay/pay-datastore-config", "tenantcontrolplanes.kamaji.clastix.io k8s-w-pay/pay",
                ])
            #expect(
                Set(gone.dropFirst(2)) == [
                    "services k8s-w-pay/pay", "deployments.apps k8s-w-pay/pay", "secrets k8s-w-pay/pay-ca",
                    "secrets k8s-w-pay/pay-api-server-certificate", "secrets k8s-w-pay/pay-admin-kubeconfig",
                ])
            try await estate.kubectl("delete", "namespace", "k8s-w-pay")
            #expect(await estate.sandbox.inventory == before)
        }
    }

    @Test func aControlPlaneThatIsMadeAnewIsEmpty() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let first = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.makeNamespace("lost", kubeconfig: first)
            try await estate.kubectl("delete", "tcp", "pay", "-n", "k8s-w-pay", "--cascade=foreground")
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let second = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.eventually("the new API is ready") {
                try await estate.failure("get", "--raw", "/readyz", kubeconfig: second) == ""
            }
            let refusal = try await estate.failure("get", "namespace", "lost", kubeconfig: second)
            #expect(refusal.contains("NotFound"))
        }
    }

    @Test func anAddressThatSomebodyElseHasIsTriedUntilItIsFree() async throws {
        try await TestEstate.run { estate in
            let address = try #require(estate.sandbox.configuration.network.loadBalancer(0))
            let other = try await Listener.bind(
                address: address, port: LoopbackNetwork.kubernetesPort, responder: ControlAPI(sandbox: estate.sandbox))
            try await estate.apply(KamajiTests.manifest())
            try await estate.eventually("an event says so") {
                try await estate.kubectl("get", "events", "-n", "k8s-w-pay").contains("CannotListen")
            }
            await other.close()
            let file = try await estate.writeKubeconfig("super-admin.conf")
            try await estate.eventually("the API answers") {
                try await estate.failure("get", "--raw", "/readyz", kubeconfig: file) == ""
            }
        }
    }

    @Test func crashingServersAreNotReady() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let file = try await estate.writeKubeconfig("super-admin.conf")
            estate.sandbox.faults.add(Fault(.crash, match: FaultMatch(object: "k8s-w-pay/pay")))
            estate.sandbox.faults.add(Fault(.silentTenant, match: FaultMatch(object: "k8s-w-pay/pay")))
            try await estate.becomes("NotReady")
            try await estate.eventually("the API is silent") {
                try await estate.failure("get", "--raw", "/healthz", kubeconfig: file).contains("refused")
            }
            estate.sandbox.faults.clear()
            try await estate.becomes("Ready")
        }
    }

    @Test func aHostNameIsNoAddress() async throws {
        try await TestEstate.run { estate in
            estate.sandbox.faults.add(Fault(.namedAddress, match: FaultMatch(object: "k8s-w-pay/pay")))
            try await estate.apply(KamajiTests.manifest())
            try await estate.eventually("the load balancer has a name") {
                try await estate.kubectl("get", "service", "-n", "k8s-w-pay", "-o", "json").contains("lb.example.com")
            }
            // While another control plane comes to life, this one waits.
            try await estate.apply(KamajiTests.manifest(name: "other"))
            try await estate.kubectl(
                "wait", "tcp/other", "-n", "k8s-w-pay", "--timeout=90s",
                "--for=jsonpath={.status.kubernetesResources.version.status}=Ready")
            let status = try estate.plane()["status"]
            #expect(status?["controlPlaneEndpoint"] == nil)
            #expect(status?["kubernetesResources"]?["version"]?["status"] == "Provisioning")
            #expect(try await estate.secret("admin.conf") == nil)
            estate.sandbox.faults.clear()
            try await estate.becomes("Ready")
        }
    }

    @Test func aLaterAddressReachesNothing() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let first = try await estate.address()
            let endpoint = try estate.plane()["status"]?["controlPlaneEndpoint"]
            let kubeconfig = try await estate.secret("admin.conf")
            try await estate.kubectl(
                "patch", "service", "pay", "-n", "k8s-w-pay", "--subresource=status", "--type=merge", "-p",
                #"{"status":{"loadBalancer":{"ingress":[{"ip":"127.9.9.9"}]}}}"#)
            try await estate.apply(KamajiTests.manifest(replicas: 3))
            try await estate.becomes("Ready")
            #expect(try await estate.address() == "127.9.9.9")
            #expect(try estate.plane()["status"]?["controlPlaneEndpoint"] == endpoint)
            #expect(try await estate.secret("admin.conf") == kubeconfig)
            #expect(try await !estate.names(of: first).contains("127.9.9.9"))
        }
    }

    @Test func aPausedControlPlaneStaysAsItIs() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            try await estate.kubectl(
                "annotate", "tcp", "pay", "-n", "k8s-w-pay", "kamaji.clastix.io/paused=")
            try await estate.kubectl("delete", "tcp", "pay", "-n", "k8s-w-pay", "--wait=false")
            // While another comes and goes, this one stays.
            try await estate.apply(KamajiTests.manifest(name: "other"))
            try await estate.kubectl("delete", "tcp", "other", "-n", "k8s-w-pay")
            #expect(try estate.plane()["metadata"]?["finalizers"]?.array?.count == 2)
            try await estate.kubectl(
                "annotate", "tcp", "pay", "-n", "k8s-w-pay", "kamaji.clastix.io/paused-")
            try await estate.kubectl("wait", "--for=delete", "tcp/pay", "-n", "k8s-w-pay", "--timeout=90s")
        }
    }

    @Test func aNamespaceThatGoesFirstStrandsSecretsOfAnUnhealthyStore() async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            estate.sandbox.faults.add(Fault(.unreadyDataStore, match: FaultMatch(object: "default")))
            try await estate.kubectl("wait", "datastore/default", "--for=jsonpath={.status.ready}=false")
            try await estate.kubectl("delete", "namespace", "k8s-w-pay", "--wait=false")
            try await estate.eventually("only what waits for the store is left") {
                let names = try await estate.kubectl(
                    "get", "tcp,secret,service,deployment", "-n", "k8s-w-pay", "-o", "name")
                return Set(names.split(separator: "\n")) == [
                    "tenantcontrolplane.kamaji.clastix.io/pay", "secret/pay-datastore-config",
                ]
            }
            estate.sandbox.faults.clear()
            try await estate.kubectl("wait", "--for=delete", "namespace/k8s-w-pay", "--timeout=90s")
        }
    }

    @Test func webhooksFillInAndDeny() async throws {
        try await TestEstate.run { estate in
            try await estate.makeNamespace("k8s-w-pay", kubeconfig: estate.kubeconfig())
            let shown = try await estate.kubectl(
                "apply", "--server-side", "--dry-run=server", "-o", "json", "-f", "-",
                input: KamajiTests.manifest().components(separatedBy: "---\n").last ?? "")
            let network = try Value(json: shown)["spec"]?["networkProfile"]
            #expect(network?["dnsServiceIPs"] == ["10.96.0.10"])
            #expect(network?["serviceCidrs"] == ["10.96.0.0/16"])
            func refusal(_ manifest: String) async throws -> String {
                try await estate.failure("apply", "--server-side", "-f", "-", input: manifest)
            }
            #expect(
                try await refusal(KamajiTests.manifest(store: "absent")).contains("absent DataStore does not exist"))
            try await estate.apply(KamajiTests.manifest(version: "v1.34.0"))
            for (manifest, why) in [
                (KamajiTests.manifest(version: "v1.33.9"), "unable to downgrade"),
                (KamajiTests.manifest(version: "v1.36.0"), "non-sequential"),
                (KamajiTests.manifest(version: "v1.37.0"), "greater than the supported"),
                (KamajiTests.manifest(version: "x"), "unable to parse"),
                (KamajiTests.manifest(version: "v1.34.0", names: ["-bad-"]), "invalid certificate SAN \"-bad-\""),
                (KamajiTests.manifest(version: "v1.34.0", store: "absent"), "absent DataStore does not exist"),
            ] {
                let refusal = try await refusal(manifest)
                #expect(refusal.contains("denied the request") && refusal.contains(why), "\(refusal)")
            }
            // The store of a control plane that is there may go; from then on no change is let through.
            try await estate.kubectl("delete", "datastore", "default")
            #expect(try await refusal(KamajiTests.manifest(replicas: 1, version: "v1.34.0")).contains("does not exist"))
        }
    }

    @Test(arguments: [
        (#"{"networkProfile":{"clusterDomain":"other.local"}}"#, "changing the cluster domain is not supported"),
        (#"{"dataStoreSchema":"other"}"#, "changing the dataStoreSchema is not supported"),
        (#"{"dataStoreUsername":"other"}"#, "changing the dataStoreUsername is not supported"),
        (#"{"dataStore":null}"#, "unsetting the dataStore is not supported"),
        (#"{"networkProfile":{"loadBalancerClass":"other"}}"#, "LoadBalancerClass"),
        (#"{"networkProfile":{"loadBalancerSourceRanges":["x"]}}"#, "must be valid CIDR"),
        (#"{"controlPlane":{"ingress":{},"gateway":{}}}"#, "using both ingress and gateway is not supported"),
    ])
    func whatMayNotChangeIsRefused(spec: String, why: String) async throws {
        // The rules are the definition's: no estate is needed to see them hold.
        let server = APIServer(
            name: "rules", configuration: ServerConfiguration(admission: KamajiWebhook()), registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(seconds: 0) }, uid: { UUID().uuidString.lowercased() }))
        let client = ClusterClient(server, manager: "kamaji")
        try server.bootstrap()
        DataStoreController.install(client)
        let plane: Value = [
            "metadata": ["name": "pay", "namespace": "default"],
            "spec": [
                "controlPlane": ["service": ["serviceType": "LoadBalancer"]],
                "kubernetes": ["version": "v1.35.2", "kubelet": [:]],
                "networkProfile": ["loadBalancerClass": "first"],
            ],
        ]
        try client.create(.tenantControlPlanes, plane)
        let error = #expect(throws: StatusError.self) {
            try server.mergePatch(
                ResourceName.tenantControlPlanes.groupResource, ObjectKey(namespace: "default", name: "pay"),
                ["spec": try Value(json: spec)], as: "kubectl")
        }
        #expect(error?.message.contains(why) == true, "\(error?.message ?? "")")
    }
}
