import Document
import SandboxAPI

/// Reads and writes a cluster's objects as one of its own controllers: by the rules that hold for everybody, so that
/// defaults, versions and field ownership come out as they do for others.
package struct ClusterClient: Sendable {
    private let server: APIServer
    private let manager: String
    private let faults: FaultPlan

    /// A client that may do everything; `manager` is the field manager of its writes.
    package init(_ server: APIServer, manager: String, faults: FaultPlan = FaultPlan()) {
        self.server = server
        self.manager = manager
        self.faults = faults
    }

    /// The time by the cluster's clock.
    package var now: Timestamp { server.now }

    /// The time by the cluster's clock, as statuses show it.
    package var timestamp: Value { .string(now.description) }

    /// The same cluster under another field manager.
    package func acting(as manager: String) -> ClusterClient {
        ClusterClient(server, manager: manager, faults: faults)
    }

    /// How the objects of a resource are to be reached; nil where it is not served.
    package func name(of resource: GroupResource) -> ResourceName? {
        server.storedResource(resource).map {
            ResourceName($0.group, $0.version, $0.name, $0.kind, isNamespaced: $0.isNamespaced)
        }
    }

    /// An object, or nil where there is none.
    package func get(_ resource: ResourceName, _ key: ObjectKey) -> Value? {
        server.get(resource.groupResource, namespace: key.namespace, name: key.name)
    }

    /// The objects of a resource, of all namespaces or of one.
    package func list(_ resource: ResourceName, namespace: String = "") -> [Value] {
        server.list(resource.groupResource, namespace: namespace)
    }

    /// Creates an object; its kind is filled in. An error tells why the server refused.
    package func create(_ resource: ResourceName, _ object: Value) throws(StatusError) {
        var object = object
        object["apiVersion"] = .string(resource.apiVersion)
        object["kind"] = .string(resource.kind)
        try attempt("create", resource, object.objectKey) { () throws(StatusError) in
            try server.create(object, as: manager)
        }
    }

    /// Creates an object unless it is there; false where the server refuses for another reason.
    @discardableResult
    package func ensure(_ resource: ResourceName, _ object: Value) -> Bool {
        do throws(StatusError) {
            try create(resource, object)
            return true
        } catch {
            return error.reason == "AlreadyExists"
        }
    }

    /// Merges changes into an object (RFC 7386), unless it is gone or the server refuses.
    package func merge(_ resource: ResourceName, _ key: ObjectKey, subresource: String = "", _ changes: Value) {
        try? attempt("patch", resource, key) { () throws(StatusError) in
            try server.mergePatch(resource.groupResource, key, subresource: subresource, changes, as: manager)
        }
    }

    /// Merges changes into an object's status unless they are there already.
    package func mergeStatus(_ resource: ResourceName, of object: Value, _ status: Value) {
        let isThere = (status.object ?? [:]).allSatisfy { member in
            member.value.isNull ? object["status"]?[member.key] == nil : object["status"]?[member.key] == member.value
        }
        if !isThere { merge(resource, object.objectKey, subresource: "status", ["status": status]) }
    }

    /// Replaces a subresource of an object, such as a namespace's `finalize`, unless it has changed meanwhile.
    package func replace(_ resource: ResourceName, _ object: Value, subresource: String) {
        try? attempt("update", resource, object.objectKey) { () throws(StatusError) in
            try server.update(object, subresource: subresource, as: manager)
        }
    }

    /// Deletes an object if it is still the one meant; false where it is not there.
    @discardableResult
    package func delete(
        _ resource: ResourceName, _ key: ObjectKey, uid: String? = nil,
        propagation: DeleteOptions.Propagation = .background, gracePeriodSeconds: Int64? = nil
    ) -> Bool {
        let options = DeleteOptions(propagation: propagation, uid: uid, gracePeriodSeconds: gracePeriodSeconds)
        do throws(StatusError) {
            try attempt("delete", resource, key) { () throws(StatusError) in
                try server.delete(resource.groupResource, key, options)
            }
            return true
        } catch {
            return false
        }
    }

    /// Absence and races are everyday; any other refusal is a fault of the sandbox that someone should see.
    private func attempt(
        _ verb: String, _ resource: ResourceName, _ key: ObjectKey, _ body: () throws(StatusError) -> Void
    ) throws(StatusError) {
        do throws(StatusError) {
            try body()
        } catch {
            if ![404, 409].contains(error.code) {
                Trouble.note("\(manager): \(verb) \(resource.plural) \(key): \(error.message)")
            }
            throw error
        }
    }

    /// Takes one finalizer off an object, unless a fault keeps it there.
    package func removeFinalizer(_ name: String, _ resource: ResourceName, _ object: Value) {
        var finalizers = object["metadata"]?["finalizers"]?.array?.compactMap(\.string) ?? []
        guard finalizers.contains(name), !keepsFinalizers(of: object.objectKey, resource) else { return }
        finalizers.removeAll { $0 == name }
        merge(
            resource, object.objectKey,
            ["metadata": ["finalizers": finalizers.isEmpty ? .null : .array(finalizers.map { .string($0) })]])
    }

    /// Whether a fault keeps the finalizers of an object.
    package func keepsFinalizers(of key: ObjectKey, _ resource: ResourceName) -> Bool {
        faults.holds(
            .stuckFinalizer, object: key.description, resource: resource.groupResource.description,
            cluster: server.name)
    }
}

extension Value {
    /// Where an object is, by its metadata.
    package var objectKey: ObjectKey {
        ObjectKey(
            namespace: self["metadata"]?["namespace"]?.string ?? "", name: self["metadata"]?["name"]?.string ?? "")
    }

    package var uid: String { self["metadata"]?["uid"]?.string ?? "" }
    package var generation: Int64 { self["metadata"]?["generation"]?.integer ?? 0 }
    package var isBeingDeleted: Bool { self["metadata"]?["deletionTimestamp"] != nil }

    /// The owner reference that makes another object this one's dependent, as its controller.
    package var controllerReference: Value {
        [
            "apiVersion": self["apiVersion"] ?? .null, "kind": self["kind"] ?? .null,
            "name": self["metadata"]?["name"] ?? .null, "uid": .string(uid), "controller": true,
            "blockOwnerDeletion": true,
        ]
    }

    /// The uid of the object that controls this one.
    package var controllerUID: String? {
        self["metadata"]?["ownerReferences"]?.array?.first { $0["controller"]?.bool == true }?["uid"]?.string
    }
}
