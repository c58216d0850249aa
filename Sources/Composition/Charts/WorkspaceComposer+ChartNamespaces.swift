import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// The namespaces of every cluster.
    private static let standing: Set<String> = ["default", "kube-system", "kube-public", "kube-node-lease"]

    /// Makes the namespaces that charts are installed into, as `helm install --create-namespace` does, unless something else
    /// of the workspace makes them. Several charts may share one.
    mutating func composeChartNamespaces() {
        let charts = resources.filter { resource in
            guard let release = resource.release, let place = resource.items.first?.key.place else { return false }
            // The workspace's own namespace is a step by itself.
            return !Self.standing.contains(release.namespace)
                && !(place == management && resource.address.workspace != nil)
        }
        for (namespace, resources) in Dictionary(grouping: charts, by: { $0.release?.namespace ?? "" })
            .sorted(by: { $0.key < $1.key })
        {
            for place in [management, tenant] {
                let users = resources.filter { $0.items.first?.key.place == place }
                if !users.isEmpty { provide(namespace, at: place, for: users) }
            }
        }
    }

    private mutating func provide(_ name: String, at place: Place, for users: [Resource]) {
        let key = ItemKey(place: place, apiVersion: "v1", kind: "Namespace", name: name)
        guard place == tenant else {
            // What a cluster shares has no resource of its own for this: the first of those that stand on each other has it.
            for user in users.sorted(by: { !stands($0, on: $1.address) && stands($1, on: $0.address) })
            where user.address.hookedChart == nil
                && !resources.contains(where: { maker in
                    maker.items.contains { $0.key == key }
                        && (maker.address == user.address || stands(user, on: maker.address))
                })
            {
                let item = namespaceItem(key, of: user.address, user.location)
                change(user.address) { $0.items.insert(item, at: 0) }
            }
            return
        }
        if let maker = resources.first(where: { $0.items.contains { $0.key == key } }) {
            for user in users where user.address != maker.address && !stands(maker, on: user.address) {
                change(user.address) { $0.dependencies.insert(maker.address) }
            }
            return
        }
        let address = address("integration/namespace-\(name)")
        let location = users.first?.location
        add(
            Resource(
                address, .integration, dependencies: dependencies("api"),
                items: [namespaceItem(key, of: address, location)], timeout: .seconds(60), location: location))
        for user in users { change(user.address) { $0.dependencies.insert(address) } }
    }

    private func namespaceItem(_ key: ItemKey, of address: ResourceAddress, _ location: SourceLocation?) -> Item {
        var object: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(key.name)]]
        objectComposer(
            address, place: key.place, defaultNamespace: "", isConfined: false, isProtected: false,
            context: TemplateContext()
        ).markApplied(&object, as: key)
        return Item(key: key, desired: object, location: location)
    }

    private func stands(_ resource: Resource, on address: ResourceAddress) -> Bool {
        var open = Array(resource.dependencies)
        var known = resource.dependencies
        while let next = open.popLast() {
            if next == address { return true }
            let dependencies = resources.first { $0.address == next }?.dependencies ?? []
            open += dependencies.filter { known.insert($0).inserted }
        }
        return false
    }
}
