import Document
import Kubernetes
import Resources
import Specification

/// What is left to others: leaves that an operator gave up, and those that a controller sets by the item's own contract.
package struct Exemptions: Sendable {
    private let estate: [IgnoreRule]
    private let applications: [String: [IgnoreRule]]
    /// The items whose replicas an autoscaler sets, with its name.
    private let autoscaled: [ItemKey: String]

    /// `items`: what shall be; `observations`: what is, autoscalers of others among it.
    init(_ specification: SpecificationSet, items: [Item], observations: [Observation]) {
        estate = specification.estate.ignoreDifferences
        applications = Dictionary(
            specification.catalog.filter { !$0.ignoreDifferences.isEmpty }.map { ($0.name, $0.ignoreDifferences) }
        ) { first, _ in first }
        var autoscaled: [ItemKey: String] = [:]
        for observation in observations {
            if let target = ItemKey(autoscaledBy: observation.key, observation.value) {
                autoscaled[target] = observation.key.name
            }
        }
        for item in items {
            if let target = ItemKey(autoscaledBy: item.key, item.desired) { autoscaled[target] = item.key.name }
        }
        self.autoscaled = autoscaled
    }

    /// What is left to others of an item at an address; `observation` is nil for one that does not exist, which is made as
    /// the specification says.
    func of(_ item: Item, at address: ResourceAddress, _ observation: Observation?) -> [ItemChange.Exemption] {
        guard let observation else { return [] }
        var result = rules(of: item, at: address)
        let replicas = Self.replicas
        if item.desired[replicas] != nil {
            if let autoscaler = autoscaled[item.key] {
                result.append(.init(path: replicas, reason: "the autoscaler \(autoscaler) sets it"))
            } else if FieldOwnership(of: observation.value).isScaledByAutoscaler {
                result.append(.init(path: replicas, reason: "an autoscaler sets it"))
            }
        }
        guard !result.isEmpty else { return [] }
        let structure = FieldOwnership(of: observation.value).structure
        result = result.map { exemption in
            var exemption = exemption
            exemption.path =
                ExemptPlace(
                    exemption.path, in: item.desired, observation.value, structure, of: item.key.itemKind
                ).observed
            return exemption
        }
        var known: Set<Path> = []
        return result.filter { known.insert($0.path).inserted }.sorted { $0.path < $1.path }
    }

    /// The leaf that an autoscaler sets.
    static let replicas: Path = ["spec", "replicas"]

    /// What the specification leaves to others of an item.
    func rules(of item: Item, at address: ResourceAddress) -> [ItemChange.Exemption] {
        let own = applications.isEmpty ? [] : address.application.flatMap { applications[$0] } ?? []
        guard !own.isEmpty || !estate.isEmpty else { return [] }
        let rules = own + estate.filter { $0.address.map { Self.matches(address.description, $0) } ?? true }
        return rules.filter { $0.item.map { item.key.matches($0) } ?? true }
            .map { ItemChange.Exemption(path: $0.path, reason: $0.reason) }
    }

    /// The item without what is left to others: what Berth still owns of it keeps the value it has, so that it is neither changed
    /// nor, by being left out, removed.
    package static func applied(_ exemptions: [ItemChange.Exemption], to item: Item, _ observation: Observation) -> Item
    {
        guard !exemptions.isEmpty else { return item }
        var result = item
        let ownership = FieldOwnership(of: observation.value)
        let own = ownership.own
        for exemption in exemptions {
            let place = ExemptPlace(
                exemption.path, in: result.desired, observation.value, ownership.structure, of: item.key.itemKind)
            result.insertions = result.insertions.filter { !$0.key.hasPrefix(place.desired) }
            let node = observation.value[place.observed]
            let below = own.subset(at: place.observed)
            // What lies in a list or map that is one value cannot be left out of it.
            let isInOne =
                !own.contains(place.observed) && ownership.structure.owns(place.observed)
                && !ownership.structure.contains(place.observed)
            result.desired[place.desired] =
                below.isEmpty ? own.owns(place.observed) || isInOne ? node : nil : node.flatMap(below.projection)
        }
        return result
    }

    /// Whether an address fits a pattern in which `*` stands for any one part.
    private static func matches(_ address: String, _ pattern: String) -> Bool {
        let parts = address.split(separator: "/")
        let wanted = pattern.split(separator: "/")
        return parts.count == wanted.count && zip(parts, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }
}

extension ItemKey {
    /// What a HorizontalPodAutoscaler scales; nil for everything else.
    fileprivate init?(autoscaledBy autoscaler: ItemKey, _ value: Value) {
        guard autoscaler.group == "autoscaling", autoscaler.kind == "HorizontalPodAutoscaler",
            let target = value["spec"]?["scaleTargetRef"], let kind = target["kind"]?.string,
            let name = target["name"]?.string
        else { return nil }
        self.init(
            place: autoscaler.place, apiVersion: target["apiVersion"]?.string ?? "", kind: kind,
            namespace: autoscaler.namespace, name: name)
    }

    /// Whether it is what a rule names: `Deployment`, `Deployment/web`, `Widget.shop.example.com/db`.
    fileprivate func matches(_ text: String) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard let kind = parts.first, kind == self.kind || kind == itemKind.text else { return false }
        return parts.count == 1 || parts[1] == name
    }
}
