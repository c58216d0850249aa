import Document
import HTTP

/// What `GET /version` says.
package struct ServerVersion: Sendable, Hashable {
    /// `v1.36.2`.
    package var gitVersion: String
    package var platform: String?
}

/// The answer to a plain GET of a path, whatever its status.
package struct RawAnswer: Sendable, Hashable {
    package var status: Int
    package var text: String
}

extension KubernetesClient {
    package func version() async throws(KubernetesError) -> ServerVersion {
        let call = APICall(KubernetesError.Operation("get", "/version"), path: "/version")
        let answer = try await perform(call)
        guard let version = answer.object["gitVersion"]?.string else {
            throw error(call, .garbage("it has no gitVersion"))
        }
        return ServerVersion(gitVersion: version, platform: answer.object["platform"]?.string)
    }

    /// Asks once, without retries: for `/healthz` and `/readyz`. Only a missing answer is an error.
    package func raw(
        _ path: String, isAnonymous: Bool = false
    ) async throws(KubernetesError) -> RawAnswer {
        var call = APICall(KubernetesError.Operation("get", path), path: path)
        call.accept = "*/*"
        call.isAnonymous = isAnonymous
        let response = try await respond(to: call, retrying: .never)
        return RawAnswer(status: response.status, text: String(decoding: response.body, as: UTF8.self))
    }

    /// Everything the server serves, in the order of kinds; the answer is kept.
    package func discovery() async throws(KubernetesError) -> [APIResource] {
        try await resources(isStale: false).values.sorted { ($0.kind, $0.plural) < ($1.kind, $1.plural) }
    }

    /// How a kind is served; a kind that is not known yet is looked for anew once.
    package func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        if let known = try await resources(isStale: false)[kind] { return known }
        if let known = try await resources(isStale: true)[kind] { return known }
        throw KubernetesError(
            cluster: name, operation: KubernetesError.Operation("discover", "\(kind)"), cause: .notDiscovered(kind))
    }

    private func resources(isStale: Bool) async throws(KubernetesError) -> [GroupVersionKind: APIResource] {
        do {
            return try await discovered.resources(isStale: isStale) { [self] () async throws(KubernetesError) in
                try await loadResources("/api") + loadResources("/apis")
            }
        } catch let error as KubernetesError {
            throw error
        } catch {
            // The cache throws what loading throws.
            throw KubernetesError(
                cluster: name, operation: KubernetesError.Operation("discover", "kinds"), cause: .garbage("\(error)"))
        }
    }

    /// Aggregated discovery, or where the server has none one list for each version of each group.
    private func loadResources(_ root: String) async throws(KubernetesError) -> [APIResource] {
        var call = APICall(KubernetesError.Operation("discover", root), path: root)
        call.accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        let answer = try await perform(call).object
        if let resources = APIResource.aggregated(answer) { return resources }
        let versions =
            root == "/api"
            ? (answer["versions"]?.array ?? []).compactMap(\.string)
            : (answer["groups"]?.array ?? []).flatMap { group in
                (group["versions"]?.array ?? []).compactMap { $0["groupVersion"]?.string }
            }
        var resources: [APIResource] = []
        for version in versions {
            let path = "\(root)/\(version)"
            let call = APICall(KubernetesError.Operation("discover", path), path: path)
            do throws(KubernetesError) {
                guard let list = APIResource.plain(try await perform(call).object) else {
                    throw error(call, .garbage("it is no APIResourceList"))
                }
                resources += list
            } catch {
                // An aggregated API whose own server is down hides its kinds, not those of the others.
                guard let code = error.status?.code, [404, 503].contains(code) else { throw error }
            }
        }
        return resources
    }
}
