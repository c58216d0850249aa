import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    /// The objects in namespaces and the instances of CustomResourceDefinitions, with their metadata alone; nothing for
    /// other kinds.
    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] {
        var contents = Dictionary(uniqueKeysWithValues: keys.map { ($0, [Observation]()) })
        let namespaces = keys.filter { $0.itemKind == ItemKind(group: "", kind: "Namespace") }
        let definitions = keys.filter {
            $0.itemKind == ItemKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
        }
        guard !namespaces.isEmpty || !definitions.isEmpty else { return contents }
        do throws(KubernetesError) {
            let discovery = try await client.discovery(isRenewed: true)
            if !namespaces.isEmpty {
                let byNamespace = Dictionary(
                    grouping: try await objects(in: namespaces.map(\.name).sorted(), discovery),
                    by: \.key.namespace)
                let kinds = Set(
                    NamespaceContents.kinds(discovery).map {
                        ItemKind(apiVersion: $0.kind.apiVersion, kind: $0.kind.kind)
                    })
                for key in namespaces {
                    contents[key] = NamespaceContents.of(byNamespace[key.name] ?? [], kinds: kinds)
                }
            }
            for key in definitions.sorted() { contents[key] = try await instances(of: key, discovery) }
        } catch {
            throw failure(error)
        }
        return contents
    }

    package func objects(of kind: ItemKind, in namespace: String) async throws -> [Observation] {
        let version = kind.version ?? "v1"
        let kind = GroupVersionKind(
            apiVersion: kind.group.isEmpty ? version : "\(kind.group)/\(version)", kind: kind.kind)
        do throws(KubernetesError) {
            do throws(KubernetesError) {
                let list = try await client.list(kind, ObjectSelection(namespace: namespace))
                return list.items.map { observation(of: $0, kind) }
            } catch {
                try await client.confirmAbsence(error, of: kind)
                return []
            }
        } catch {
            throw failure(error)
        }
    }

    package func metadata(in namespaces: Set<String>) async throws -> Survey {
        var survey = Survey([])
        do throws(KubernetesError) {
            let discovery = try await client.discovery(isRenewed: true)
            let kinds = NamespaceContents.kinds(discovery).map(\.kind)
            let pairs = kinds.flatMap { kind in namespaces.sorted().map { (kind, ObjectSelection(namespace: $0)) } }
            let answers = await pairs.concurrentMap(limit: Self.limit) { kind, selection in
                await self.listMetadata(kind, selection)
            }
            for ((kind, _), answer) in zip(pairs, answers) {
                switch answer {
                case .success(let objects): survey.observations += objects
                case .failure(let error):
                    survey.unlisted[ItemKind(apiVersion: kind.apiVersion, kind: kind.kind)] = "\(failure(error))"
                }
            }
            for group in silentGroups(discovery) {
                let error = stale(group, "what is in \(namespaces.sorted().joined(separator: ", "))")
                survey.unlisted[ItemKind(group: group, kind: "*")] = "\(failure(error))"
            }
        } catch {
            throw failure(error)
        }
        return survey
    }

    /// Up to so many namespaces are listed one by one, more of them with the whole cluster.
    private static let fewNamespaces = 4

    private func objects(
        in namespaces: [String], _ discovery: Discovery
    ) async throws(KubernetesError) -> [Observation] {
        if let group = silentGroups(discovery).min() {
            throw stale(group, "the contents of \(namespaces.joined(separator: ", "))")
        }
        let isFew = namespaces.count <= Self.fewNamespaces
        let selections = isFew ? namespaces.map { ObjectSelection(namespace: $0) } : [ObjectSelection()]
        let pairs = NamespaceContents.kinds(discovery).flatMap { resource in selections.map { (resource.kind, $0) } }
        let wanted = Set(namespaces)
        return try await listAll(pairs).filter { $0.key.namespace.map { wanted.contains($0) } ?? false }
    }

    /// The instances of a definition, whose name is `<plural>.<group>`; none where it is not served.
    private func instances(
        of definition: ItemKey, _ discovery: Discovery
    ) async throws(KubernetesError) -> [Observation] {
        let parts = definition.name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return [] }
        if discovery.isStale(group: parts[1]) { throw stale(parts[1], "the instances of \(definition.name)") }
        let served = discovery.resources.first { $0.kind.group == parts[1] && $0.plural == parts[0] }
        guard let served else { return [] }
        return try await listAll([(served.kind, ObjectSelection())]).sorted { $0.key < $1.key }
    }

    private func listAll(
        _ pairs: [(GroupVersionKind, ObjectSelection)]
    ) async throws(KubernetesError) -> [Observation] {
        let answers = await pairs.concurrentMap(limit: Self.limit) { kind, selection in
            await self.listMetadata(kind, selection)
        }
        var objects: [Observation] = []
        for answer in answers { objects += try answer.get() }
        return objects
    }

    private func listMetadata(
        _ kind: GroupVersionKind, _ selection: ObjectSelection
    ) async -> Result<[Observation], KubernetesError> {
        do throws(KubernetesError) {
            return .success(
                try await client.list(kind, selection, isMetadataOnly: true).items.map { observation(of: $0, kind) })
        } catch {
            // A kind that cannot be listed, or that went away since it was discovered, has nothing there.
            if error.status?.code == 405 { return .success([]) }
            do throws(KubernetesError) {
                try await client.confirmAbsence(error, of: kind)
                return .success([])
            } catch {
                return .failure(error)
            }
        }
    }

    /// The groups of which nobody can tell what lies in a namespace, since their own servers do not answer.
    private func silentGroups(_ discovery: Discovery) -> Set<String> {
        Set(discovery.stale.map { GroupVersionKind(apiVersion: $0, kind: "").group })
            .subtracting(NamespaceContents.computedGroups)
    }

    private func stale(_ group: String, _ subject: String) -> KubernetesError {
        KubernetesError(
            cluster: client.name, operation: KubernetesError.Operation("list", subject), cause: .staleGroup(group))
    }
}
