import Document
import Kubernetes
import Resources
import Testing

@testable import Planning

/// What must still hold, judged the same at plan, at precheck and directly before each write.
struct PreconditionTests {
    private static let own = ResourceAddress(workspace: "w", "application/a")
    private static let path: Path = ["data", "a"]

    /// An object as the plan saw it, changed as a case wants.
    private static func object(_ change: (inout Value) -> Void = { _ in }) -> Observation {
        var value: Value = [
            "metadata": ["name": "a", "uid": "u", "resourceVersion": "1"], "data": ["a": "1"],
        ]
        value[["metadata", "managedFields"]] = [
            ["manager": "berth", "operation": "Apply", "fieldsV1": FieldSet([path]).fieldsV1]
        ]
        change(&value)
        return Observation(
            key: ItemKey(
                place: .management("m"), apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a"),
            value: value)
    }

    private static let seen = Precondition(
        .present(uid: "u"), leaves: [SeenLeaf(path: path, value: "1", managers: ["berth"])], owner: own)

    private static func adopting(from origin: OwnershipVerdict.Origin) -> Precondition {
        var precondition = seen
        precondition.adopted = origin
        return precondition
    }

    private static let others = OwnershipVerdict.foreign(.init(address: own, estate: "other"))

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var precondition = seen
        var observation: Observation?
        var verdict: OwnershipVerdict? = .ours(own, .whole)
        var isRemoval = false
        var expected: [Precondition.Violation]
    }

    @Test(arguments: [
        Case(testDescription: "as it was", observation: object(), expected: []),
        Case(testDescription: "gone", observation: nil, expected: [.isGone]),
        Case(
            testDescription: "made anew", observation: object { $0[["metadata", "uid"]] = "v" }, expected: [.isOther]),
        Case(
            testDescription: "on its way out",
            observation: object { $0[["metadata", "deletionTimestamp"]] = "2026-01-01T00:00:00Z" },
            expected: [.isBeingDeleted]),
        Case(
            testDescription: "on its way out, and to be deleted",
            observation: object { $0[["metadata", "deletionTimestamp"]] = "2026-01-01T00:00:00Z" }, isRemoval: true,
            expected: []),
        Case(
            testDescription: "another value", observation: object { $0[path] = "2" },
            expected: [.leaf(path, was: "1", now: "2", author: nil)]),
        Case(
            testDescription: "no value", observation: object { $0["data"] = nil },
            expected: [.leaf(path, was: "1", now: nil, author: nil)]),
        Case(
            testDescription: "another version and status only",
            observation: object {
                $0[["metadata", "resourceVersion"]] = "9"
                $0["status"] = ["a": 1]
            }, expected: []),
        Case(
            testDescription: "taken over by another",
            observation: object {
                $0[["metadata", "managedFields"]] = [
                    ["manager": "other", "operation": "Apply", "fieldsV1": FieldSet([path]).fieldsV1]
                ]
            }, expected: [.managers(path, were: ["berth"], now: ["other"])]),
        Case(
            testDescription: "the record of ownership gone",
            observation: object { $0[["metadata", "managedFields"]] = nil },
            expected: [.managers(path, were: ["berth"], now: [])]),
        Case(
            testDescription: "another's by now", observation: object(), verdict: .foreign(nil),
            expected: [.owner(own, now: .foreign(nil))]),
        Case(
            testDescription: "a copy by now", observation: object(), verdict: .copy(of: own),
            expected: [.owner(own, now: .copy(of: own))]),
        Case(
            testDescription: "another resource's by now", observation: object(),
            verdict: .ours(ResourceAddress(workspace: "w", "dns"), .whole),
            expected: [.owner(own, now: .ours(ResourceAddress(workspace: "w", "dns"), .whole))]),
        Case(
            testDescription: "to be adopted, and nobody's", precondition: adopting(from: .unmarked),
            observation: object(), verdict: .foreign(nil), expected: []),
        Case(
            testDescription: "to be adopted, and a copy", precondition: adopting(from: .unmarked),
            observation: object(), verdict: .copy(of: own), expected: []),
        Case(
            testDescription: "adopted already", precondition: adopting(from: .unmarked), observation: object(),
            expected: []),
        Case(
            testDescription: "to be adopted, and another estate's by now", precondition: adopting(from: .unmarked),
            observation: object(), verdict: others, expected: [.owner(own, now: others)]),
        Case(
            testDescription: "to be adopted from an estate", precondition: adopting(from: .estate("other")),
            observation: object(), verdict: others, expected: []),
        Case(
            testDescription: "to be adopted from an estate, and another resource's by now",
            precondition: adopting(from: .estate("other")), observation: object(),
            verdict: .ours(ResourceAddress(workspace: "w", "dns"), .whole),
            expected: [.owner(own, now: .ours(ResourceAddress(workspace: "w", "dns"), .whole))]),
        Case(
            testDescription: "an adoption never deletes", precondition: adopting(from: .unmarked),
            observation: object(), verdict: .foreign(nil), isRemoval: true,
            expected: [.owner(own, now: .foreign(nil))]),
        Case(
            testDescription: "the mark gone, the uid in state", observation: object(), verdict: .ours(own, .markLost),
            isRemoval: true, expected: []),
        Case(
            testDescription: "put back by others, to be deleted", observation: object(),
            verdict: .ours(own, .restored), isRemoval: true, expected: [.owner(own, now: .ours(own, .restored))]),
        Case(
            testDescription: "protected by now",
            observation: object { $0[["metadata", "annotations", Item.Mark.protectedAnnotation]] = "true" },
            isRemoval: true, expected: [.isProtected]),
        Case(
            testDescription: "exists", precondition: Precondition(.absent), observation: object(), expected: [.exists]),
        Case(testDescription: "is absent still", precondition: Precondition(.absent), observation: nil, expected: []),
        Case(
            testDescription: "still on its way out", precondition: Precondition(.terminating(uid: "u")),
            observation: object(), expected: []),
        Case(
            testDescription: "gone by now", precondition: Precondition(.terminating(uid: "u")), observation: nil,
            expected: []),
        Case(
            testDescription: "gone and made anew", precondition: Precondition(.terminating(uid: "u")),
            observation: object { $0[["metadata", "uid"]] = "v" }, expected: [.exists]),
        Case(
            testDescription: "a Secret in its version", precondition: Precondition(.present(uid: "u"), version: "1"),
            observation: object(), expected: []),
        Case(
            testDescription: "a Secret in another version",
            precondition: Precondition(.present(uid: "u"), version: "0"), observation: object(),
            expected: [.changedSecret]),
    ])
    func violations(_ sample: Case) {
        let violations = sample.precondition.violations(
            by: sample.observation, verdict: sample.verdict, isRemoval: sample.isRemoval)
        #expect(violations == sample.expected)
    }

    /// A network takes several requests: what an interrupted run of the plan left is taken up, and nothing else.
    @Test(
        arguments: [
            ([:], "w/network", true), (["cidr": "10.0.0.0/16"], "w/network", true),
            (["cidr": "10.0.0.0/16", "zone": "eu"], "w/network", true), (["cidr": "10.9.0.0/16"], "w/network", false),
            (["cidr": "10.0.0.0/16", "other": "x"], "w/network", false), (["cidr": "10.0.0.0/16"], "v/network", false),
        ] as [(Value, String, Bool)])
    func aHalfMadeNetworkIsResumed(_ spec: Value, _ owner: String, _ isResumed: Bool) throws {
        let key = ItemKey(place: .provider("p"), kind: "Network", name: "k8s-w-w")
        let wanted: Value = [
            "metadata": ["name": "k8s-w-w", "annotations": ["berth.dev/address": "w/network"]],
            "spec": ["cidr": "10.0.0.0/16", "zone": "eu"],
        ]
        let observation = Observation(key: key, value: ["metadata": ["name": "k8s-w-w", "uid": "u"], "spec": spec])
        let verdict = OwnershipVerdict.ours(try #require(ResourceAddress(owner)), .whole)
        let violations = Precondition(.absent).violations(by: observation, verdict: verdict, wanted: wanted)
        #expect(violations.isEmpty == isResumed)
        let object = Observation(
            key: ItemKey(place: .tenant("w"), apiVersion: "v1", kind: "ConfigMap", namespace: "n", name: "a"),
            value: observation.value)
        #expect(Precondition(.absent).violations(by: object, verdict: verdict, wanted: wanted) == [.exists])
    }

    @Test func whatGoesAlongIsWhatWasShown() {
        let (one, other) = (Self.object().key, ItemKey(place: .dns, kind: "Record", name: "x"))
        let precondition = Precondition(.present(uid: "u"), contents: [one])
        #expect(precondition.violations(byContents: [one]).isEmpty)
        #expect(precondition.violations(byContents: []).isEmpty)
        #expect(precondition.violations(byContents: [one, other]) == [.contents([other])])
    }

    @Test func aDeletionHoldsEveryLeafOfBerths() {
        let precondition = Precondition(deleting: Self.object(), owner: Self.own)
        #expect(precondition == Self.seen)
        #expect(Precondition(.present(uid: "u"), owner: Self.own).gap(to: precondition) == Self.path)
        #expect(precondition.gap(to: precondition) == nil)
    }

    /// What Berth gives back to itself and thereby removes is part of what must still hold.
    @Test func whatIsReclaimedMustBeAsItWas() {
        let applied: Value = ["metadata": ["name": "a"], "data": ["a": "1", "b": "2"]]
        let observation = Self.object {
            $0[["metadata", "managedFields"]] = nil; $0[["data", "b"]] = "2"
        }
        let item = Item(key: observation.key, desired: ["metadata": ["name": "a"], "data": ["a": "1"]])
        let differ = Differ(item: item, body: item.desired, observation: observation, applied: applied)
        #expect(differ.reclaimed == [["data", "a"], ["data", "b"]])
        let seen = differ.precondition(owner: Self.own).leaves
        #expect(seen.contains(SeenLeaf(path: ["data", "b"], value: "2", managers: [])))
        #expect(seen.count == Set(seen.map(\.path)).count)
    }
}
