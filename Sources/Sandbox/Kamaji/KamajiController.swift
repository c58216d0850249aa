import Document
import SandboxAPI

/// Stands in for Kamaji: makes TenantControlPlanes real in its order, one step a look.
///
/// Service, its address, certificates, kubeconfig, datastore, Deployment, and only then an API server that answers.
struct KamajiController: Controller {
    let client: ClusterClient
    let graph: OwnerGraph
    let cluster: String
    let fleet: TenantFleet
    let faults: FaultPlan
    let pace: Pace

    static let finalizer = "finalizer.kamaji.clastix.io"
    static let sootFinalizer = "finalizer.kamaji.clastix.io/soot"
    static let dataStoreFinalizer = "finalizer.kamaji.clastix.io/datastore-secret"
    static let rotation = "certs.kamaji.clastix.io/rotate"

    func keys(after change: ObjectChange) -> [ObjectKey] {
        guard change.resource == ResourceName.dataStores.groupResource else {
            return change.key(of: .tenantControlPlanes) + change.owner("TenantControlPlane")
        }
        return graph.objects(.tenantControlPlanes).filter {
            ControlPlane(object: $0).dataStore == change.key.name
        }.map(\.objectKey)
    }

    func reconcile(_ key: ObjectKey) async -> Duration? {
        guard let object = client.get(.tenantControlPlanes, key) else {
            await fleet.remove(tenantName(key), erasing: true)
            return nil
        }
        let plane = ControlPlane(object: object)
        // Without its store nothing is made or removed, and what runs goes on; the store's recovery brings it here again.
        guard !plane.isPaused, isReady(plane.dataStore) else {
            guard let address = plane.firstAddress, let deployment = client.get(.deployments, key) else { return nil }
            return await serve(plane, address, deployment)
        }
        if object.isBeingDeleted { return await finish(plane) }
        if addFinalizers(plane) { return pace.step() }
        if makeService(plane) { return pace.step() }
        guard let address = address(of: plane) else {
            // The change of the Service brings it here again.
            updateStatus(plane, address: nil, deployment: nil)
            return nil
        }
        for step in [makeCertificates, makeKubeconfig, makeDataStore] where step(plane, address) {
            updateStatus(plane, address: address, deployment: nil)
            return pace.step()
        }
        guard makeDeployment(plane) else {
            updateStatus(plane, address: address, deployment: nil)
            return pace.step()
        }
        let deployment = client.get(.deployments, key)
        let next = await serve(plane, address, deployment)
        updateStatus(plane, address: address, deployment: deployment)
        return next
    }

    private func isReady(_ dataStore: String) -> Bool {
        client.get(.dataStores, ObjectKey(name: dataStore))?["status"]?["ready"] == true
    }

    func tenantName(_ key: ObjectKey) -> String { "\(cluster)/\(key)" }

    private func addFinalizers(_ plane: ControlPlane) -> Bool {
        let present = plane.object["metadata"]?["finalizers"]?.array ?? []
        let missing = [Self.sootFinalizer, Self.finalizer].map(Value.string).filter { !present.contains($0) }
        guard !missing.isEmpty else { return false }
        client.merge(.tenantControlPlanes, plane.key, ["metadata": ["finalizers": .array(present + missing)]])
        return true
    }

    /// Runs the API server while replicas are ready, and no longer. Says when to try again where it could not listen.
    private func serve(_ plane: ControlPlane, _ address: String, _ deployment: Value?) async -> Duration? {
        let name = tenantName(plane.key)
        let isUp = deployment?["status"]?["readyReplicas"]?.integer ?? 0 > 0
        guard isUp, !faults.holds(.silentTenant, object: plane.key.description, cluster: cluster),
            let authority = authority(of: plane), let identity = servingIdentity(of: plane)
        else {
            await fleet.sleep(name)
            return nil
        }
        do {
            try await fleet.run(
                TenantFleet.Plan(
                    name: name, schema: plane.schema,
                    address: LoadBalancerForm.address(behind: address) ?? address, port: plane.port,
                    version: version(plane, deployment).string ?? plane.version,
                    authority: authority, identity: identity, hasCoreDNS: plane.hasCoreDNS))
            return nil
        } catch {
            client.ensure(
                ResourceName("", "v1", "events", "Event"),
                [
                    "metadata": plane.metadata("\(plane.name).listen"), "type": "Warning", "reason": "CannotListen",
                    "message": .string("\(error)"),
                    "involvedObject": ["kind": "TenantControlPlane", "name": .string(plane.name)],
                ])
            return .seconds(1)
        }
    }

    /// The finalizers go one after the other; Service, Deployment and Secrets are left to the garbage collector.
    private func finish(_ plane: ControlPlane) async -> Duration? {
        let finalizers = plane.object["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
        if finalizers.contains(Self.sootFinalizer) {
            client.removeFinalizer(Self.sootFinalizer, .tenantControlPlanes, plane.object)
            return pace.step()
        }
        await fleet.remove(tenantName(plane.key), erasing: true)
        if let secret = client.get(.secrets, plane.secret("datastore-config")) {
            client.delete(.secrets, secret.objectKey, uid: secret.uid)
            if let held = client.get(.secrets, secret.objectKey) {
                client.removeFinalizer(Self.dataStoreFinalizer, .secrets, held)
            }
            // Where it stays, its removal brings the controller here again.
            return client.get(.secrets, secret.objectKey) == nil ? pace.step() : nil
        }
        client.removeFinalizer(Self.finalizer, .tenantControlPlanes, plane.object)
        return nil
    }
}
