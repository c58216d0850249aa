import Kubernetes
import Resources

extension KubernetesBackend {
    /// The version of the server, and the kinds that it serves. Throws where it does not answer; what an aggregated API that
    /// is down serves is left out.
    package func servedAPI() async throws -> ServedAPI? {
        do throws(KubernetesError) {
            let kinds = try await client.discovery().resources.map { resource in
                let group = resource.kind.group
                return KindVersion(
                    group: group, version: resource.kind.version, kind: resource.kind.kind,
                    isNamespaced: resource.isNamespaced)
            }
            return ServedAPI(version: try await client.version().gitVersion, kinds: Set(kinds))
        } catch {
            throw failure(error)
        }
    }
}
