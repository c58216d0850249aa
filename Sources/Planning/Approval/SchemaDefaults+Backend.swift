import Kubernetes
import Resources

extension SchemaDefaults {
    /// The defaults of a custom kind by its definition on the server; nil for built-in kinds, whose defaults are known, and
    /// where the definition cannot be read.
    package init?(ofCustom key: ItemKey, from backend: any Backend) async throws {
        guard key.isKubernetes, key.itemKind.isNamespaced == nil,
            let definition = try await backend.definition(of: key.itemKind)
        else { return nil }
        self.init(definition: definition, version: key.version)
    }
}
