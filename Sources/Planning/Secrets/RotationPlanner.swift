import Diagnostics
import Document
import Resources

/// What the rotation of generated secrets means for a plan: which steps give the new value to what holds it, and what reads it
/// there. Pure functions of the graph and the steps.
struct RotationPlanner: Sendable {
    private let rotations: Set<Rotation>
    private let graph: ResourceGraph

    init(_ rotations: Set<Rotation>, graph: ResourceGraph) {
        self.rotations = rotations
        self.graph = graph
    }

    /// Throws where one of the `composed` workspaces has no such secret. Of others nothing is known.
    func check(among composed: Set<String>) throws(Rotation.UnknownName) {
        guard !rotations.isEmpty else { return }
        let known = graph.resources.reduce(into: Set<Rotation>()) { $0.formUnion($1.generated) }
        guard
            let unknown = rotations.subtracting(known).filter({ composed.contains($0.workspace) }).min()
        else { return }
        let names = known.filter { $0.workspace == unknown.workspace }.map(\.name).sorted()
        let hint =
            unknown.name == Reencryption.kubeconfig
            ? "; a kubeconfig is not generated, and is stored anew when Kamaji renews it"
            : names.isEmpty ? "; its specification gives all of them" : "; there is \(names.joined(separator: ", "))"
        throw Rotation.UnknownName(
            description: "workspace \(unknown.workspace) has no generated secret \(unknown.name)\(hint)".sanitized)
    }

    /// Says on the steps that write a new value that they do.
    func mark(_ steps: inout [Step]) {
        guard !rotations.isEmpty else { return }
        for index in steps.indices where steps[index].action.isChange {
            let names = renewed(by: steps[index]).map(\.name).sorted()
            guard !names.isEmpty else { continue }
            let sole = steps[index].changes.filter(\.action.isChange).flatMap(\.leaves).count == names.count
            steps[index].reason =
                "a new value of \(names.joined(separator: ", "))" + (sole ? "" : "; \(steps[index].reason)")
        }
    }

    /// The rotations that some steps carry out, sorted: none of what is unknown or waits.
    func carriedOut(by steps: [Step]) -> [Rotation] {
        guard !rotations.isEmpty else { return [] }
        return steps.filter(\.runs).reduce(into: Set<Rotation>()) { $0.formUnion(renewed(by: $1)) }.sorted()
    }

    /// The part of a plan that holds the new values; nil where nothing is rotated.
    func scope(of plan: Plan) -> PlanScope? {
        guard !rotations.isEmpty else { return nil }
        let holders = Set(graph.resources.filter { !rotations.isDisjoint(with: $0.generated) }.map(\.address))
        let present = plan.steps.map(\.address).filter(holders.contains).map(\.description)
        return present.isEmpty ? nil : PlanScope(targets: present)
    }

    /// What reads the objects that get a new value: running programs keep the one they started with.
    var remarks: [String] {
        guard !rotations.isEmpty else { return [] }
        let items = graph.resources.flatMap(\.items)
        return items.filter { !rotations.isDisjoint(with: $0.generated) && $0.isSecret }.flatMap { secret in
            items.filter { $0.reads(secret.key) }.map { reader in
                "\(reader.key) in \(reader.key.place.description) reads \(secret.key), and may keep the old value until its pods "
                    + "start anew"
            }
        }.sorted()
    }

    private func renewed(by step: Step) -> Set<Rotation> {
        step.changes.filter(\.action.isChange).compactMap(\.item)
            .reduce(into: Set<Rotation>()) { $0.formUnion($1.generated) }.intersection(rotations)
    }
}

extension Resource {
    fileprivate var generated: Set<Rotation> { items.reduce(into: []) { $0.formUnion($1.generated) } }
}

extension Item {
    /// Whether it names a Secret of its own namespace, as pods do (API reference: `EnvFromSource`, `SecretKeySelector`,
    /// `SecretVolumeSource`, `SecretProjection`, `imagePullSecrets`), and most custom resources in the same words.
    fileprivate func reads(_ secret: ItemKey) -> Bool {
        guard key != secret, key.place == secret.place, key.namespace == secret.namespace else { return false }
        return desired.names(secret: secret.name)
    }
}

extension Value {
    private static let referring: Set<String> = ["secretRef", "secretKeyRef", "secret"]

    fileprivate func names(secret name: String) -> Bool {
        switch self {
        case .array(let items): items.contains { $0.names(secret: name) }
        case .object(let members):
            members.contains { key, member in
                switch key {
                case "secretName" where member.string == name: true
                case "imagePullSecrets" where member.array?.contains { $0["name"]?.string == name } == true: true
                case _ where Self.referring.contains(key) && member["name"]?.string == name: true
                default: member.names(secret: name)
                }
            }
        default: false
        }
    }
}
