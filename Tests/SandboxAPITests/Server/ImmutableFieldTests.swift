import Document
import Testing

@testable import SandboxAPI

/// What may change of an object and what may not, in other words than those of the transcripts.
@Suite("Immutable fields") struct ImmutableFieldTests {
    struct Change: Sendable, CustomTestStringConvertible {
        var name: String
        var path: String
        var object: Value
        /// A merge patch.
        var patch: Value
        /// The field that is refused and the end of the refusal; nil where the change is allowed.
        var refusal: (field: String, message: String)?
        var testDescription: String { name }
    }

    private static func claim(_ spec: Object, status: Value = [:]) -> Value {
        var all: Object = ["accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "2Gi"]]]
        for (key, value) in spec { all[key] = value }
        return [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "x"], "spec": .object(all),
        ]
    }

    private static func service(_ spec: Object) -> Value {
        var all: Object = ["ports": [["port": 80]]]
        for (key, value) in spec { all[key] = value }
        return ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "x"], "spec": .object(all)]
    }

    private static func storageClass(_ more: Object) -> Value {
        var all: Object = [
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": ["name": "x"], "provisioner": "p",
        ]
        for (key, value) in more { all[key] = value }
        return .object(all)
    }

    private static let claims = "/api/v1/namespaces/default/persistentvolumeclaims"
    private static let services = "/api/v1/namespaces/default/services"
    private static let classes = "/apis/storage.k8s.io/v1/storageclasses"

    @Test(
        "Changes are refused or let pass",
        arguments: [
            Change(
                name: "a claim's first class", path: claims, object: claim([:]),
                patch: ["spec": ["storageClassName": "a"]]),
            Change(
                name: "a claim's volume", path: claims, object: claim([:]), patch: ["spec": ["volumeName": "v"]]),
            Change(
                name: "another volume", path: claims, object: claim(["volumeName": "v"]),
                patch: ["spec": ["volumeName": "w"]],
                refusal: (
                    "spec",
                    "@@ -9,7 +9,7 @@\n    \"storage\": \"2Gi\"\n   }\n  },\n- \"VolumeName\": \"v\",\n"
                        + "+ \"VolumeName\": \"w\",\n  \"StorageClassName\": null,\n  \"VolumeMode\": \"Filesystem\",\n"
                        + "  \"DataSource\": null,\n"
                )),
            Change(
                name: "a claim's mode", path: claims, object: claim([:]), patch: ["spec": ["volumeMode": "Block"]],
                refusal: ("volumeMode", "field is immutable")),
            Change(
                name: "parameters of a class", path: classes, object: storageClass([:]),
                patch: ["parameters": ["a": "b"]], refusal: ("parameters", "field is immutable")),
            Change(
                name: "when a class binds", path: classes, object: storageClass([:]),
                patch: ["volumeBindingMode": "WaitForFirstConsumer"],
                refusal: ("volumeBindingMode", "field is immutable")),
            Change(
                name: "whether a class expands", path: classes, object: storageClass([:]),
                patch: ["allowVolumeExpansion": true]),
            Change(
                name: "an address where there is none", path: services, object: service(["clusterIP": "None"]),
                patch: ["spec": ["clusterIP": "10.96.9.9"]],
                refusal: ("spec.clusterIPs[0]", "may not change once set")),
            Change(
                name: "the list of addresses", path: services, object: service([:]),
                patch: ["spec": ["clusterIP": "10.96.9.9", "clusterIPs": ["10.96.9.9"]]],
                refusal: ("spec.clusterIPs[0]", "may not change once set")),
            Change(
                name: "a balanced service that becomes a name", path: services,
                object: service(["type": "LoadBalancer"]),
                patch: ["spec": ["type": "ExternalName", "externalName": "a.example.com"]]),
            Change(
                name: "whom a priority preempts", path: "/apis/scheduling.k8s.io/v1/priorityclasses",
                object: [
                    "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": "x"],
                    "value": 1,
                ], patch: ["preemptionPolicy": "Never"],
                refusal: ("preemptionPolicy", "field is immutable")),
        ])
    func change(_ change: Change) throws {
        let server = try TestServer()
        #expect(server.send("POST", change.path, change.object).status == 201)
        let answer = server.send("PATCH", "\(change.path)/x", change.patch, type: "application/merge-patch+json")
        guard let refusal = change.refusal else {
            #expect(answer.status == 200, "\(answer.body.compactJSON)")
            return
        }
        #expect(answer.status == 422)
        let causes = answer.body["details"]?["causes"]?.array ?? []
        let cause = try #require(causes.first { $0["field"]?.string == refusal.field }, "\(causes)")
        #expect(cause["message"]?.string?.hasSuffix(refusal.message) == true, "\(cause.compactJSON)")
    }

    @Test("A bound claim grows, and shrinks to no less than it has")
    func sizes() throws {
        let server = try TestServer()
        server.send("POST", Self.claims, Self.claim([:]))
        let merge = "application/merge-patch+json"
        server.send(
            "PATCH", "\(Self.claims)/x/status", ["status": ["phase": "Bound", "capacity": ["storage": "2Gi"]]],
            type: merge)
        func resize(_ size: Value) -> Int {
            server.send(
                "PATCH", "\(Self.claims)/x", ["spec": ["resources": ["requests": ["storage": size]]]], type: merge
            ).status
        }
        #expect(["4Gi", "3Gi", "2Gi", "1Gi"].map(resize) == [200, 200, 422, 422])
    }

    @Test("A service that becomes a name gives up what it was given")
    func release() throws {
        let server = try TestServer()
        let made = server.send("POST", Self.services, Self.service(["type": "LoadBalancer"])).body["spec"]
        #expect(made?["ports"]?[0]?["nodePort"] != nil)
        let spec = server.send(
            "PATCH", "\(Self.services)/x", ["spec": ["type": "ExternalName", "externalName": "a.example.com"]],
            type: "application/merge-patch+json"
        ).body["spec"]?.object
        #expect(spec?.keys.sorted() == ["externalName", "ports", "sessionAffinity", "type"])
        #expect(spec?["ports"]?[0]?["nodePort"] == nil)
    }
}

@Suite("Differences of texts") struct UnifiedDiffTests {
    @Test(arguments: [
        ("abc", "abc", ""), ("abc", "axc", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"), ("", "a", "@@ -0,0 +1 @@\n+a\n"),
        ("abcdefghijkl", "bcdefghijklm", "@@ -1,4 +1,3 @@\n-a\n b\n c\n d\n@@ -10,3 +9,4 @@\n j\n k\n l\n+m\n"),
    ])
    func text(_ old: String, _ new: String, _ difference: String) {
        #expect(UnifiedDiff.text(from: old.map { String($0) }, to: new.map { String($0) }) == difference)
    }
}
