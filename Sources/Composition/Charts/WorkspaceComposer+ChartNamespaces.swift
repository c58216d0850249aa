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
            for user in users where user.address.hookedChart == nil {
                let hooks = user.address.hooks(.before)
                guard let maker = resources.first(where: { $0.address == user.address }),
                    let item = maker.items.first(where: { $0.key == key }),
                    users.contains(where: { $0.address == hooks })
                else { continue }
                var address = user.address
                address.name += ":namespace"
                let own = Resource(
                    address, user.kind, dependencies: maker.dependencies.subtracting([hooks]), items: [],
                    timeout: .seconds(60), location: user.location)
                take(item, from: maker.address, into: own, for: [maker.address, hooks])
            }
            return
        }
        let address = address("integration/namespace-\(name)")
        var own = Resource(
            address, .integration, dependencies: dependencies("api"), items: [], timeout: .seconds(60),
            location: users.first?.location)
        guard let maker = resources.first(where: { $0.items.contains { $0.key == key } }),
            let item = maker.items.first(where: { $0.key == key })
        else {
            own.items = [namespaceItem(key, of: address, own.location)]
            add(own)
            for user in users { change(user.address) { $0.dependencies.insert(address) } }
            return
        }
        let others = users.map(\.address).filter { $0 != maker.address }
        if others.contains(where: { stands(maker, on: $0) }) {
            own.location = item.location
            take(item, from: maker.address, into: own, for: others + [maker.address])
        } else {
            for other in others { change(other) { $0.dependencies.insert(maker.address) } }
        }
    }

    /// Makes a step of its own of a namespace that something needs before the resource that would make it: hooks that are
    /// run before its objects are written.
    private mutating func take(
        _ item: Item, from maker: ResourceAddress, into own: Resource, for users: [ResourceAddress]
    ) {
        var (own, item) = (own, item)
        change(maker) { $0.items.removeAll { $0.key == item.key } }
        item.desired[["metadata", "annotations", Item.Mark.appliedAnnotation]] = nil
        markApplied(&item.desired, as: item.key, of: own.address)
        own.items = [item]
        add(own)
        for user in users { change(user) { $0.dependencies.insert(own.address) } }
    }

    private func namespaceItem(_ key: ItemKey, of address: ResourceAddress, _ location: SourceLocation?) -> Item {
        var object: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(key.name)]]
        markApplied(&object, as: key, of: address)
        return Item(key: key, desired: object, location: location)
    }

    private func markApplied(_ object: inout Value, as key: ItemKey, of address: ResourceAddress) {
        objectComposer(
            address, place: key.place, defaultNamespace: "", isConfined: false, isProtected: false,
            context: TemplateContext()
        ).markApplied(&object, as: key)
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
