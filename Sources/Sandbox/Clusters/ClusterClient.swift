import Document
import SandboxAPI

/// Reads and writes a cluster's objects as one of its own controllers: through the same door as everybody, so that
/// defaults, versions and field ownership come out as they do for others.
package struct ClusterClient: Sendable {
    private let server: APIServer
    private let user: APIUser
    private let manager: String
    private let faults: FaultPlan

    /// A client that may do everything; `manager` is the field manager of its writes.
    package init(_ server: APIServer, manager: String, faults: FaultPlan = FaultPlan()) {
        self.server = server
        user = APIUser(name: "system:\(manager)", groups: ["system:masters", "system:authenticated"])
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
        try? send("GET", resource.path(key))
    }

    /// The objects of a resource, of all namespaces or of one.
    package func list(_ resource: ResourceName, namespace: String = "") -> [Value] {
        items("GET", resource.path(namespace: namespace)).map { item in
            var item = item
            item["apiVersion"] = .string(resource.apiVersion)
            item["kind"] = .string(resource.kind)
            return item
        }
    }

    /// Creates an object; its kind is filled in. An error tells why the server refused.
    @discardableResult
    package func create(_ resource: ResourceName, _ object: Value) throws(StatusError) -> Value {
        var object = object
        object["apiVersion"] = .string(resource.apiVersion)
        object["kind"] = .string(resource.kind)
        let namespace = object["metadata"]?["namespace"]?.string ?? ""
        return try send("POST", resource.path(namespace: namespace), object)
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

    /// Merges changes into an object (RFC 7386); nil where it is gone or the server refuses.
    @discardableResult
    package func merge(
        _ resource: ResourceName, _ key: ObjectKey, subresource: String = "", _ changes: Value
    ) -> Value? {
        let path = resource.path(key) + (subresource.isEmpty ? "" : "/\(subresource)")
        return try? send("PATCH", path, changes, contentType: "application/merge-patch+json")
    }

    /// Merges changes into an object's status unless they are there already.
    @discardableResult
    package func mergeStatus(_ resource: ResourceName, of object: Value, _ status: Value) -> Value? {
        let isThere = (status.object ?? [:]).allSatisfy { member in
            member.value.isNull ? object["status"]?[member.key] == nil : object["status"]?[member.key] == member.value
        }
        guard !isThere else { return object }
        return merge(resource, object.objectKey, subresource: "status", ["status": status])
    }

    /// Replaces a subresource of an object, such as a namespace's `finalize`.
    @discardableResult
    package func replace(_ resource: ResourceName, _ object: Value, subresource: String) -> Value? {
        try? send("PUT", "\(resource.path(object.objectKey))/\(subresource)", object)
    }

    /// Deletes an object if it is still the one meant; false where it is not there.
    @discardableResult
    package func delete(
        _ resource: ResourceName, _ key: ObjectKey, uid: String? = nil, propagation: String = "Background"
    ) -> Bool {
        var options: Value = [
            "apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": .string(propagation),
        ]
        if let uid { options["preconditions"] = ["uid": .string(uid)] }
        return (try? send("DELETE", resource.path(key), options)) != nil
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

    /// The items of an answer to any path, for resources this type has no name for.
    package func items(_ method: String, _ path: String) -> [Value] {
        (try? send(method, path))?["items"]?.array ?? []
    }

    /// Sends any request; refusals are thrown.
    @discardableResult
    package func send(
        _ method: String, _ path: String, _ body: Value? = nil, contentType: String = "application/json"
    ) throws(StatusError) -> Value {
        let target = method == "GET" ? path : "\(path)?fieldManager=\(manager)"
        let request = APIRequest(
            method: method, target: target, headers: [("Content-Type", contentType), ("Accept", "application/json")],
            body: body?.json() ?? [], user: user)
        let response = server.respond(to: request)
        guard let bytes = response.bytes, let value = try? Value(json: bytes) else {
            throw StatusError(code: response.status, reason: nil, message: "the answer is no document")
        }
        guard response.status < 300 else {
            // Absence and races are everyday; anything else is a fault of the sandbox that someone should see.
            if ![404, 409].contains(response.status) {
                Trouble.note("\(manager): \(method) \(path): \(value["message"]?.string ?? "\(response.status)")")
            }
            throw StatusError(
                code: response.status, reason: value["reason"]?.string, message: value["message"]?.string ?? "")
        }
        return value
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
