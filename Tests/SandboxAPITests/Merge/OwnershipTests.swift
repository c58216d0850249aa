import Document
import Testing

@testable import SandboxAPI

/// Ownership in the corners: too many updaters, client-side apply, what is left when all is taken out.
@Suite struct OwnershipTests {
    private static let configMaps = SchemaRegistry.builtIn.kind(apiVersion: "v1", kind: "ConfigMap")

    private func configMap(_ data: Object, annotations: Object = [:]) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "x", "namespace": "n", "uid": "u", "annotations": .object(annotations)],
            "data": .object(data),
        ]
    }

    private func owners(_ object: Value) -> [String] {
        (object["metadata"]?["managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }
    }

    @Test func theOldestOfManyUpdatersAreJoined() throws {
        let kind = try #require(Self.configMaps)
        var data: Object = ["k0": "0"]
        var object = try Merge.update(
            live: nil, new: configMap(data), kind: kind, manager: "m0", now: "2026-01-01T00:00:00Z")
        for number in 1...12 {
            data["k\(number)"] = .string("\(number)")
            object = try Merge.update(
                live: object, new: configMap(data), kind: kind, manager: "m\(number)",
                now: "2026-01-01T00:00:\(number < 10 ? "0" : "")\(number)Z")
        }
        let expected = ["ancient-changes"] + (4...12).map { "m\($0)" }
        #expect(owners(object) == expected)
        let joined = object["metadata"]?["managedFields"]?[0]
        #expect(joined?["time"] == "2026-01-01T00:00:03Z")
        #expect(joined?["fieldsV1"]?["f:data"]?.object?.count == 5)
    }

    @Test func whatIsThereBeforeTheFirstApplyHasATime() throws {
        let kind = try #require(Self.configMaps)
        let object = try Merge.apply(
            live: configMap(["a": "1"]), configuration: configMap(["a": "1"]), kind: kind, manager: "m", force: false,
            now: "2026-01-01T00:00:00Z")
        #expect(owners(object) == ["m", "before-first-apply"])
        #expect(object["metadata"]?["managedFields"]?[1]?["time"] == "2026-01-01T00:00:00Z")
    }

    @Test(arguments: [true, false])
    func kubectlTakesOverWhatItAppliedOnTheClientsSide(_ isUnchanged: Bool) throws {
        let kind = try #require(Self.configMaps)
        let key = "kubectl.kubernetes.io/last-applied-configuration"
        var last = configMap(["a": "1"])
        last[["metadata", "annotations"]] = nil
        last[["metadata", "uid"]] = nil
        let live = try Merge.update(
            live: nil,
            new: configMap(["a": isUnchanged ? "1" : "8"], annotations: [key: .string(last.compactJSON)]), kind: kind,
            manager: "kubectl-client-side-apply", now: "2026-01-01T00:00:00Z")
        let apply = {
            try Merge.apply(
                live: live, configuration: configMap(["a": "2"]), kind: kind, manager: "kubectl", force: false,
                now: "2026-01-01T00:00:01Z")
        }
        guard isUnchanged else {
            #expect(throws: StatusError.self) { try apply() }
            return
        }
        let object = try apply()
        #expect(object["data"] == ["a": "2"])
        let annotation = try #require(object["metadata"]?["annotations"]?[key]?.string)
        #expect(annotation.hasSuffix("\n"))
        #expect(try Value(json: annotation)["data"] == ["a": "2"])
    }

    @Test func aMapThatAnotherOwnsIsLeftEmptyNotNull() throws {
        let definition: Value = [
            "spec": [
                "group": "e.com", "names": ["kind": "Thing", "plural": "things"], "scope": "Namespaced",
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": [
                                        "type": "object",
                                        "properties": [
                                            "map": ["type": "object", "additionalProperties": ["type": "string"]]
                                        ],
                                    ]
                                ],
                            ]
                        ],
                    ]
                ],
            ]
        ]
        let kind = try #require(ResourceKind.custom(definition).first)
        func thing(_ map: Object) -> Value {
            ["apiVersion": "e.com/v1", "kind": "Thing", "metadata": ["name": "x"], "spec": ["map": .object(map)]]
        }
        func apply(_ live: Value?, _ configuration: Value, _ manager: String) throws -> Value {
            try Merge.apply(
                live: live, configuration: configuration, kind: kind, manager: manager, force: false,
                now: "2026-01-01T00:00:00Z")
        }
        var object = try apply(nil, thing(["a": "1"]), "one")
        object = try apply(object, thing([:]), "two")
        object = try apply(
            object, ["apiVersion": "e.com/v1", "kind": "Thing", "metadata": ["name": "x"]], "one")
        #expect(object["spec"]?["map"] == [:])
        #expect(owners(object) == ["two"])
    }

    @Test func anotherKindOrVersionIsNotMerged() throws {
        let kind = try #require(Self.configMaps)
        for (version, name, text) in [("v2", "ConfigMap", "/v2, Kind=ConfigMap"), ("v1", "Secret", "/v1, Kind=Secret")]
        {
            var configuration = configMap([:])
            configuration["apiVersion"] = .string(version)
            configuration["kind"] = .string(name)
            let error = #expect(throws: StatusError.self) {
                try Merge.apply(
                    live: nil, configuration: configuration, kind: kind, manager: "m", force: false, now: "")
            }
            #expect(error?.message == "invalid object type: \(text)")
        }
    }
}
