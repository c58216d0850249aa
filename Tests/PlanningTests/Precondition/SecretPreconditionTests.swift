import Document
import Resources
import Testing

@testable import Planning

/// What a deletion that is on its way may have changed.
struct SecretPreconditionTests {
    private func secret(version: String, isBeingDeleted: Bool) -> Observation {
        var value: Value = ["metadata": ["name": "s", "uid": "u", "resourceVersion": .string(version)]]
        if isBeingDeleted { value[["metadata", "deletionTimestamp"]] = "2026-11-23T00:00:00Z" }
        return Observation(
            key: ItemKey(place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s"),
            value: value)
    }

    private struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var version: String
        var isBeingDeleted: Bool
        var isRemoval: Bool
        var violations: [Precondition.Violation]
    }

    @Test(arguments: [
        Case(testDescription: "unchanged", version: "1", isBeingDeleted: false, isRemoval: true, violations: []),
        Case(
            testDescription: "changed", version: "2", isBeingDeleted: false, isRemoval: true,
            violations: [.changedSecret]),
        Case(
            testDescription: "deleted by a run whose answer was lost", version: "2", isBeingDeleted: true,
            isRemoval: true, violations: []),
        Case(
            testDescription: "deleted by somebody before an update", version: "2", isBeingDeleted: true,
            isRemoval: false, violations: [.isBeingDeleted, .changedSecret]),
    ])
    private func aSecretIsComparedByItsVersion(_ example: Case) {
        let precondition = Precondition(.present(uid: "u"), version: "1")
        let now = secret(version: example.version, isBeingDeleted: example.isBeingDeleted)
        #expect(
            precondition.violations(by: now, verdict: nil, isRemoval: example.isRemoval) == example.violations)
    }
}
