import Document
import SandboxAPI

/// Says of DataStores that they are ready, unless a fault has it that they are not.
struct DataStoreController: Controller {
    let client: ClusterClient
    let cluster: String
    let faults: FaultPlan

    func keys(after change: ObjectChange) -> [ObjectKey] { change.key(of: .dataStores) }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let store = client.get(.dataStores, key), !store.isBeingDeleted else { return nil }
        let isReady = !faults.holds(.unreadyDataStore, object: key.description, cluster: cluster)
        client.mergeStatus(
            .dataStores, of: store,
            ["ready": .bool(isReady), "observedGeneration": .integer(store.generation)])
        return nil
    }
}

extension DataStoreController {
    /// Installs Kamaji's definitions on a cluster that lacks them, and the default store with its own.
    static func install(_ client: ClusterClient) {
        let definitions = DefinitionController(client: client)
        for object in [TenantControlPlaneDefinition.object, DataStoreDefinition.object] {
            guard client.get(.definitions, object.objectKey) == nil else { continue }
            client.ensure(.definitions, object)
            definitions.establish(object.objectKey)
            if object == DataStoreDefinition.object { client.ensure(.dataStores, DataStoreDefinition.defaultStore) }
        }
    }
}
