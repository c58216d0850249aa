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

    /// What the server serves; the answer is kept until `isRenewed` asks anew.
    ///
    /// Group versions whose own server does not answer are stale; only where the API server itself does not answer is an
    /// error thrown.
    package func discovery(isRenewed: Bool = false) async throws(KubernetesError) -> Discovery {
        do {
            return try await discovered.discovery(isStale: isRenewed) { [self] () async throws(KubernetesError) in
                var discovery = try await loadDiscovery("/api")
                discovery.add(try await loadDiscovery("/apis"))
                return discovery
            }
        } catch let error as KubernetesError {
            throw error
        } catch {
            // The cache throws what loading throws.
            throw KubernetesError(
                cluster: name, operation: KubernetesError.Operation("discover", "kinds"), cause: .garbage("\(error)"))
        }
    }

    /// How a kind is served; a kind that is not known yet is looked for anew once.
    package func resource(for kind: GroupVersionKind) async throws(KubernetesError) -> APIResource {
        if let known = try await discovery().resource(for: kind) { return known }
        let renewed = try await discovery(isRenewed: true)
        if let known = renewed.resource(for: kind) { return known }
        throw KubernetesError(
            cluster: name, operation: KubernetesError.Operation("discover", "\(kind)"),
            cause: renewed.isStale(group: kind.group) ? .staleGroup(kind.group) : .notDiscovered(kind))
    }

    /// How a kind is served in any version; one that is not known yet may have come since, and is looked for anew once. Nil where
    /// it is not served.
    package func resource(group: String, kind: String) async throws(KubernetesError) -> APIResource? {
        if let known = try await discovery().resources(group: group, kind: kind).first { return known }
        return try await discovery(isRenewed: true).resources(group: group, kind: kind).first
    }

    /// Returns where an error says that an object or its kind does not exist, and throws it otherwise.
    ///
    /// A 404 without a `Status` speaks of the path: the kind went away, or the server that keeps it is starting. The kind
    /// is looked for anew then, in any version.
    package func confirmAbsence(_ error: KubernetesError, of kind: GroupVersionKind) async throws(KubernetesError) {
        guard error.isNotFound else { throw error }
        guard error.status?.reason.isEmpty == true else { return }
        let renewed = try await discovery(isRenewed: true)
        guard renewed.resources(group: kind.group, kind: kind.kind).isEmpty, !renewed.isStale(group: kind.group) else {
            throw error
        }
    }

    /// Aggregated discovery, or where the server has none one list for each version of each group.
    private func loadDiscovery(_ root: String) async throws(KubernetesError) -> Discovery {
        var call = APICall(KubernetesError.Operation("discover", "kinds"), path: root)
        call.accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
        let answer = try await perform(call).object
        if let discovery = Discovery(aggregated: answer) { return discovery }
        var discovery = Discovery()
        for version in Discovery.groupVersions(answer) {
            let path = "\(root)/\(version)"
            let call = APICall(KubernetesError.Operation("discover", "kinds"), path: path)
            do throws(KubernetesError) {
                guard let list = Discovery(plain: try await perform(call).object) else {
                    throw error(call, .garbage("it is not an APIResourceList"))
                }
                discovery.add(list)
            } catch {
                // An aggregated API whose own server is down hides its kinds, not those of the others.
                guard error.status != nil, !error.isUnauthorized else { throw error }
                discovery.add(stale: version)
            }
        }
        return discovery
    }
}
