import Document
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct ManagedFieldsTests {
    @Test(.enabled(if: KubeTruth.isPresent)) func namesTheOwnersARealServerRecorded() throws {
        let exchange = try #require(
            try KubeTruth.scenario("ssa-conflicts").first { $0.note.hasPrefix("PUT by kubectl-edit") })
        let managed = try ManagedFields(of: exchange.answer)
        #expect(managed.owners(of: ["data", "b"]).map(\.manager) == ["kubectl-edit"])
        #expect(managed.owners(of: ["data", "a"]).map(\.operation) == [.apply])
        #expect(managed.owners(of: ["data", "none"]).isEmpty)
        #expect(managed.applied(by: "other").contains(["data", "a"]))
        #expect(managed.applied(by: "kubectl-edit").isEmpty)
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func keepsSubresourcesApart() throws {
        let exchange = try #require(
            try KubeTruth.scenario("ssa-deployment").first { $0.note.hasPrefix("status by a controller") })
        let managed = try ManagedFields(of: exchange.answer)
        #expect(managed.entries.map(\.subresource).contains("status"))
        #expect(managed.owners(of: ["status", "replicas"]).allSatisfy { $0.subresource == "status" })
        #expect(managed.entries.allSatisfy { $0.time != nil })
    }

    @Test func whatIsOwnedWholeIsOwnedBelow() throws {
        let object: Value = [
            "metadata": [
                "managedFields": [
                    [
                        "manager": "m", "operation": "Update", "apiVersion": "v1",
                        "fieldsV1": ["f:spec": ["f:sans": [:], "f:map": [".": [:], "f:x": [:]]]],
                    ],
                    ["manager": "n", "operation": "Transmute"],
                ]
            ]
        ]
        let managed = try ManagedFields(of: object)
        #expect(managed.entries.count == 1)
        #expect(managed.owners(of: Path([.key("spec"), .key("sans"), .index(0)])).count == 1)
        #expect(managed.owners(of: ["spec", "map"]).count == 1)
        #expect(managed.owners(of: ["spec", "map", "y"]).isEmpty)
    }
}
