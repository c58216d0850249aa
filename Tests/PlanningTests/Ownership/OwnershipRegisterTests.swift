import Document
import Kubernetes
import Resources
import State
import Testing

@testable import Planning

/// Whose an item is: the mark, who set it, the uid that the state recorded, and where it lies.
struct OwnershipRegisterTests {
    /// Who owns the mark by the server's record.
    enum Setter: String, Sendable, CaseIterable {
        case berth, berthUpdate, berthSubresource, other, nobody
    }

    /// What the mark was set on.
    enum Bound: String, Sendable, CaseIterable {
        case here, anotherName, anotherNamespace, anotherKind, anotherVersion
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var address: String? = "w/application/a"
        var estate: String? = "loopback"
        var setter = Setter.berth
        /// Whether Berth owns something else in it by the server's record.
        var isApplied = false
        /// The uid that the state recorded, and for whom; the object has `u`.
        var recorded: String?
        var recordedFor = "w/application/a"
        var place = Place.tenant("w")
        var kind = "ConfigMap"
        var namespace: String? = "default"
        var name = "a"
        /// The key that the mark was set on; nil: none is written, and the mark is not bound.
        var bound: Bound? = .here
        var expected: OwnershipVerdict
    }

    private static let own = ResourceAddress(workspace: "w", "application/a")

    private static func apiVersion(of kind: String) -> String {
        kind == ItemKind.tenantControlPlane.kind ? "kamaji.clastix.io/v1alpha1" : "v1"
    }

    private static func observation(_ sample: Case) -> Observation {
        let isObject = ![.dns, .provider("p")].contains(sample.place)
        let key = ItemKey(
            place: sample.place, apiVersion: isObject ? Self.apiVersion(of: sample.kind) : "", kind: sample.kind,
            namespace: isObject && sample.kind != "Namespace" ? sample.namespace : nil, name: sample.name)
        var value: Value = ["metadata": ["name": .string(sample.name), "uid": "u"]]
        value[["metadata", "annotations", Item.Mark.addressAnnotation]] = sample.address.map(Value.string)
        value[["metadata", "labels", Item.Mark.estateLabel]] = sample.estate.map(Value.string)
        var origin = key
        switch sample.bound {
        case nil, .here: break
        case .anotherName: origin.name = "b"
        case .anotherNamespace: origin.namespace = "other"
        case .anotherKind: origin.kind = "Secret"
        case .anotherVersion: origin.version = "v2"
        }
        if isObject, sample.bound != nil {
            value[["metadata", "annotations", Item.Mark.itemAnnotation]] = .string(origin.binding)
        }
        let marks = FieldSet([
            ["metadata", "annotations", Item.Mark.addressAnnotation],
            ["metadata", "annotations", Item.Mark.itemAnnotation], ["metadata", "labels", Item.Mark.estateLabel],
        ]).fieldsV1
        var entry: Value = ["manager": "berth", "operation": "Apply", "fieldsV1": marks]
        switch sample.setter {
        case .berth: break
        case .berthUpdate: entry["operation"] = "Update"
        case .berthSubresource: entry["subresource"] = "status"
        case .other: entry["manager"] = "kubectl"
        case .nobody: return Observation(key: key, value: value)
        }
        let rest: Value = ["manager": "berth", "operation": "Apply", "fieldsV1": ["f:data": ["f:a": [:]]]]
        if isObject { value[["metadata", "managedFields"]] = .array([entry] + (sample.isApplied ? [rest] : [])) }
        return Observation(key: key, value: value)
    }

    private static func verdict(_ sample: Case) throws -> OwnershipVerdict {
        let observation = observation(sample)
        var recorded: [ItemKey: Snapshot.RecordedItem] = [:]
        if let uid = sample.recorded {
            recorded[observation.key] = .init(
                address: try #require(ResourceAddress(sample.recordedFor)), uid: uid, applied: .null)
        }
        return OwnershipRegister(estate: "loopback", recorded: recorded).verdict(on: observation)
    }

    @Test(arguments: [
        Case(testDescription: "marked by Berth", expected: .ours(own, .whole)),
        Case(testDescription: "marked by Berth, the state lost", recorded: nil, expected: .ours(own, .whole)),
        Case(testDescription: "marked by Berth, recorded", recorded: "u", expected: .ours(own, .whole)),
        Case(
            testDescription: "marked by Berth for another than was recorded", recorded: "u",
            recordedFor: "w/application/b", expected: .ours(own, .whole)),
        Case(testDescription: "a copy by kubectl", setter: .other, expected: .copy(of: own)),
        Case(
            testDescription: "a copy by an update of a manager called berth", setter: .berthUpdate,
            expected: .copy(of: own)),
        Case(
            testDescription: "a copy by a status of a manager called berth", setter: .berthSubresource,
            expected: .copy(of: own)),
        Case(testDescription: "the record gone, nothing in state", setter: .nobody, expected: .copy(of: own)),
        Case(
            testDescription: "the record gone, the uid in state", setter: .nobody, recorded: "u",
            expected: .ours(own, .recordLost)),
        Case(
            testDescription: "put back under a new uid", setter: .nobody, recorded: "before",
            expected: .ours(own, .restored)),
        Case(
            testDescription: "put back under a new uid by a tool", setter: .other, recorded: "before",
            expected: .ours(own, .restored)),
        Case(
            testDescription: "another's mark at a key that the state knows", setter: .other, recorded: "before",
            recordedFor: "w/application/b", expected: .copy(of: own)),
        Case(
            testDescription: "the mark gone, the uid in state", address: nil, estate: nil, recorded: "u",
            expected: .ours(own, .markLost)),
        Case(
            testDescription: "the mark changed, the uid in state", address: "w/application/b", setter: .other,
            isApplied: true, recorded: "u", expected: .ours(own, .markLost)),
        // Whoever may write the state says what he likes.
        Case(
            testDescription: "nothing of Berth's but a uid in state", address: nil, estate: nil, setter: .other,
            recorded: "u", bound: nil, expected: .ours(own, .recorded)),
        Case(
            testDescription: "no record at all but a uid in state", address: nil, estate: nil, setter: .nobody,
            recorded: "u", bound: nil, expected: .ours(own, .recorded)),
        Case(
            testDescription: "recorded for a resource that cannot have it", address: nil, estate: nil, setter: .other,
            isApplied: true, recorded: "u", recordedFor: "w/network", bound: nil, expected: .foreign(nil)),
        Case(
            testDescription: "recorded for another workspace", address: nil, estate: nil, setter: .other,
            isApplied: true, recorded: "u", recordedFor: "v/application/a", bound: nil, expected: .foreign(nil)),
        Case(
            testDescription: "the mark gone, another uid in state", address: nil, estate: nil, recorded: "before",
            expected: .foreign(nil)),
        Case(testDescription: "no mark", address: nil, estate: nil, setter: .nobody, expected: .foreign(nil)),
        Case(testDescription: "no address", address: "nonsense", setter: .other, expected: .foreign(nil)),
        Case(
            testDescription: "another estate's", estate: "other",
            expected: .foreign(.init(address: own, estate: "other"))),
        Case(
            testDescription: "another estate's, the uid in our state", estate: "other", recorded: "u",
            expected: .foreign(.init(address: own, estate: "other"))),
        Case(
            testDescription: "labelled as another estate's by somebody", estate: "other", setter: .other,
            recorded: "u", expected: .ours(own, .recordLost)),
        Case(testDescription: "no estate, marked by Berth", estate: nil, expected: .ours(own, .whole)),
        Case(testDescription: "in another version", bound: .anotherVersion, expected: .ours(own, .whole)),
        Case(testDescription: "a copy with its record", bound: .anotherName, expected: .copy(of: own)),
        Case(testDescription: "a copy elsewhere", bound: .anotherNamespace, expected: .copy(of: own)),
        Case(testDescription: "a copy as another kind", bound: .anotherKind, expected: .copy(of: own)),
        Case(testDescription: "not bound, nothing in state", bound: nil, expected: .copy(of: own)),
        Case(
            testDescription: "not bound, the uid in state", recorded: "u", bound: nil, expected: .ours(own, .markLost)),
        Case(
            testDescription: "bound to another, the uid in state", recorded: "u", bound: .anotherName,
            expected: .ours(own, .markLost)),
        Case(
            testDescription: "a copy where one was before", setter: .other, recorded: "before", bound: .anotherName,
            expected: .copy(of: own)),
    ])
    func objects(_ sample: Case) throws {
        #expect(try Self.verdict(sample) == sample.expected)
    }

    /// A mark is believed only where it can be true, whoever set it.
    @Test(
        arguments: [
            "v/application/a", "w/network", "w/namespace", "w/control-plane", "w/dns", "w/placement", "w/kubeconfig",
            "w/active", "cluster/m/application/a",
        ], Setter.allCases)
    func whatATenantSaysOfOthersIsNotBelieved(_ address: String, _ setter: Setter) throws {
        let verdict = try Self.verdict(
            Case(testDescription: "", address: address, setter: setter, expected: .foreign(nil)))
        #expect(verdict.address == nil)
        #expect(!verdict.allowsDeletion)
    }

    @Test(
        arguments: [
            ("w/application/a", Place.management("m"), "ConfigMap", "k8s-w-w/a", true),
            ("w/application/a", .management("m"), "ConfigMap", "k8s-c-w/a", true),
            ("w/application/a", .management("m"), "ConfigMap", "k8s-w-v/a", false),
            ("w/application/a", .management("m"), "ConfigMap", "team/a", false),
            ("w/application/a", .management("m"), "Namespace", "team", false),
            ("w/application/a", .management("m"), "ClusterRole", "a", false),
            ("w/namespace", .management("m"), "LimitRange", "k8s-w-w/a", true),
            ("w/namespace", .management("m"), "LimitRange", "team/a", false),
            ("w/namespace", .management("m"), "ClusterRole", "a", true),
            ("w/control-plane", .management("m"), "TenantControlPlane", "k8s-w-w/w", true),
            ("w/control-plane", .management("m"), "TenantControlPlane", "team/w", false),
            ("w/control-plane", .management("m"), "TenantControlPlane", "k8s-w-w/v", false),
            ("w/application/a", .management("m"), "TenantControlPlane", "k8s-w-w/w", false),
            ("w/namespace", .management("m"), "Namespace", "k8s-w-w", true),
            ("w/namespace", .management("m"), "Namespace", "k8s-c-w", true),
            ("w/namespace", .management("m"), "Namespace", "k8s-w-v", false),
            ("w/namespace", .management("m"), "Namespace", "kube-system", false),
            ("w/rbac/a", .management("m"), "ConfigMap", "k8s-w-w/a", false),
            ("w/network", .management("m"), "ConfigMap", "k8s-w-w/a", false),
            ("cluster/m/application/a", .management("m"), "ConfigMap", "a", true),
            ("cluster/n/application/a", .management("m"), "ConfigMap", "a", false),
            ("w/network", .provider("p"), "Network", "k8s-w-w", true),
            ("w/network", .provider("p"), "Network", "copy-of-k8s-w-w", false),
            ("w/network", .provider("p"), "Network", "k8s-w-v", false),
            ("w/application/a", .provider("p"), "Network", "k8s-w-w", false),
            ("w/dns", .dns, "Record", "w.k8s.example.com", true),
            ("w/dns", .dns, "Record", "v.k8s.example.com", false),
            ("w/dns", .dns, "Record", "ww.k8s.example.com", false),
            ("w/network", .dns, "Record", "w.k8s.example.com", false),
        ] as [(String, Place, String, String, Bool)])
    func marksAreBelievedWhereTheyCanBeTrue(
        _ address: String, _ place: Place, _ kind: String, _ name: String, _ isBelieved: Bool
    ) throws {
        let parts = name.split(separator: "/").map(String.init)
        var sample = Case(
            testDescription: "", address: address, place: place, kind: kind, name: parts.last ?? "",
            expected: .foreign(nil))
        if parts.count == 2 { sample.namespace = parts[0] } else if kind == "ClusterRole" { sample.namespace = nil }
        let verdict = try Self.verdict(sample)
        #expect((verdict.address != nil) == isBelieved)
        #expect(verdict.allowsDeletion == isBelieved)
    }

    /// Whatever is recorded and marked: nothing may be deleted without Berth's own mark, set on this very item, or the uid in
    /// state.
    @Test func nothingIsDeletedWithoutProof() throws {
        let bounds: [Bound?] = [nil] + Bound.allCases
        for (setter, bound) in Setter.allCases.flatMap({ setter in bounds.map { (setter, $0) } }) {
            for address in [nil, "w/application/a", "v/application/a", "w/network"] as [String?] {
                for estate in [nil, "loopback", "other"] as [String?] {
                    for recorded in [nil, "u", "before"] as [String?] {
                        let verdict = try Self.verdict(
                            Case(
                                testDescription: "", address: address, estate: estate, setter: setter,
                                recorded: recorded, bound: bound, expected: .foreign(nil)))
                        let isProved =
                            recorded == "u"
                            || (setter == .berth && address == "w/application/a"
                                && (bound == .here || bound == .anotherVersion))
                        #expect(!verdict.allowsDeletion || isProved, "\(setter) \(address ?? "-") \(estate ?? "-")")
                    }
                }
            }
        }
    }
}
