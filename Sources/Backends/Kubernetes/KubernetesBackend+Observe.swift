import Diagnostics
import Document
import Kubernetes
import Resources

extension KubernetesBackend {
    /// One LIST a kind, then a GET for each named object that no list showed in its version.
    ///
    /// Where the user may not list a kind in the whole cluster, it is listed in the namespaces of the named objects. What
    /// fails makes its own kind unlisted or its object unknown; a group whose server does not answer, all of its kinds.
    /// Throws where the cluster cannot be asked at all.
    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        var look = KubernetesLook(self, kinds: kinds, named: named, try await served(among: kinds, named))
        do throws(KubernetesError) {
            try await look.listKinds()
            try await look.getNamespaces()
            try await look.listInNamespaces()
            try await look.getNamed()
            return try look.survey()
        } catch {
            throw failure(error)
        }
    }

    /// What is served of these kinds. Discovery is asked anew at most once, where one of them is not known.
    private func served(among kinds: Set<ItemKind>, _ named: Set<ItemKey>) async throws -> ServedKinds {
        do throws(KubernetesError) {
            let known = ServedKinds(try await client.discovery())
            let isComplete = kinds.union(named.map(\.itemKind)).allSatisfy {
                if case .served = known.availability(of: $0) { true } else { false }
            }
            return isComplete ? known : ServedKinds(try await client.discovery(isRenewed: true))
        } catch {
            throw failure(error)
        }
    }
}

/// One look at a cluster: what was found so far, and what could not be looked at.
private struct KubernetesLook {
    private let backend: KubernetesBackend
    private let kinds: Set<ItemKind>
    private let served: ServedKinds
    /// The named keys by kind, in versions that are served; those of absent kinds are left out.
    private var named: [ItemKind: [ItemKey]] = [:]
    private var found: [ItemKey: Observation] = [:]
    private var unlisted: [ItemKind: String] = [:]
    private var unknown: [ItemKey: String] = [:]
    /// The kinds that must not be listed in the whole cluster, with the refusals.
    private var refused: [ItemKind: KubernetesError] = [:]
    private var absentNamespaces: Set<String> = []
    private var silence: KubernetesError?
    private var hasAnswer = false

    private typealias Answer<Result> = Swift.Result<Result, KubernetesError>
    private static let namespaces = ItemKind(group: "", kind: "Namespace")

    init(_ backend: KubernetesBackend, kinds: Set<ItemKind>, named: Set<ItemKey>, _ served: ServedKinds) {
        self.backend = backend
        self.kinds = kinds
        self.served = served
        for (kind, keys) in Dictionary(grouping: named.sorted(), by: \.itemKind) {
            switch served.availability(of: kind) {
            case .absent: continue
            case .unknown(let reason): for key in keys { unknown[key] = reason }
            case .served: self.named[kind] = keys.compactMap { served.served($0) }
            }
        }
        for kind in kinds {
            if case .unknown(let reason) = served.availability(of: kind) { unlisted[kind] = reason }
        }
    }

    func survey() throws(KubernetesError) -> Survey {
        if let silence, !hasAnswer { throw silence }
        return Survey(found.values.sorted { $0.key < $1.key }, unlisted: unlisted, unknown: unknown)
    }

    // MARK: Lists

    mutating func listKinds() async throws(KubernetesError) {
        let wanted = kinds.sorted().compactMap { kind in
            served.listed(kind, named: named[kind] ?? []).map { (kind, $0.kind) }
        }
        let backend = backend
        let answers: [(ItemKind, Answer<[Observation]>)]
        if backend.listsAtOnce == 1 {
            answers = await listInTurn(wanted)
        } else {
            let lists = await wanted.concurrentPairs(limit: backend.listsAtOnce) { _, served in
                await backend.list(served, namespace: nil)
            }
            answers = lists.map { ($0.0, $1) }
        }
        var vanished: [ItemKind: KubernetesError] = [:]
        for (kind, answer) in answers {
            switch answer {
            case .success(let objects): add(objects)
            case .failure(let error):
                try note(error)
                if error.isNotFound {
                    vanished[kind] = error
                } else if error.isMissingPermission {
                    refused[kind] = error
                } else if error.status?.code != 405 {
                    unlisted[kind] = Self.reason(error, "list", kind.text)
                }
            }
        }
        if !vanished.isEmpty { try await judge(vanished) }
    }

    /// One list after another; where everything that is named was found before the last one, as it is where nothing is to be
    /// done, nothing more is asked and the connection is closed behind it.
    private func listInTurn(
        _ wanted: [(ItemKind, GroupVersionKind)]
    ) async -> [(ItemKind, Answer<[Observation]>)] {
        var answers: [(ItemKind, Answer<[Observation]>)] = []
        var isWhole = true
        for (number, (kind, served)) in wanted.enumerated() {
            let answer = await backend.list(served, namespace: nil, isLast: isWhole && number == wanted.count - 1)
            let shown = Set(((try? answer.get()) ?? []).map(\.key))
            isWhole = isWhole && (named[kind] ?? []).allSatisfy(shown.contains)
            answers.append((kind, answer))
        }
        return answers
    }

    /// A LIST that finds no such path: the kind went away since it was discovered, or its own server is starting.
    private mutating func judge(_ vanished: [ItemKind: KubernetesError]) async throws(KubernetesError) {
        let renewed = ServedKinds(try await backend.client.discovery(isRenewed: true))
        for (kind, error) in vanished {
            let keys = named.removeValue(forKey: kind) ?? []
            guard renewed.availability(of: kind) != .absent else { continue }
            let reason = Self.reason(error, "list", kind.text)
            unlisted[kind] = reason
            for key in keys { unknown[key] = reason }
        }
    }

    /// Lists the kinds that are refused in the whole cluster where named objects are.
    mutating func listInNamespaces() async throws(KubernetesError) {
        let all = Set(named.values.joined().compactMap { $0.itemKind == Self.namespaces ? $0.name : $0.namespace })
        var pairs: [(ItemKind, GroupVersionKind, String)] = []
        for kind in refused.keys.sorted() {
            guard let resource = served.listed(kind, named: named[kind] ?? []), resource.isNamespaced else { continue }
            for namespace in all.subtracting(absentNamespaces).sorted() {
                pairs.append((kind, resource.kind, namespace))
            }
        }
        let backend = backend
        let answers = await pairs.concurrentPairs(limit: KubernetesBackend.limit) { _, served, namespace in
            await backend.list(served, namespace: namespace)
        }
        for ((kind, _, namespace), answer) in answers {
            switch answer {
            case .success(let objects): add(objects)
            case .failure(let error):
                try note(error)
                // What lies in namespaces without a named object of the kind is none of this user's business.
                let isNeeded = named[kind]?.contains { $0.namespace == namespace } == true
                guard isNeeded || !error.isMissingPermission else { continue }
                unlisted[kind] = Self.reason(error, "list", "\(kind.text) in namespace \(namespace)")
            }
        }
    }

    // MARK: Objects

    /// Without its namespace nothing else needs to be asked for.
    mutating func getNamespaces() async throws(KubernetesError) {
        let keys = named[Self.namespaces] ?? []
        try await get(keys.filter { !isFound($0) })
        absentNamespaces = Set(keys.filter { found[$0] == nil && unknown[$0] == nil }.map(\.name))
    }

    mutating func getNamed() async throws(KubernetesError) {
        let missing = named.filter { $0.key != Self.namespaces }.values.joined().filter { key in
            !isFound(key) && key.namespace.map { !absentNamespaces.contains($0) } ?? true
        }
        try await get(missing.sorted())
        for (kind, error) in refused where unlisted[kind] == nil {
            let keys = named[kind] ?? []
            guard keys.isEmpty || keys.contains(where: { unknown[$0] != nil }) else { continue }
            unlisted[kind] = Self.reason(error, "list", kind.text)
        }
    }

    private mutating func get(_ keys: [ItemKey]) async throws(KubernetesError) {
        let client = backend.client
        let answers = await keys.concurrentPairs(limit: KubernetesBackend.limit) { key -> Answer<Value?> in
            do throws(KubernetesError) {
                return .success(try await client.get(key.reference))
            } catch {
                return .failure(error)
            }
        }
        for (key, answer) in answers {
            // What a list shows in another version does not count.
            found[key] = nil
            switch answer {
            case .success(let value):
                hasAnswer = true
                if let value { found[key] = Observation(key: key, value: value) }
            case .failure(let error):
                if case .notDiscovered = error.cause { continue }
                try note(error)
                unknown[key] = Self.reason(error, "get", key.description)
            }
        }
    }

    private func isFound(_ key: ItemKey) -> Bool { found[key]?.key.version == key.version }

    private mutating func add(_ objects: [Observation]) {
        hasAnswer = true
        for object in objects { found[object.key] = object }
    }

    /// Throws what ends the whole look.
    private mutating func note(_ error: KubernetesError) throws(KubernetesError) {
        if error.isCancelled || error.isOfWholeCluster { throw error }
        if error.isWithoutAnswer { silence = silence ?? error } else { hasAnswer = true }
    }

    private static func reason(_ error: KubernetesError, _ verb: String, _ subject: String) -> String {
        "cannot \(verb) \(subject): \(error.reason)".sanitized
    }
}

extension KubernetesBackend {
    /// What is marked of a kind.
    fileprivate func list(
        _ kind: GroupVersionKind, namespace: String?, isLast: Bool = false
    ) async -> Result<[Observation], KubernetesError> {
        let selection = ObjectSelection(namespace: namespace, labelSelector: Item.Mark.selector(estate: estate))
        do throws(KubernetesError) {
            return .success(
                try await client.list(kind, selection, isLast: isLast).items.map { observation(of: $0, kind) })
        } catch {
            return .failure(error)
        }
    }
}
