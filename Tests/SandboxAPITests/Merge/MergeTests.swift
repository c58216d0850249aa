import Document
import Testing

@testable import SandboxAPI

/// Rules of the merge that the transcripts do not show.
@Suite struct MergeTests {
    private func kind(_ name: String, _ apiVersion: String = "v1") throws -> ResourceKind {
        try #require(SchemaRegistry.builtIn.kind(apiVersion: apiVersion, kind: name))
    }

    private func configMap(_ data: Value) -> Value {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x", "namespace": "n"], "data": data]
    }

    private func apply(
        _ live: Value?, _ configuration: Value, as manager: String = "a", kind: ResourceKind, force: Bool = false,
        now: String = "2026-01-01T00:00:00Z"
    ) throws -> Value {
        var result = try Merge.apply(
            live: live, configuration: configuration, kind: kind, manager: manager, force: force, now: now)
        // As a store would have it: an object has a uid.
        result[["metadata", "uid"]] = "u"
        return result
    }

    @Test func whatNobodyAppliedIsAttributedBeforeTheFirstApply() throws {
        let kind = try kind("ConfigMap")
        var live = configMap(["a": "1", "b": "2"])
        live[["metadata", "uid"]] = "u"
        let same = try apply(live, configMap(["a": "1"]), kind: kind)
        let managers = same["metadata"]?["managedFields"]?.array?.compactMap { $0["manager"]?.string }
        #expect(managers == ["a", "before-first-apply"])
        let error = #expect(throws: StatusError.self) { try apply(live, configMap(["a": "9"]), kind: kind) }
        #expect(
            error?.message
                == #"Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a"#)
    }

    @Test func anUpdateOfAnUntrackedObjectTracksNothing() throws {
        let kind = try kind("ConfigMap")
        var live = configMap(["a": "1"])
        live[["metadata", "uid"]] = "u"
        let updated = try Merge.update(
            live: live, new: configMap(["a": "2"]), kind: kind, manager: "m", now: "2026-01-01T00:00:00Z")
        #expect(updated["metadata"]?["managedFields"] == nil)
    }

    @Test func anUpdateMayResetOwnership() throws {
        let kind = try kind("ConfigMap")
        let live = try apply(nil, configMap(["a": "1"]), kind: kind)
        var new = live
        new[["metadata", "managedFields"]] = [[:]]
        let updated = try Merge.update(
            live: live, new: new, kind: kind, manager: "m", now: "2026-01-01T00:00:00Z")
        #expect(updated["metadata"]?["managedFields"] == nil)
    }

    @Test func aSharedFieldGoesWithItsLastApplier() throws {
        let kind = try kind("ConfigMap")
        var object = try apply(nil, configMap(["a": "1"]), as: "one", kind: kind)
        object = try apply(object, configMap(["a": "1", "b": "2"]), as: "two", kind: kind)
        object = try apply(object, configMap([:]), as: "one", kind: kind)
        #expect(object["data"] == ["a": "1", "b": "2"])
        object = try apply(object, configMap([:]), as: "two", kind: kind)
        #expect(object["data"] == nil)
    }

    @Test func ownershipAloneMovesNoTime() throws {
        let kind = try kind("ConfigMap")
        let object = try apply(nil, configMap(["a": "1"]), as: "one", kind: kind, now: "2026-01-01T00:00:00Z")
        let shared = try apply(object, configMap(["a": "1"]), as: "two", kind: kind, now: "2026-01-02T00:00:00Z")
        let times = shared["metadata"]?["managedFields"]?.array?.map { $0["time"]?.string }
        #expect(times == [nil, "2026-01-01T00:00:00Z"])
    }

    @Test func conflictsOfSeveralManagersAreListedByManager() throws {
        let kind = try kind("ConfigMap")
        var object = try apply(nil, configMap(["a": "1", "b": "1"]), as: "one", kind: kind)
        object = try apply(object, configMap(["c": "1"]), as: "two", kind: kind)
        let error = #expect(throws: StatusError.self) {
            try apply(object, configMap(["a": "2", "b": "2", "c": "2"]), as: "three", kind: kind)
        }
        let expected =
            "Apply failed with 3 conflicts: conflicts with \"one\":\n- .data.a\n- .data.b\n"
            + "conflicts with \"two\":\n- .data.c"
        #expect(error?.message == expected)
        #expect(error?.code == 409)
    }

    struct BadConfiguration: Sendable {
        var json: String
        var problem: String
    }

    @Test(arguments: [
        BadConfiguration(json: #"{"spec":{"bogus":1}}"#, problem: ".spec.bogus: field not declared in schema"),
        BadConfiguration(json: #"{"spec":{"replicas":"three"}}"#, problem: ".spec.replicas: expected numeric"),
        BadConfiguration(json: #"{"spec":{"selector":[]}}"#, problem: ".spec.selector: expected map, got &{[]}"),
        BadConfiguration(
            json: #"{"spec":{"template":{"spec":{"containers":[{"name":"a"},{"name":"a"}]}}}}"#,
            problem: #".spec.template.spec.containers: duplicate entries for key [name="a"]"#),
        BadConfiguration(
            json: #"{"spec":{"template":{"spec":{"containers":[{"image":"a"}]}}}}"#,
            problem: ".spec.template.spec.containers: element 0: associative list with keys has an element that omits "
                + #"all key fields ["name"]"#),
    ])
    func whatDoesNotFitTheSchemaIsRefused(_ bad: BadConfiguration) throws {
        var configuration = try Value(json: bad.json)
        configuration["apiVersion"] = "apps/v1"
        configuration["kind"] = "Deployment"
        configuration["metadata"] = ["name": "w", "namespace": "n"]
        let error = try #require(
            throws: StatusError.self,
            performing: { try apply(nil, configuration, kind: try kind("Deployment", "apps/v1")) })
        #expect(error.code == 500)
        #expect(
            error.message.hasPrefix(
                "failed to create typed patch object (n/w; apps/v1, Kind=Deployment): \(bad.problem)"))
    }
}
