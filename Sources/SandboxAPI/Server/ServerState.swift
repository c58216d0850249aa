import Document

/// What an API server keeps, changed under its lock.
struct ServerState: Sendable {
    var store: ObjectStore
    var catalog = ResourceCatalog.builtIn
    /// The schemas and rules of the kinds.
    var registry: SchemaRegistry
    /// The admission policies in force.
    var policies = AdmissionPolicies()
    var isReady = true
    /// What `/version` shows: it changes when the server is upgraded.
    var gitVersion: String
    let configuration: ServerConfiguration
    let environment: APIServer.Environment
    let addresses: AddressPool
    private var lastWatcher: UInt64 = 0

    init(configuration: ServerConfiguration, registry: SchemaRegistry, environment: APIServer.Environment) {
        self.registry = registry
        self.configuration = configuration
        gitVersion = configuration.gitVersion
        addresses = AddressPool(prefix: configuration.servicePrefix)
        self.environment = environment
        store = ObjectStore(historyLimit: configuration.historyLimit)
    }

    mutating func nextWatcher() -> UInt64 {
        lastWatcher += 1
        return lastWatcher
    }

    mutating func restore(_ records: some Sequence<StoreRecord>) throws(JSONError) {
        try store.restore(records)
        for service in store.objects(of: GroupResource(resource: "services")) {
            let spec = service.value["spec"]
            addresses.reserve(
                address: spec?["clusterIP"]?.string,
                ports: (spec?["ports"]?.array ?? []).compactMap { $0["nodePort"]?.integer })
        }
        for definition in store.objects(of: .customResourceDefinitions) { definitionChanged(definition.value) }
        aggregationChanged(by: .apiServices)
        policies = AdmissionPolicies(store)
    }

    /// Stores an object and follows what it says about the server itself.
    mutating func commit(_ object: Value, key: ObjectKey, of resource: APIResource) -> StoredObject {
        let stored = store.put(object, key: key, of: resource.groupResource)
        if resource.groupResource == .customResourceDefinitions { definitionChanged(stored.value) }
        followSettings(resource.groupResource)
        return stored
    }

    /// Removes an object and follows what that says about the server itself.
    mutating func remove(_ key: ObjectKey, of resource: APIResource) {
        guard let last = store.remove(key, of: resource.groupResource) else { return }
        if resource.groupResource == .customResourceDefinitions { definitionRemoved(last.value) }
        followSettings(resource.groupResource)
    }

    /// Takes in what the objects of a resource tell the server itself.
    private mutating func followSettings(_ resource: GroupResource) {
        aggregationChanged(by: resource)
        if AdmissionPolicies.consistOf(resource) { policies = AdmissionPolicies(store) }
    }
}
