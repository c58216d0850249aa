import Document
import Kubernetes
import Resources
import Synchronization

/// The definitions of custom kinds that were read, by kind; a kind without one is remembered, too.
final class DefinitionCache: Sendable {
    private let known = Mutex<[ItemKind: Value?]>([:])

    subscript(kind: ItemKind) -> Value?? {
        get { known.withLock { $0[kind] } }
        set { known.withLock { $0[kind] = newValue } }
    }
}

extension KubernetesBackend {
    package func definition(of kind: ItemKind) async throws -> Value? {
        if let known = definitions[kind] { return known }
        do throws(KubernetesError) {
            guard let resource = try await client.resource(group: kind.group, kind: kind.kind) else { return nil }
            let definition = try await client.get(
                ObjectReference(
                    apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition",
                    name: "\(resource.plural).\(kind.group)"))
            definitions[kind] = definition
            return definition
        } catch {
            // Who may not read it gets no defaults: what the server adds is shown, or refused.
            guard error.isForbidden || error.isNotFound else { throw failure(error) }
            definitions[kind] = .some(nil)
            return nil
        }
    }
}
