import Document
import Planning
import Resources
import Specification
import TestSupport

extension SeededGenerator {
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Workspaces and applications that change from round to round, as a seed wants.
struct RandomFleet {
    var random: SeededGenerator
    private var workspaces: [String: Set<String>] = [:]
    private var applications: [String: Blueprint] = [:]

    /// An application: what it consists of, and how often that changed.
    private struct Blueprint {
        var phase: DeploymentRules.Phase
        var scope: DeploymentRules.Scope?
        var parts: [String]
        var edition = 1
        var version = "v1"
        var dependsOn: [String] = []
    }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for number in 0..<Int.random(in: 2...5, using: &random) {
            let name = "app\(number)"
            let kind = Int.random(in: 0..<4, using: &random)
            var parts = ["ConfigMap", "Secret", "Namespace", "CustomResourceDefinition"].filter { _ in random.chance(50)
            }
            if kind < 2 { parts.removeAll { $0 == "CustomResourceDefinition" } }
            if kind == 0 { parts.removeAll { $0 == "Namespace" } }
            if parts.isEmpty { parts = ["ConfigMap"] }
            applications[name] = Blueprint(
                phase: kind < 2 ? .prerequisite : .default, scope: kind == 1 ? .managementCluster : nil, parts: parts,
                dependsOn: kind > 1 && random.chance(30)
                    ? applications.filter { $0.value.phase == .default }.map(\.key).sorted() : [])
        }
        for number in 0..<Int.random(in: 1...4, using: &random) { workspaces["w\(number)"] = [] }
        for name in workspaces.keys.sorted() {
            for application in applications.keys.sorted() where random.chance(60) {
                workspaces[name]?.insert(application)
            }
        }
    }

    /// Changes the specification a little.
    mutating func change() {
        for name in workspaces.keys.sorted() {
            for application in applications.keys.sorted() where random.chance(15) {
                if workspaces[name]?.remove(application) == nil { workspaces[name]?.insert(application) }
            }
        }
        for name in applications.keys.sorted() {
            guard var application = applications[name] else { continue }
            if random.chance(20) { application.edition += 1 }
            if random.chance(15) {
                application.version = application.version == "v1" ? "v1beta1" : "v1"
                application.edition += 1
            }
            if random.chance(10), application.parts.count > 1 {
                application.parts.removeLast()
                application.edition += 1
            }
            applications[name] = application
        }
    }

    var names: [String] { workspaces.keys.sorted() }

    var specification: SpecificationSet {
        var estate = Samples.estate([Samples.cluster("m")])
        estate.guards = Guards(maxDeletes: 1_000, maxDeletedFraction: 1, maxReplaces: 10)
        return SpecificationSet(
            estate: estate,
            workspaces: names.map { name in
                // What an application stands on comes with it.
                let wanted = workspaces[name] ?? []
                let all = wanted.union(wanted.flatMap { applications[$0]?.dependsOn ?? [] })
                return Samples.workspace(name, applications: all.sorted())
            },
            catalog: applications.keys.sorted().compactMap { name in
                applications[name].map { Self.application(name, $0) }
            }, templates: Samples.templates)
    }

    private static func application(_ name: String, _ blueprint: Blueprint) -> Application {
        let revision = "1.0.\(blueprint.edition)"
        let manifests = blueprint.parts.flatMap { Self.manifests($0, name, blueprint) }
        return Application(
            name: name, activeRevision: revision,
            rules: DeploymentRules(phase: blueprint.phase, scope: blueprint.scope), dependsOn: blueprint.dependsOn,
            revisions: [
                ApplicationRevision(
                    application: name, revision: revision, manifests: manifests.map(Samples.document),
                    digest: Digest(of: .array(manifests)))
            ])
    }

    private static func manifests(_ part: String, _ name: String, _ blueprint: Blueprint) -> [Value] {
        let data: Value = ["edition": .string("\(blueprint.edition)"), "name": .string(name)]
        var plain: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data]
        switch part {
        case "Secret":
            return [
                [
                    "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(name)],
                    "stringData": ["edition": .string("\(blueprint.edition)")],
                ]
            ]
        case "Namespace":
            plain[["metadata", "name"]] = "inner"
            plain[["metadata", "namespace"]] = .string("ns-\(name)")
            return [["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string("ns-\(name)")]], plain]
        case "CustomResourceDefinition":
            let group = "\(name).example.com"
            return [
                [
                    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                    "metadata": ["name": .string("widgets.\(group)")],
                    "spec": [
                        "group": .string(group), "scope": "Namespaced", "names": ["kind": "Widget"],
                        "served": .string(blueprint.version),
                    ],
                ],
                [
                    "apiVersion": .string("\(group)/\(blueprint.version)"), "kind": "Widget",
                    "metadata": ["name": .string(name), "namespace": "default"], "spec": data,
                ],
            ]
        default: return [plain]
        }
    }
}

/// What other managers do to the objects of a fleet.
struct RandomMeddler {
    private var count = 0

    /// Changes, strips, copies and deletes a few objects; those it makes have uids that begin with `foreign-`.
    mutating func meddle(with world: MemoryWorld, _ random: inout SeededGenerator) {
        let items = world.items.filter { $0.key.isKubernetes }
        guard !items.isEmpty else { return }
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            guard let item = items.randomElement(using: &random) else { return }
            meddle(with: item, in: world, &random)
        }
    }

    private mutating func meddle(with item: Observation, in world: MemoryWorld, _ random: inout SeededGenerator) {
        let mark: Path = ["metadata", "annotations", Item.Mark.addressAnnotation]
        switch Int.random(in: 0..<9, using: &random) {
        case 0:
            guard let leaf = (item.value["data"] ?? item.value["spec"] ?? [:]).leaves.first else { return }
            let root = item.value["data"] == nil ? "spec" : "data"
            world.edit(item.key, Path([.key(root)] + leaf.path.components), "by hand")
        case 1: world.edit(item.key, mark, nil)
        case 2: world.tamper(item.key) { $0[["metadata", "managedFields"]] = nil }
        case 3, 4: copy(item, random.chance(50), in: world, &random)
        case 5:
            // A control plane is another matter: it wants consent.
            if item.key.kind != "TenantControlPlane", item.key.kind != "Namespace" { world.remove(item.key) }
        case 6: world.edit(item.key, ["metadata", "labels", Item.Mark.managedByLabel], "helm")
        case 7: world.edit(item.key, ["metadata", "labels", "team"], "x")
        default: world.edit(item.key, ["metadata", "labels", Item.Mark.estateLabel], nil)
        }
    }

    /// As `kubectl get -o yaml`, another name, and `create`, with Berth's record of ownership or without; with another's mark where `lies`.
    private mutating func copy(
        _ item: Observation, _ lies: Bool, in world: MemoryWorld, _ random: inout SeededGenerator
    ) {
        guard !["Namespace", "TenantControlPlane", "CustomResourceDefinition"].contains(item.key.kind) else { return }
        count += 1
        var (key, value) = (item.key, item.value)
        key.name += "-copy\(count)"
        // Not where it would go along with a namespace, which would be a refusal.
        if case .tenant = item.key.place { key.namespace = "default" }
        if key.itemKind.text.contains("Widget") { return }
        value[["metadata", "name"]] = .string(key.name)
        value[["metadata", "namespace"]] = key.namespace.map(Value.string)
        value[["metadata", "uid"]] = .string("foreign-\(count)")
        // A server may keep the record that a copy brings along.
        if !random.chance(50) {
            value[["metadata", "managedFields"]] = [["manager": "kubectl-create", "operation": "Update"]]
        }
        if lies {
            value[["metadata", "annotations", Item.Mark.addressAnnotation]] =
                ["w0/network", "w0/namespace", "w1/application/app0", "cluster/m/application/app1"]
                .randomElement(using: &random).map { .string($0) }
        }
        world.add(Observation(key: key, value: value))
    }
}
