import Document
import Resources
import Specification
import TestSupport
import Testing

@testable import Planning

/// A plan that tries every object on the server agrees with the one that tries what differs.
struct FullVerificationTests {
    private let world = MemoryWorld(isFaithful: true)

    private func plan(full: Bool, _ count: Int = 3) async throws -> Plan {
        var options = Planner.Options()
        options.verifiesAll = full
        let web = Samples.application(
            "web", manifests: [Samples.configMap("web", namespace: "default"), Samples.configMap("extra")])
        return try await Planner(
            specification: SpecificationSet(
                estate: Samples.estate([Samples.cluster("m")]),
                workspaces: (0..<count).map { Samples.workspace("w\($0)", applications: ["web"]) }, catalog: [web],
                templates: Samples.templates),
            backends: world, secrets: FixedSecrets(), snapshots: [:], options: options
        ).plan()
    }

    /// Puts everything in place: what lies in tenants can be written once their control planes are there.
    private func settle() async throws {
        for _ in 0..<3 {
            for change in try await plan(full: false).steps.flatMap(\.changes) where change.action.isChange {
                guard let item = change.item else { continue }
                let body = try await InsertionResolver(secrets: FixedSecrets()) { _ in "10.0.0.1" }
                    .resolve(item, observed: nil).body
                let observed = try await world.read(item.key)
                _ = try await world.apply(Write(key: item.key, body: body, observed: observed))
            }
        }
    }

    private struct Line: Hashable {
        var key: ItemKey
        var action: Action
        var leaves: [LeafChange]
    }

    /// Whether an object is written; without a state kubeconfigs are stored anew.
    private func writes(_ plan: Plan) -> Bool { plan.steps.flatMap(\.changes).contains { $0.action.isChange } }

    private func lines(_ plan: Plan) -> [Line] {
        plan.steps.flatMap(\.changes).map { Line(key: $0.key, action: $0.action, leaves: $0.leaves) }
    }

    /// What others do to objects at random: change, add and remove leaves, take objects away.
    private func disturb(_ random: inout SeededGenerator) {
        let items = world.items.filter { $0.key.isKubernetes }
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            guard let item = items.randomElement(using: &random) else { return }
            let leaves = item.value.leaves.map(\.path).filter { path in
                path.components.count > 1 && !path.hasPrefix(["metadata", "managedFields"])
                    && !["uid", "resourceVersion", "name", "namespace"].contains {
                        path == Path([.key("metadata"), .key($0)])
                    } && !path.hasPrefix(["metadata", "annotations"]) && !path.hasPrefix(["metadata", "labels"])
                    && path.components.allSatisfy { if case .key = $0 { true } else { false } }
            }
            let manager = ["kubectl-edit", "controller"].randomElement(using: &random) ?? ""
            switch Int.random(in: 0...4, using: &random) {
            case 0: world.remove(item.key)
            case 1: world.edit(item.key, ["metadata", "labels", "team"], "x", as: manager)
            case 2: world.edit(item.key, ["status", "phase"], "Busy", as: manager)
            case 3: if let path = leaves.randomElement(using: &random) { world.edit(item.key, path, nil, as: manager) }
            default:
                if let path = leaves.randomElement(using: &random) {
                    world.edit(item.key, path, "changed", as: manager)
                }
            }
        }
    }

    @Test(arguments: 1...12) func bothAgreeWhateverOthersDid(_ seed: Int) async throws {
        try await settle()
        var random = SeededGenerator(seed: UInt64(seed))
        disturb(&random)
        let (fast, full) = (try await plan(full: false), try await plan(full: true))
        #expect(lines(fast) == lines(full))
        #expect(fast.problems == full.problems)
        #expect(full.remarks.filter { $0.hasPrefix("admission has changed") }.isEmpty)
        #expect(fast.steps.map(\.action) == full.steps.map(\.action))
    }

    @Test func everyObjectIsTried() async throws {
        try await settle()
        #expect(try await !writes(plan(full: false)))
        let before = world.previewed.count
        _ = try await plan(full: false)
        #expect(world.previewed.count == before, "nothing differs")
        _ = try await plan(full: true)
        let tried = Set(world.previewed.dropFirst(before).map(\.key))
        #expect(tried == Set(world.items.map(\.key).filter(\.isKubernetes)))
    }

    /// What admission does otherwise by now is told as that, and is nothing to apply.
    @Test func changedAdmissionIsToldAndNotChanged() async throws {
        try await settle()
        world.admit { value in
            if value["kind"] == "ConfigMap" { value[["metadata", "labels", "injected"]] = "yes" }
        }
        let (fast, full) = (try await plan(full: false), try await plan(full: true))
        #expect(lines(fast) == lines(full))
        #expect(!writes(full))
        let told = full.remarks.filter { $0.hasPrefix("admission has changed") }
        #expect(told.count == 6)
        #expect(told.first?.contains("metadata.labels.injected: absent → yes") == true, "\(told)")
        world.refusePreviews("no more of these")
        let refused = try await plan(full: true)
        #expect(!writes(refused) && refused.problems.isEmpty)
        #expect(refused.remarks.contains { $0.hasSuffix("would be refused now: no more of these") })
    }
}
