import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// Step 1: the provider's network object, for a managed network only.
    mutating func composeNetwork() {
        guard let network = workspace.network, network.isManaged, let provider = computeProvider else { return }
        var spec: Value = ["type": .string(provider.type.rawValue), "cidr": .string(network.cidr ?? "")]
        switch provider.type {
        case .hetznerCloud: spec["networkZone"] = .string(provider.networkZone ?? "eu-central")
        case .ionosDCD: spec["location"] = .string(provider.location ?? "")
        }
        let key = ItemKey(place: .provider(provider.name), kind: "Network", name: workspace.namespace)
        var desired: Value = ["metadata": ["name": .string(key.name)], "spec": spec]
        marker("network", provider: key.place).mark(&desired, as: key)
        let location = workspace.marks.keyLocation(of: ["spec", "network"])
        add(
            Resource(
                address("network"), .network, items: [Item(key: key, desired: desired, location: location)],
                timeout: estate.timeouts.network, location: location))
    }

    /// The estate's provider that this workspace runs on; nil where it names no type.
    private var computeProvider: ComputeProvider? {
        if let name = workspace.computeProvider { return estate.computeProvider(named: name) }
        return estate.computeProviders.first { $0.type == workspace.computeProviderType }
    }

    /// Puts marks on what is no Kubernetes object.
    func marker(_ name: String, provider place: Place) -> ObjectComposer {
        ObjectComposer(
            estate: estate.name, address: address(name), place: place, defaultNamespace: "", isConfined: false,
            customScopes: [:], context: TemplateContext(), fields: ManifestFields(estate: estate))
    }
}
