import Document
import Foundation
import SandboxAPI
import Testing

@testable import Sandbox

// One after the other: each test is a whole estate.
@Suite(.serialized) struct FaultTests {
    @Test func aStatusStrikesAsOftenAsWanted() async throws {
        try await TestEstate.run { estate in
            let fault = #"{"kind":"status","match":{"path":"/v1/networks"},"times":2,"status":429,"retryAfter":3}"#
            #expect(try await estate.curl("-d", fault, "\(estate.control)/faults").status == 201)
            let token = "Authorization: Bearer x"
            for _ in 1...2 {
                let answer = try await estate.curl("-i", "-H", token, "\(estate.hetzner)/networks")
                #expect(answer.status == 429)
                #expect(answer.text.contains("Retry-After: 3"))
            }
            #expect(try await estate.curl("-H", token, "\(estate.hetzner)/networks").status == 200)
            #expect(try await estate.curl("\(estate.control)/faults/log").json.array?.count == 2)
        }
    }

    @Test func aResetComesBeforeOrAfterTheEffect() async throws {
        try await TestEstate.run { estate in
            for (kind, hasEffect) in [(Fault.Kind.resetBefore, false), (.resetAfter, true), (.truncate, true)] {
                estate.sandbox.faults.add(Fault(kind, match: FaultMatch(method: "POST"), times: 1))
                let body = #"{"name":"\#(kind.rawValue)","ip_range":"10.0.0.0/16"}"#
                await #expect(throws: CommandFailure.self) {
                    _ = try await estate.curl(
                        "-H", "Authorization: Bearer x", "-d", body, "\(estate.hetzner)/networks")
                }
                let names = await estate.sandbox.inventory["hcloud"]?.array ?? []
                #expect(names.contains(.string(kind.rawValue)) == hasEffect)
            }
        }
    }

    /// Whether a request whose client was killed had its effect, and how the client ended.
    @Test(arguments: [(Fault.Moment.before, false), (.after, true), (.answered, true)])
    func aClientIsKilledAtTheMoment(moment: Fault.Moment, hasEffect: Bool) async throws {
        try await TestEstate.run { estate in
            // It ends by itself where nobody kills it.
            let client = Process()
            client.executableURL = URL(filePath: "/bin/sleep")
            client.arguments = ["60"]
            try client.run()
            let fault: Value = [
                "kind": "kill-client", "process": .integer(Int64(client.processIdentifier)), "times": 1,
                "moment": .string(moment.rawValue), "match": ["method": "POST"],
            ]
            let answer = try await estate.curl(
                "-d", String(decoding: fault.json(), as: UTF8.self), "\(estate.control)/faults")
            #expect(answer.status == 201)
            let body = #"{"name":"net","ip_range":"10.0.0.0/16"}"#
            let made = try? await estate.curl(
                "-H", "Authorization: Bearer x", "-d", body, "\(estate.hetzner)/networks")
            client.waitUntilExit()
            #expect(client.terminationReason == .uncaughtSignal && client.terminationStatus == SIGKILL)
            #expect((made?.status == 201) == (moment == .answered))
            let names = await estate.sandbox.inventory["hcloud"]?.array ?? []
            #expect(names.contains("net") == hasEffect)
        }
    }

    @Test func nonsenseIsRefused() async throws {
        let bodies = [
            #"{"kind":"flood"}"#, #"{"kind":"status","sttus":500}"#, #"{"kind":"status","match":{"verb":"x"}}"#, "{",
        ]
        try await TestEstate.run { estate in
            var statuses: [Int] = []
            for body in bodies {
                statuses.append(try await estate.curl("-d", body, "\(estate.control)/faults").status)
            }
            #expect(statuses == [400, 400, 400, 400])
            let astray = try await estate.curl(
                "-d", #"{"kind":"status","match":{"cluster":"fsn1"}}"#, "\(estate.control)/faults")
            #expect(
                astray.status == 400 && astray.text.contains("there are fsn1-a, hcloud, ionos, cloudflare, and tenants")
            )
            #expect(try await estate.curl("\(estate.control)/faults").json == [])
        }
    }

    @Test func theRequestLogShowsWhatWasInFlight() async throws {
        try await TestEstate.run { estate in
            var fault = Fault(.latency, match: FaultMatch(path: "/v1/networks"))
            fault.delay = .exactly(1500)
            estate.sandbox.faults.add(fault)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...3 {
                    group.addTask {
                        _ = try await estate.curl("-H", "Authorization: Bearer x", "\(estate.hetzner)/networks")
                    }
                }
                try await group.waitForAll()
            }
            let entries = estate.sandbox.log.entries.filter { $0.path == "/v1/networks" }
            #expect(entries.map(\.inFlight).max() == 3)
            #expect(entries.allSatisfy { $0.status == 200 && $0.end.timeIntervalSince($0.start) >= 1.4 })
        }
    }

    @Test func aClockIsAheadForEverythingAClusterSays() async throws {
        try await TestEstate.run(clusters: ["fsn1-a", "root-1"]) { estate in
            let start = Date()
            var fault = Fault(.clockSkew, match: FaultMatch(cluster: "fsn1-a"))
            fault.offset = 7200
            let number = estate.sandbox.faults.add(fault)
            try await estate.apply(Self.configMap("early"))
            let shown = try await estate.kubectl("get", "configmap", "early", "--show-managed-fields", "-o", "json")
            let metadata = try Value(json: shown)["metadata"]
            for time in [metadata?["creationTimestamp"], metadata?["managedFields"]?[0]?["time"]] {
                let written = try #require(time?.string.flatMap { Timestamp($0) }, "\(shown)")
                #expect((7190...7320).contains(written.seconds - Int64(start.timeIntervalSince1970)))
            }
            func difference(_ cluster: Int) async throws -> Double {
                let address = estate.sandbox.configuration.network.managementCluster(cluster)
                let answer = try await estate.curl("-k", "-i", "https://\(address):6443/healthz").text
                let line = answer.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("date: ") } ?? ""
                let text = line.dropFirst(6).trimmingCharacters(in: .whitespacesAndNewlines)
                let reader = DateFormatter()
                reader.locale = Locale(identifier: "en_US_POSIX")
                reader.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
                return try #require(reader.date(from: text)).timeIntervalSince(start)
            }
            #expect((7190...7320).contains(try await difference(1)))
            #expect((-10...120).contains(try await difference(2)))
            estate.sandbox.faults.clear(number)
            #expect((-10...120).contains(try await difference(1)))
        }
    }

    @Test func aDeadlinePassesByTheClusterClock() async throws {
        try await TestEstate.run { estate in
            let stuck = estate.sandbox.faults.add(Fault(.neverReady, match: FaultMatch(object: "default/web")))
            try await estate.apply(WorkloadTests.deployment("web"))
            try await estate.eventually("it is under way") {
                try await estate.kubectl("get", "deployment", "web", "-o", "json").contains("ReplicaSetUpdated")
            }
            var fault = Fault(.clockSkew)
            fault.offset = 660
            estate.sandbox.faults.add(fault)
            try await estate.eventually("it has failed") {
                try await estate.failure("rollout", "status", "deployment/web", "--timeout=1s").contains(
                    "exceeded its progress deadline")
            }
            estate.sandbox.faults.clear(stuck)
            try await estate.kubectl("wait", "--for=condition=Available", "deployment/web", "--timeout=90s")
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
        }
    }

    @Test(arguments: [
        ("resource=tenantcontrolplanes,object=k8s-w-pay/pay", "tcp/pay"),
        ("resource=secrets,object=k8s-w-pay/pay-datastore-config", "secret/pay-datastore-config"),
    ])
    func finalizersStickUntilTheFaultIsLifted(aim: String, held: String) async throws {
        try await TestEstate.run { estate in
            try await estate.apply(KamajiTests.manifest())
            try await estate.becomes("Ready")
            let namespace = try FaultMatch("resource=namespaces,object=k8s-w-pay")
            let second = estate.sandbox.faults.add(Fault(.stuckFinalizer, match: namespace))
            let first = estate.sandbox.faults.add(Fault(.stuckFinalizer, match: try FaultMatch(aim)))
            try await estate.kubectl("delete", "namespace", "k8s-w-pay", "--wait=false")
            try await estate.eventually("what may go has gone") {
                let left = try await estate.kubectl(
                    "get", "tcp,secret,service,deployment,pod", "-n", "k8s-w-pay", "-o", "name")
                return !left.contains("pay-ca") && left.contains("pay")
            }
            let object = try await estate.kubectl("get", held, "-n", "k8s-w-pay", "-o", "json")
            #expect(try Value(json: object)["metadata"]?["deletionTimestamp"] != nil)
            let conditions = try await estate.kubectl("get", "namespace", "k8s-w-pay", "-o", "json")
            #expect(conditions.contains("SomeFinalizersRemain"))

            estate.sandbox.faults.clear(first)
            try await estate.kubectl("wait", "--for=delete", held, "-n", "k8s-w-pay", "--timeout=90s")
            #expect(
                try await estate.kubectl("get", "namespace", "k8s-w-pay", "-o", "jsonpath={.status.phase}")
                    == "Terminating")
            estate.sandbox.faults.clear(second)
            try await estate.kubectl("wait", "--for=delete", "namespace/k8s-w-pay", "--timeout=90s")
        }
    }

    @Test func pausedControllersDoNothingUntilTheyMay() async throws {
        try await TestEstate.run(clusters: ["fsn1-a", "root-1"]) { estate in
            let paused = estate.sandbox.faults.add(
                Fault(.pauseControllers, match: FaultMatch(cluster: "fsn1-a")))
            try await estate.apply(WorkloadTests.deployment("web"))
            // The other cluster's controllers get as far as a ready deployment in the meantime.
            try await estate.kubectl(
                "apply", "--server-side", "-f", "-", input: WorkloadTests.deployment("web"),
                kubeconfig: estate.kubeconfig("root-1"))
            try await estate.kubectl(
                "rollout", "status", "deployment/web", "--timeout=90s", kubeconfig: estate.kubeconfig("root-1"))
            #expect(try await estate.kubectl("get", "replicasets,pods", "-o", "name") == "")
            estate.sandbox.faults.clear(paused)
            try await estate.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
        }
    }

    @Test func loadBalancersWaitForTheirAddress() async throws {
        try await TestEstate.run { estate in
            let fault = estate.sandbox.faults.add(Fault(.noAddress, match: FaultMatch(object: "default/late")))
            for name in ["late", "prompt"] {
                try await estate.apply(
                    """
                    apiVersion: v1
                    kind: Service
                    metadata: {name: \(name), namespace: default}
                    spec: {type: LoadBalancer, ports: [{port: 80}]}
                    """)
            }
            let path = "jsonpath={.status.loadBalancer.ingress[0].ip}"
            try await estate.kubectl("wait", "service/prompt", "--for=\(path)", "--timeout=90s")
            #expect(try await estate.kubectl("get", "service", "late", "-o", path) == "")
            estate.sandbox.faults.clear(fault)
            try await estate.kubectl("wait", "service/late", "--for=\(path)", "--timeout=90s")
            let addresses = try await estate.kubectl("get", "services", "-o", "jsonpath={..ip}").split(separator: " ")
            #expect(Set(addresses).count == 2 && addresses.allSatisfy { $0.hasPrefix("127.") })
        }
    }

    @Test func aWatchIsCutOffAndAContinueExpires() async throws {
        try await TestEstate.run { estate in
            for number in 1...5 { try await estate.apply(Self.configMap("c\(number)")) }
            estate.sandbox.faults.add(Fault(.expireContinue, times: 1))
            let refusal = try await estate.failure("get", "configmaps", "--chunk-size=2", "-o", "name")
            #expect(refusal.contains("Expired"))
            #expect(estate.sandbox.faults.log.array?.map { $0["kind"] } == ["expire-continue"])
            #expect(estate.sandbox.log.entries.contains { $0.status == 410 })
            let names = try await estate.kubectl("get", "configmaps", "--chunk-size=2", "-o", "name")
            #expect(names.contains("c1") && names.contains("c5"))

            estate.sandbox.faults.add(Fault(.cutWatch, match: FaultMatch(path: "/configmaps"), times: 1))
            let path = "/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=0"
            let token = try String(contentsOfFile: "\(estate.directory)/token/fsn1-a", encoding: .utf8)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let address = estate.sandbox.configuration.network.managementCluster(1)
            // An uncut watch would go on until curl gives up.
            let watch = try await estate.curl(
                "-k", "-H", "Authorization: Bearer \(token)", "https://\(address):6443\(path)")
            #expect(watch.status == 200 && watch.text.contains("ADDED"))
        }
    }

    private static func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), namespace: default}\ndata: {a: b}\n"
    }
}
