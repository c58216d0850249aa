import Document
import Testing

@testable import SandboxAPI

/// Bodies that `kubectl create` sent, and what it would have written as JSON.
struct ProtobufTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var command: String
        var body: String
        var json: String
        var testDescription: String { command }
    }

    @Test(arguments: cases)
    func bodiesOfKubectl(_ sample: Case) throws {
        let body = try #require(Base64.decode(sample.body))
        let object = try ProtobufDecoder(catalog: .builtIn).object(body)
        #expect(try object == Value(json: sample.json), "\(object.compactJSON)")
    }

    @Test func aServerStoresWhatItWasSent() throws {
        let server = try TestServer()
        let sample = try #require(Self.cases.first { $0.command.contains("secret") })
        let answer = server.server.respond(
            to: APIRequest(
                method: "POST", target: "/api/v1/namespaces/default/secrets",
                headers: [
                    ("Content-Type", "application/vnd.kubernetes.protobuf"),
                    ("Accept", "application/vnd.kubernetes.protobuf,application/json"),
                ], body: try #require(Base64.decode(sample.body))))
        #expect(answer.status == 201)
        let stored = server.send("GET", "/api/v1/namespaces/default/secrets/s").body
        #expect(stored["data"] == ["a": "Yg=="])
        #expect(stored["type"] == "Opaque")
    }

    @Test func whatIsNotKnownIsRefusedByName() throws {
        let decoder = ProtobufDecoder(catalog: ProtobufCatalog(["ConfigMap: metadata:Meta data:{string}\nMeta: name"]))
        /// An envelope around a ConfigMap's message.
        func body(_ message: [UInt8], kind: String = "ConfigMap") -> [UInt8] {
            let name: [UInt8] = Array(kind.utf8)
            let type: [UInt8] = [0x0A, 2, 0x76, 0x31, 0x12, UInt8(name.count)] + name
            return Array("k8s\0".utf8) + [0x0A, UInt8(type.count)] + type + [0x12, UInt8(message.count)] + message
        }
        #expect(try decoder.object(body([0x0A, 3, 0x0A, 1, 0x61]))["metadata"] == ["name": "a"])
        #expect(throws: ProtobufError.unknownField(path: "ConfigMap.metadata", number: 2)) {
            try decoder.object(body([0x0A, 3, 0x12, 1, 0x61]))
        }
        #expect(throws: ProtobufError.mismatch(path: "ConfigMap.metadata.name")) {
            try decoder.object(body([0x0A, 2, 0x08, 1]))
        }
        #expect(throws: ProtobufError.unknownKind(apiVersion: "v1", kind: "Thing")) {
            try decoder.object(body([], kind: "Thing"))
        }
        #expect(throws: ProtobufError.malformed("field 1 is longer than its message")) {
            try decoder.object(body([0x0A, 9, 0x0A]))
        }
        #expect(throws: ProtobufError.malformed("the body does not begin as an object does")) {
            try decoder.object(Array("{}".utf8))
        }
        #expect(ProtobufError.unknownField(path: "Pod.spec", number: 99).status.code == 400)
        #expect(ProtobufError.unknownKind(apiVersion: "v1", kind: "Thing").status.code == 415)
    }

    /// Times, the shortest and the longest and those that cannot be written; one field `t` of a message.
    @Test func timesBeyondTheCalendarAreRefused() throws {
        let decoder = ProtobufDecoder(catalog: ProtobufCatalog(["Event: t:time m:microTime"]))
        func time(_ field: UInt8, seconds: Int64, nanos: Int64 = 0) throws -> Value? {
            let message = [0x08] + Self.varint(seconds) + [0x10] + Self.varint(nanos)
            return try decoder.object(Self.envelope([field << 3 | 2] + Self.sized(message), kind: "Event"))[
                field == 1 ? "t" : "m"]
        }
        #expect(try time(1, seconds: 253_402_300_799) == "9999-12-31T23:59:59Z")
        #expect(try time(2, seconds: 1, nanos: 999_999_999) == "1970-01-01T00:00:01.999999Z")
        for seconds: Int64 in [.min, .max, -62_135_596_801, 253_402_300_800] {
            #expect(throws: ProtobufError.mismatch(path: "Event.t")) { try time(1, seconds: seconds) }
        }
        for nanos: Int64 in [-1, 1_000_000_000, .min] {
            #expect(throws: ProtobufError.mismatch(path: "Event.m")) { try time(2, seconds: 1, nanos: nanos) }
        }
    }

    @Test func longListsAndMapsTakeTimeInProportion() throws {
        let decoder = ProtobufDecoder(catalog: ProtobufCatalog(["ConfigMap: list:[string] map:{string}"]))
        func time(count: Int) throws -> Duration {
            var message: [UInt8] = []
            for number in 0..<count {
                let text = Self.sized(Array("\(number)".utf8))
                message += [0x0A] + text + [0x12] + Self.sized([0x0A] + text + [0x12] + text)
            }
            let body = Self.envelope(message, kind: "ConfigMap")
            var object: Value = [:]
            let time = try ContinuousClock().measure { object = try decoder.object(body) }
            #expect(object["list"]?.array == (0..<count).map { .string("\($0)") })
            #expect(object["map"]?.object?.count == count)
            #expect(object["map"]?["7"] == "7")
            return time
        }
        // 16 times the elements: 256 times the time where each one copies those before it.
        let (short, long) = (try time(count: 2_500), try time(count: 40_000))
        #expect(long < short * 60)
    }

    private static func envelope(_ message: [UInt8], kind: String) -> [UInt8] {
        let type = [0x0A] + sized(Array("v1".utf8)) + [0x12] + sized(Array(kind.utf8))
        return Array("k8s\0".utf8) + [0x0A] + sized(type) + [0x12] + sized(message)
    }

    private static func sized(_ bytes: [UInt8]) -> [UInt8] { varint(Int64(bytes.count)) + bytes }

    private static func varint(_ number: Int64) -> [UInt8] {
        var rest = UInt64(bitPattern: number)
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    @Test func everyTypeIsDeclared() {
        let catalog = ProtobufCatalog.builtIn
        for name in catalog.names {
            for field in (catalog[name] ?? [:]).values {
                for reference in field.type.messages {
                    #expect(catalog[reference] != nil, "\(name).\(field.name)")
                }
            }
        }
    }

    /// What the schema of a kind declares has a number, so that nothing of a known kind is refused.
    @Test func fieldsAreThoseOfTheSchemas() {
        for name in ProtobufCatalog.builtIn.names {
            guard case .map(let schema)? = SchemaCatalog.builtIn[name] else { continue }
            let missing = Set(schema.order).subtracting(Self.fields(of: name)).subtracting(["apiVersion", "kind"])
                .filter { !Self.withoutNumber.contains("\(name).\($0)") }
            #expect(missing.isEmpty, "\(name): \(missing.sorted())")
        }
    }

    /// Fields of statuses, which kubelets write, and alpha ones: no published description of their numbers is known.
    private static let withoutNumber: Set<String> = [
        "ContainerStatus.stopSignal", "PodCertificateProjection.userAnnotations", "PodSpec.schedulingGroup",
        "PodStatus.allocatedResources", "PodStatus.extendedResourceClaimStatus",
        "PodStatus.nodeAllocatableResourceClaimStatuses", "PodStatus.resources", "ResourceHealth.message",
        "VolumeMountStatus.volumeStatus",
    ]

    /// The members of a message, those of inline fields among them.
    private static func fields(of name: String) -> [String] {
        (ProtobufCatalog.builtIn[name] ?? [:]).values.flatMap { field in
            field.isInline ? field.type.messages.flatMap(fields(of:)) : [field.name]
        }
    }

    private static let cases = [
        Case(
            command: "create deployment web --image=nginx:1 --replicas=2 --port=80 -- sleep 9",
            body:
                "azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EsQBCh8KA3dlYhIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViEpIBCAISDAoKCgNhcH"
                + "ASA3dlYhp4ChwKABIAGgAiACoAMgA4AEIAWgoKA2FwcBIDd2ViElgSOgoFbmdpbngSB25naW54OjEaBXNsZWVwGgE5KgAyCgoA"
                + "EAAYUCIAKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKA"
                + "A4ABoAIgA=",
            json: """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"labels": {"app": "web"}, "name": "web"},
                 "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "strategy": {},
                  "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
                   {"name": "nginx", "image": "nginx:1", "command": ["sleep", "9"], "ports": [{"containerPort": 80}],
                    "resources": {}}]}}},
                 "status": {}}
                """),
        Case(
            command: "create quota q --hard=pods=10,requests.cpu=500m",
            body:
                "azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRI9ChEKAXESABoAIgAqADIAOABCABImCgwKBHBvZHMSBAoCMTAKFgoMcmVxdWVzdHMuY3"
                + "B1EgYKBDUwMG0aABoAIgA=",
            json: """
                {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"},
                 "spec": {"hard": {"pods": "10", "requests.cpu": "500m"}}, "status": {}}
                """),
        Case(
            command: "create pdb p --selector=app=web --max-unavailable=0",
            body:
                "azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSNwoRCgFwEgAaACIAKgAyADgAQgASFhIMCgoKA2FwcBIDd2ViGg"
                + "YIABAAGgAaCggAGAAgACgAMAAaACIA",
            json: """
                {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "p"},
                 "spec": {"selector": {"matchLabels": {"app": "web"}}, "maxUnavailable": 0}, "status": {}}
                """),
        Case(
            command: "create secret generic s --from-literal=a=b",
            body: "azhzAAoMCgJ2MRIGU2VjcmV0Eh0KEQoBcxIAGgAiACoAMgA4AEIAEgYKAWESAWIaABoAIgA=",
            json: """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"a": "Yg=="}}
                """),
        Case(
            command: "create ingress i --rule=example.com/*=web:80,tls=t --class=nginx",
            body:
                "azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJhChEKAWkSABoAIgAqADIAOABCABJIEhAKC2V4YW1wbGUuY29tEg"
                + "F0Gi0KC2V4YW1wbGUuY29tEh4KHAoaCgEvEg0iCwoDd2ViEgQKABBQGgZQcmVmaXgiBW5naW54GgIKABoAIgA=",
            json: """
                {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "i"},
                 "spec": {"tls": [{"hosts": ["example.com"], "secretName": "t"}], "ingressClassName": "nginx",
                  "rules": [{"host": "example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
                   "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]},
                 "status": {"loadBalancer": {}}}
                """),
        Case(
            command: "create service loadbalancer l --tcp=80:http",
            body:
                "azhzAAoNCgJ2MRIHU2VydmljZRJpChsKAWwSABoAIgAqADIAOABCAFoICgNhcHASAWwSRgoeCgc4MC1odHRwEgNUQ1AYUCIKCAEQAB"
                + "oEaHR0cCgAEggKA2FwcBIBbBoAIgxMb2FkQmFsYW5jZXI6AEIAUgBaAGAAaAAaAgoAGgAiAA==",
            json: """
                {"apiVersion": "v1", "kind": "Service", "metadata": {"labels": {"app": "l"}, "name": "l"},
                 "spec": {"selector": {"app": "l"}, "type": "LoadBalancer",
                  "ports": [{"name": "80-http", "port": 80, "protocol": "TCP", "targetPort": "http"}]},
                 "status": {"loadBalancer": {}}}
                """),
        Case(
            command: "create token sa --duration=10m --audience=a",
            body:
                "azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBIgChAKABIAGgAiACoAMgA4AEIAEgYKAWEg2AQaBA"
                + "oAEgAaACIA",
            json: """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "metadata": {},
                 "spec": {"audiences": ["a"], "expirationSeconds": 600}, "status": {}}
                """),
    ]
}

extension ProtobufNotation.FieldType {
    /// The messages a type refers to.
    fileprivate var messages: [String] {
        switch self {
        case .message(let name): [name]
        case .list(let element), .map(let element): element.messages
        default: []
        }
    }
}
