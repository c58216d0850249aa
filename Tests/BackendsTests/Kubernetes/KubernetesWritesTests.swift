import Document
import Kubernetes
import Resources
import TestSupport
import Testing

@testable import Backends

/// Previews, applies and deletions, against the rules of a real server.
struct KubernetesWritesTests {
    let cluster: FakeCluster
    let backend: KubernetesBackend
    static let path = "/api/v1/namespaces/default/configmaps/one"
    static let key = ObjectSample.key("ConfigMap", "one")

    init() throws {
        cluster = try FakeCluster()
        backend = cluster.backend()
    }

    static func write(_ data: Value, over observed: Observation? = nil, forced: Set<Path> = []) -> Write {
        Write(key: key, body: ObjectSample.configMap("one", data), observed: observed, forced: forced)
    }

    static func theirs(_ data: Value) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "one", "namespace": "default"], "data": data,
        ]
    }

    var now: Value { cluster.send("GET", Self.path) }

    @Test func createsAndChangesWithOwnership() async throws {
        let made = try await backend.apply(Self.write(["a": "1", "b": "1"]))
        let changed = try await backend.apply(Self.write(["a": "2"], over: made))
        #expect(changed.value["data"] == ["a": "2"], "what is not applied any more goes")
        #expect(changed.uid == made.uid)
        let patches = cluster.requests("PATCH")
        #expect(patches.allSatisfy { $0.target.contains("fieldManager=berth&fieldValidation=Strict") })
        #expect(!patches.contains { $0.target.contains("force") })
        #expect(patches.last?.json["metadata"]?["uid"]?.string == made.uid)
        #expect(patches.last?.json["metadata"]?["resourceVersion"]?.string == made.version)
    }

    @Test func previewsWriteNothing() async throws {
        guard case .accepted(let value) = try await backend.preview(Self.write(["a": "1"])) else {
            Issue.record("not accepted")
            return
        }
        #expect(value["data"] == ["a": "1"])
        #expect(now["code"] == 404)
    }

    @Test func whatIsNotThereYetCannotBeVerified() async throws {
        var write = Self.write(["a": "1"])
        write.body[["metadata", "namespace"]] = "absent"
        guard case .unverifiable(let reason) = try await backend.preview(write) else {
            Issue.record("verified")
            return
        }
        #expect(reason.contains("namespaces \"absent\" not found"))
        let widget = Write(
            key: ObjectSample.key("Widget", "w", api: "example.com/v1"),
            body: ObjectSample.marked(["apiVersion": "example.com/v1", "kind": "Widget"], "w", "default"), observed: nil
        )
        guard case .unverifiable(let reason) = try await backend.preview(widget) else {
            Issue.record("verified")
            return
        }
        #expect(reason == "the kind Widget is not served yet")
    }

    /// Somebody, perhaps another run, made it after the world was looked at: no fault of the specification.
    @Test func whatWasToBeMadeAndIsThereExists() async throws {
        _ = try await backend.apply(Self.write(["a": "1"]))
        guard case .exists = try await backend.preview(Self.write(["a": "1"])) else {
            Issue.record("not seen")
            return
        }
    }

    @Test func whatTheServerRefusesIsRejectedWithItsReason() async throws {
        var write = Self.write(["a": "1"])
        write.body["bogus"] = "x"
        guard case .rejected(let refusal) = try await backend.preview(write) else {
            Issue.record("not rejected")
            return
        }
        #expect(refusal.reason.contains("bogus"))
    }

    @Test(arguments: [
        (403, "Forbidden", "configmaps \"one\" is forbidden: exceeded quota: few", "rejected"),
        (
            403, "Forbidden", "configmaps \"one\" is forbidden: User \"ada\" cannot patch resource \"configmaps\"",
            "thrown"
        ),
        (422, "Invalid", "ConfigMap \"one\" is invalid", "rejected"),
        (400, "", "admission webhook \"x\" denied the request: no", "rejected"),
        (500, "InternalError", "failed calling webhook \"x\"", "unverifiable"),
        (503, "ServiceUnavailable", "overloaded", "thrown"),
    ])
    func refusalsAreToldApart(code: Int, reason: String, message: String, expected: String) async throws {
        cluster.addFault { request in
            request.method == "PATCH" ? .json(code, KubernetesBackendTests.failure(code, reason, message)) : nil
        }
        let outcome: String
        do {
            switch try await backend.preview(Self.write(["a": "1"])) {
            case .accepted: outcome = "accepted"
            case .conflicts: outcome = "conflicts"
            case .exists: outcome = "exists"
            case .rejected(let refusal):
                outcome = "rejected"
                #expect(refusal.reason.contains(message))
            case .unverifiable: outcome = "unverifiable"
            }
        } catch {
            outcome = "thrown"
            #expect(error is BackendError)
        }
        #expect(outcome == expected)
    }

    @Test func conflictsAreToldAndTakenOnlyWhereApproved() async throws {
        let made = try await backend.apply(Self.write(["a": "1", "b": "1"]))
        cluster.apply(Self.path, Self.theirs(["a": "9", "b": "9"]), force: true)
        let seen = try #require(try await backend.read(made.key))
        let conflicts = [Path(["data", "a"].map(Path.Component.key)), Path(["data", "b"].map(Path.Component.key))]
            .map { FieldConflict(path: $0, manager: "other") }
        guard case .conflicts(let found) = try await backend.preview(Self.write(["a": "1", "b": "1"], over: seen))
        else {
            Issue.record("no conflicts")
            return
        }
        #expect(found == conflicts)
        let partly = Self.write(["a": "1", "b": "1"], over: seen, forced: [["data", "a"]])
        guard case .conflicts = try await backend.preview(partly) else {
            Issue.record("no conflicts")
            return
        }
        let error = await #expect(throws: BackendError.self) { try await backend.apply(partly) }
        #expect(error?.reason == .conflicts([conflicts[1]]))
        #expect(now["data"] == ["a": "9", "b": "9"])
        let approved = Self.write(["a": "1", "b": "1"], over: seen, forced: [["data", "a"], ["data", "b"]])
        guard case .accepted = try await backend.preview(approved) else {
            Issue.record("not accepted")
            return
        }
        #expect(now["data"] == ["a": "9", "b": "9"], "a forced preview writes nothing either")
        #expect(try await backend.apply(approved).value["data"] == ["a": "1", "b": "1"])
        let forced = try #require(cluster.requests("PATCH").last { $0.target.contains("force=true") })
        #expect(forced.json["metadata"]?["uid"]?.string == made.uid)
        #expect(forced.json["metadata"]?["resourceVersion"]?.string == seen.version)
    }

    /// Whoever wrote the object since it was seen is not overwritten, whether force was approved or not.
    @Test(arguments: [[], [["data", "a"]]] as [Set<Path>])
    func whatMovedOnIsLeftAlone(forced: Set<Path>) async throws {
        let made = try await backend.apply(Self.write(["a": "1"]))
        if !forced.isEmpty { cluster.apply(Self.path, Self.theirs(["a": "9"]), force: true) }
        let seen = try #require(try await backend.read(made.key))
        cluster.apply(Self.path, Self.theirs(["z": "theirs"]), as: "third")
        let before = now
        let write = Self.write(["a": forced.isEmpty ? "2" : "1"], over: seen, forced: forced)
        let error = await #expect(throws: BackendError.self) { try await backend.apply(write) }
        #expect(error?.reason == .changed && error?.isSuperseded == true && error?.isTransient == false)
        #expect(now == before)
        guard case .accepted = try await backend.preview(write) else {
            Issue.record("a preview is not held up by what others write meanwhile")
            return
        }
        var again = write
        again.observed = try await backend.read(made.key)
        #expect(try await backend.apply(again).value["data"]?["a"] == write.body["data"]?["a"])
        #expect(now["data"]?["z"] == "theirs")
    }

    /// An earlier attempt was carried out and its answer lost: the version it made fences the second one off.
    @Test func aChangeWhoseAnswerWasLostIsReadAgain() async throws {
        let made = try await backend.apply(Self.write(["a": "1"]))
        let isFirst = Counter()
        cluster.addFault { [cluster] request in
            guard request.method == "PATCH", isFirst.increment() == 1 else { return nil }
            cluster.send(request.method, request.target, request.json, type: "application/apply-patch+yaml")
            return .reset()
        }
        let error = await #expect(throws: BackendError.self) {
            try await backend.apply(Self.write(["a": "2"], over: made))
        }
        #expect(error?.isSuperseded == true)
        #expect(try await backend.read(made.key)?.value["data"] == ["a": "2"])
    }

    @Test func anObjectMadeAnewIsNotChanged() async throws {
        let made = try await backend.apply(Self.write(["a": "1"]))
        cluster.send("DELETE", Self.path)
        let gone = await #expect(throws: BackendError.self) {
            try await backend.apply(Self.write(["a": "2"], over: made))
        }
        #expect(gone?.reason == .changed)
        #expect(now["code"] == 404, "it is not made again by the change of one that is gone")
        cluster.apply(Self.path, Self.theirs(["x": "1"]))
        let other = await #expect(throws: BackendError.self) {
            try await backend.apply(Self.write(["a": "2"], over: made))
        }
        #expect(other?.reason == .changed)
        #expect(now["data"] == ["x": "1"])
    }

    @Test func aPlannedCreateOfWhatExistsLeavesItAlone() async throws {
        cluster.apply(Self.path, Self.theirs(["x": "1"]))
        let before = now
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.write(["a": "1"])) }
        #expect(error?.reason == .exists)
        #expect(now == before)
    }

    /// Somebody makes the object between the look and the write.
    @Test func aLostRaceGivesTheFieldsUpAgain() async throws {
        let isFirst = Counter()
        cluster.addFault { [cluster] request in
            if request.method == "PATCH", isFirst.increment() == 1 {
                cluster.apply(Self.path, Self.theirs(["x": "1"]))
            }
            return nil
        }
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.write(["a": "1"])) }
        #expect(error?.reason == .exists)
        #expect(now["data"] == ["x": "1"])
        #expect(now["metadata"]?["labels"] == nil)
        let managers = now["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
        #expect(managers == ["other"])
    }

    /// Another run of Berth makes the object between the look and the write, and a controller has seen it.
    @Test func whatAnotherRunMadeKeepsItsFields() async throws {
        let isFirst = Counter()
        cluster.addFault { [cluster] request in
            guard request.method == "PATCH", isFirst.increment() == 1 else { return nil }
            cluster.apply(Self.path, Self.write(["a": "1"]).body, as: "berth")
            cluster.send(
                "PATCH", "\(Self.path)?fieldManager=controller", ["metadata": ["annotations": ["seen": "yes"]]],
                type: "application/merge-patch+json")
            return nil
        }
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.write(["a": "1"])) }
        #expect(error?.reason == .exists && error?.isSuperseded == true)
        #expect(now["data"] == ["a": "1"])
        #expect(now["metadata"]?["annotations"]?["seen"] == "yes")
    }

    /// The answer of the creation is lost, and somebody else made the object before it: what Berth put in goes.
    @Test func aLostAnswerDoesNotTakeWhatOthersMade() async throws {
        let attempts = Counter()
        cluster.addFault { [cluster] request in
            guard request.method == "PATCH", attempts.increment() == 1 else { return nil }
            cluster.apply(Self.path, Self.theirs(["x": "1"]))
            cluster.send(request.method, request.target, request.json, type: "application/apply-patch+yaml")
            return .reset()
        }
        let error = await #expect(throws: BackendError.self) { try await backend.apply(Self.write(["a": "1"])) }
        #expect(error?.reason == .exists)
        #expect(now["data"] == ["x": "1"])
    }

    @Test func aLostAnswerIsNoLostRace() async throws {
        let isFirst = Counter()
        cluster.addFault { [cluster] request in
            guard request.method == "PATCH", isFirst.increment() == 1 else { return nil }
            cluster.send(request.method, request.target, request.json, type: "application/apply-patch+yaml")
            return .reset()
        }
        #expect(try await backend.apply(Self.write(["a": "1"])).value["data"] == ["a": "1"])
    }

    @Test func aKindMayBeServedAMomentLate() async throws {
        let write = Write(
            key: ObjectSample.key("Widget", "w", api: "example.com/v1"),
            body: ObjectSample.marked(["apiVersion": "example.com/v1", "kind": "Widget"], "w", "default"), observed: nil
        )
        let looks = Counter()
        cluster.addFault { [cluster] request in
            if request.path == "/apis", looks.increment() == 3 {
                cluster.define(KubernetesBackendTests.definition)
            }
            return nil
        }
        #expect(try await backend.apply(write).uid != nil)
    }

    @Test func deletesOnlyTheObjectThatWasSeen() async throws {
        let made = try await backend.apply(Self.write(["a": "1"]))
        var other = made
        other.value[["metadata", "uid"]] = "00000000-0000-0000-0000-000000000000"
        #expect(try await backend.delete(other), "the object of that uid is gone")
        #expect(now["data"] == ["a": "1"])
        #expect(try await !backend.delete(made))
        #expect(now["code"] == 404)
        #expect(try await backend.delete(made))
        let options = cluster.requests("DELETE").map { $0.json["propagationPolicy"]?.string }
        #expect(options == ["Background", "Background", "Background"])
    }

    @Test func deletesOnlyTheVersionThatWasSeen() async throws {
        let made = try await backend.apply(Self.write(["a": "1"]))
        cluster.apply(Self.path, Self.theirs(["z": "theirs"]))
        let error = await #expect(throws: BackendError.self) { try await backend.delete(made) }
        #expect(error?.reason == .changed && error?.isSuperseded == true)
        #expect(now["data"] == ["a": "1", "z": "theirs"])
        let seen = try #require(try await backend.read(made.key))
        #expect(try await !backend.delete(seen))
        let sent = try #require(cluster.requests("DELETE").last)
        #expect(sent.json["preconditions"]?["resourceVersion"]?.string == seen.version && !sent.target.contains("?"))
    }

    /// The first attempt was carried out, which moved the version: the deletion is under way.
    @Test func aDeletionWhoseAnswerWasLostIsUnderWay() async throws {
        var write = Self.write(["a": "1"])
        write.body[["metadata", "finalizers"]] = ["example.com/hold"]
        let made = try await backend.apply(write)
        let isFirst = Counter()
        cluster.addFault { [cluster] request in
            guard request.method == "DELETE", isFirst.increment() == 1 else { return nil }
            cluster.send(request.method, request.target, request.json)
            return .reset()
        }
        #expect(try await !backend.delete(made))
        #expect(try await backend.read(made.key)?.isBeingDeleted == true)
    }

    @Test func secretsDoNotComeBackInMessages() async throws {
        cluster.addFault { request in
            guard request.method == "PATCH" else { return nil }
            let quoted = "Secret \"s\" is invalid: data[token]: Invalid value: \"planted-value\" (cGxhbnRlZC12YWx1ZQ==)"
            return .json(422, KubernetesBackendTests.failure(422, "Invalid", quoted))
        }
        let write = Write(
            key: ObjectSample.key("Secret", "s"),
            body: ObjectSample.marked(
                ["apiVersion": "v1", "kind": "Secret", "data": ["token": "cGxhbnRlZC12YWx1ZQ=="]], "s", "default"),
            observed: nil)
        let error = await #expect(throws: BackendError.self) { try await backend.apply(write) }
        let text = try #require(error).description
        #expect(text.contains("(sensitive)") && !text.contains("planted") && !text.contains("cGxhbnRl"))
        guard case .rejected(let refusal) = try await backend.preview(write) else {
            Issue.record("not rejected")
            return
        }
        #expect(!refusal.reason.contains("planted"))
    }

    @Test(arguments: [
        (".data.a", "data.a"), (".metadata.labels.example.com/team", "metadata.labels[\"example.com/team\"]"),
        (".spec.containers[name=\"web\"].image", "spec.containers[name=web].image"),
        (".spec.ports[port=80,protocol=\"TCP\"]", "spec.ports[port=80,protocol=TCP]"),
        (".metadata.finalizers[=\"a]b\"]", "metadata.finalizers[=a]b]"), (".spec.args[3].x", "spec.args[3].x"),
    ])
    func fieldsOfConflictsArePaths(field: String, path: String) {
        let labels: Value = [
            "metadata": ["managedFields": [["fieldsV1": ["f:metadata": ["f:labels": ["f:example.com/team": [:]]]]]]]
        ]
        #expect(ConflictPaths(owned: labels, desired: [:])[field].description == path)
    }
}
