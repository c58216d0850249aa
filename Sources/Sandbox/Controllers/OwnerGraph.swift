import Document
import SandboxAPI
import Synchronization

/// Who owns whom in a cluster, kept up from its changes.
package final class OwnerGraph: Sendable {
    /// An object as the graph knows it.
    package struct Node: Sendable, Hashable {
        package var resource: GroupResource
        package var key: ObjectKey
    }

    /// The tree of an object is not kept: its bytes are the store's own and are read anew when they are asked for.
    private struct Facts {
        var uid: String
        var owners: [ObjectChange.Owner]
        var isBeingDeleted: Bool
        var body: [UInt8]

        // The store wrote these bytes itself.
        var object: Value { (try? Value(json: body)) ?? .null }
    }

    private struct State {
        var facts: [GroupResource: [ObjectKey: Facts]] = [:]
        var nodes: [String: Node] = [:]
        var dependents: [String: Set<Node>] = [:]
        /// What is in each namespace: looking for it among all objects would take the longer the larger the fleet is.
        var contents: [String: Set<Node>] = [:]

        func facts(of uid: String) -> Facts? {
            nodes[uid].flatMap { facts[$0.resource]?[$0.key] }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// Takes a change in and gives it back with what was known before.
    package func note(_ record: StoreRecord) -> ObjectChange {
        let node = Node(resource: record.resource, key: record.key)
        let parsed = record.body.map { body in (body, (try? Value(json: body)) ?? .null) }
        return state.withLock { state in
            let before = state.facts[node.resource]?[node.key]
            for owner in before?.owners ?? [] { state.dependents[owner.uid]?.remove(node) }
            guard let (body, object) = parsed else {
                state.facts[node.resource]?[node.key] = nil
                state.contents[node.key.namespace]?.remove(node)
                if state.contents[node.key.namespace]?.isEmpty == true { state.contents[node.key.namespace] = nil }
                if let uid = before?.uid, state.nodes[uid] == node { state.nodes[uid] = nil }
                return ObjectChange(
                    resource: record.resource, key: record.key, object: nil, owners: before?.owners ?? [],
                    uid: before?.uid ?? "")
            }
            let owners = Self.owners(of: object)
            if let uid = before?.uid, uid != object.uid { state.nodes[uid] = nil }
            state.facts[node.resource, default: [:]][node.key] = Facts(
                uid: object.uid, owners: owners, isBeingDeleted: object.isBeingDeleted, body: body)
            state.nodes[object.uid] = node
            if !node.key.namespace.isEmpty { state.contents[node.key.namespace, default: []].insert(node) }
            for owner in owners { state.dependents[owner.uid, default: []].insert(node) }
            return ObjectChange(
                resource: record.resource, key: record.key, object: object, owners: owners, uid: object.uid)
        }
    }

    /// The objects that name this uid as an owner, in order.
    package func dependents(of uid: String) -> [Node] {
        state.withLock { Array($0.dependents[uid] ?? []) }
            .sorted { ($0.resource, $0.key) < ($1.resource, $1.key) }
    }

    /// Where the object with this uid is; nil where there is none.
    package func node(ofUID uid: String) -> Node? {
        state.withLock { $0.nodes[uid] }
    }

    package func owners(of node: Node) -> [ObjectChange.Owner] {
        state.withLock { $0.facts[node.resource]?[node.key]?.owners ?? [] }
    }

    /// Those that control an object, the nearest first; references that go round in a circle end where it closes.
    package func controllers(of object: Value) -> [Node] {
        var seen: Set = [object.uid]
        var found: [Node] = []
        var next = object.controllerUID
        while let uid = next, seen.insert(uid).inserted, let node = node(ofUID: uid) {
            found.append(node)
            next = owners(of: node).first { $0.isController }?.uid
        }
        return found
    }

    package func isBeingDeleted(_ uid: String) -> Bool {
        state.withLock { $0.facts(of: uid)?.isBeingDeleted ?? false }
    }

    package func contains(_ node: Node) -> Bool {
        state.withLock { $0.facts[node.resource]?[node.key] != nil }
    }

    /// An object as it was last seen.
    package func object(_ node: Node) -> Value? {
        state.withLock { $0.facts[node.resource]?[node.key] }?.object
    }

    /// Where the objects of a namespace are, in order.
    package func contents(ofNamespace name: String) -> [Node] {
        state.withLock { Array($0.contents[name] ?? []) }.sorted { ($0.resource, $0.key) < ($1.resource, $1.key) }
    }

    /// The objects of a resource, of all namespaces or of one, as they were last seen; in order.
    package func objects(_ resource: ResourceName, namespace: String = "") -> [Value] {
        let found = state.withLock { state -> [(key: ObjectKey, value: Facts)] in
            let shelf = state.facts[resource.groupResource] ?? [:]
            guard !namespace.isEmpty else { return Array(shelf) }
            let own = (state.contents[namespace] ?? []).filter { $0.resource == resource.groupResource }
            return own.compactMap { node in shelf[node.key].map { (node.key, $0) } }
        }
        return found.sorted { $0.key < $1.key }.map(\.value.object)
    }

    /// Everything as if it had just changed.
    package func everything() -> [ObjectChange] {
        let found = state.withLock { $0.facts }
        return found.flatMap { resource, shelf in
            shelf.map { key, facts in
                ObjectChange(
                    resource: resource, key: key, object: facts.object, owners: facts.owners, uid: facts.uid)
            }
        }
    }

    private static func owners(of object: Value) -> [ObjectChange.Owner] {
        (object["metadata"]?["ownerReferences"]?.array ?? []).map { reference in
            ObjectChange.Owner(
                apiVersion: reference["apiVersion"]?.string ?? "", kind: reference["kind"]?.string ?? "",
                name: reference["name"]?.string ?? "", uid: reference["uid"]?.string ?? "",
                isController: reference["controller"]?.bool ?? false,
                blocksDeletion: reference["blockOwnerDeletion"]?.bool ?? false)
        }
    }
}
