import Document
import HTTP
import Resources

/// Managed networks at Hetzner Cloud: a network with one subnet over its whole range, marked by labels.
///
/// Source: https://docs.hetzner.cloud/reference/cloud#networks. Names are unique in a project there.
package struct HetznerCloudNetworks: Backend {
    static let form = NetworkItem.Form(type: "hetzner_cloud", siteField: "networkZone")
    static let publicEndpoint = "https://api.hetzner.cloud/v1"

    let api: ProviderAPI
    private let actions: HetznerActions
    private let estate: String

    /// `reference` is where `token` came from: what errors tell people to check.
    package init(
        provider: String, estate: String, client: HTTPClient, token: Secret, reference: SecretReference,
        endpoint: String? = nil, pace: PollingPace = PollingPace()
    ) {
        self.estate = estate
        api = ProviderAPI(
            provider: provider, dialect: .hetznerCloud, client: client, endpoint: endpoint ?? Self.publicEndpoint,
            token: token, reference: reference, pace: pace)
        actions = HetznerActions(api)
    }

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        var found: [String: NetworkItem] = [:]
        if kinds.contains(NetworkItem.kind) {
            let networks = try await list("label_selector=" + Item.Mark.selector(estate: estate).queryEncoded)
            for network in networks { found[network.id] = network }
        }
        let known = Set(found.values.map(\.name))
        for key in named.sorted() where key.itemKind == NetworkItem.kind && !known.contains(key.name) {
            for network in try await list("name=" + key.name.queryEncoded) { found[network.id] = network }
        }
        return NetworkItem.survey(of: Array(found.values), keptBy: estate, at: api)
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        guard key.itemKind == NetworkItem.kind else { return nil }
        // A network that people renamed is found by its label alone.
        return try NetworkItem.one(
            key, in: await observe(kinds: [NetworkItem.kind], named: [key]), for: api.purpose("find", key.name))
    }

    package func preview(_ write: Write) async throws -> Preview {
        let purpose = api.purpose(write.observed == nil ? "create" : "change", write.key.name)
        return try await Preview(of: {
            var desired = try NetworkItem(write, form: Self.form, for: purpose)
            _ = try desired.hetznerMarks(for: purpose)
            if let observed = write.observed {
                let current = try await network(observed, for: purpose)
                try check(current, desired, adopts: write.adopts, for: purpose)
                (desired.id, desired.state) = (current.id, current.state)
            }
            return desired.value
        })
    }

    package func apply(_ write: Write) async throws -> Observation {
        guard let observed = write.observed else { return try await create(write).observation(api.provider) }
        let purpose = api.purpose("change", write.key.name)
        let desired = try NetworkItem(write, form: Self.form, for: purpose)
        let current = try await network(observed, for: purpose)
        try current.checkUnchanged(since: observed, for: purpose)
        try check(current, desired, adopts: write.adopts, for: purpose)
        return try await change(current, to: desired, for: purpose).observation(api.provider)
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let purpose = api.purpose("delete", observation.key.name)
        do {
            let current = try await network(observation, for: purpose)
            try current.checkOwner(estate, isSeen: true, for: purpose)
            try await checkUnused(current, for: purpose)
            _ = try await api.send("DELETE", "/networks/\(current.id)", for: purpose)
        } catch let error as BackendError where error.reason == .notFound {
            return true
        }
        return true
    }

    /// What is attached to a network forbids its deletion.
    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }

    package func billed() async throws -> [Observation] { [] }

    package func condition(of observation: Observation) -> ItemCondition { .ready }

    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        try await api.pace.poll(until: satisfied) { try await read(key) }
    }

    // MARK: Writing

    private func create(_ write: Write) async throws -> NetworkItem {
        let purpose = api.purpose("create", write.key.name)
        let desired = try NetworkItem(write, form: Self.form, for: purpose)
        if let existing = try await list("name=" + desired.name.queryEncoded).first {
            try existing.checkOwner(estate, isSeen: false, for: purpose)
            guard let own = try await completed(existing, as: desired, for: purpose) else {
                throw purpose.error(.exists, "it exists already", hint: "plan again")
            }
            return own
        }
        let range = Value.string(desired.cidr ?? "")
        let body: Value = [
            "name": .string(desired.name), "ip_range": range, "labels": try desired.hetznerMarks(for: purpose).value,
            "subnets": [["type": "cloud", "ip_range": range, "network_zone": .string(desired.site ?? "")]],
        ]
        return try await api.create("/networks", body, for: purpose) {
            // Only an own attempt whose answer was lost is taken for the network asked for.
            guard let found = try await list("name=" + desired.name.queryEncoded).first else { return nil }
            return try await completed(found, as: desired, for: purpose)
        } reading: { response in
            let answer = try ProviderAPI.value(of: response, for: purpose)
            guard let network = NetworkItem(hetzner: answer["network"]) else {
                throw purpose.error(.invalidAnswer, "the answer holds no network")
            }
            return network
        }
    }

    /// A network that an earlier attempt made, with what it lacks; nil where it is not the one asked for.
    private func completed(
        _ existing: NetworkItem, as desired: NetworkItem, for purpose: Purpose
    ) async throws -> NetworkItem? {
        if existing.isSame(as: desired) { return existing }
        guard existing.site == nil, existing.heritage == desired.heritage, existing.cidr == desired.cidr else {
            return nil
        }
        return try await change(existing, to: desired, for: purpose)
    }

    private func change(
        _ current: NetworkItem, to desired: NetworkItem, for purpose: Purpose
    ) async throws -> NetworkItem {
        let path = "/networks/\(current.id)"
        if current.heritage != desired.heritage || current.nameThere != desired.name {
            // Labels are replaced as a whole: those of others are sent again.
            let labels = try await api.json("GET", path, for: purpose)["network"]?["labels"]
            let marks = try desired.hetznerMarks(for: purpose).beside(labels)
            _ = try await api.json("PUT", path, ["name": .string(desired.name), "labels": marks.value], for: purpose)
        }
        if current.site == nil {
            let subnet: Value = [
                "type": "cloud", "ip_range": .string(desired.cidr ?? ""), "network_zone": .string(desired.site ?? ""),
            ]
            let answer = try await api.json("POST", "\(path)/actions/add_subnet", subnet, for: purpose)
            try await actions.finish(answer["action"], for: purpose)
        }
        guard let changed = NetworkItem(hetzner: try await api.json("GET", path, for: purpose)["network"]) else {
            throw purpose.error(.invalidAnswer, "the answer holds no network")
        }
        return changed
    }

    // MARK: Checks

    private func check(
        _ current: NetworkItem, _ desired: NetworkItem, adopts: Bool, for purpose: Purpose
    ) throws {
        try current.checkOwner(estate, isSeen: true, adopts: adopts, for: purpose)
        try current.checkImmutable(desired, at: "Hetzner Cloud", for: purpose)
    }

    /// Throws where something is attached: the provider would detach it without asking.
    private func checkUnused(_ network: NetworkItem, for purpose: Purpose) async throws {
        let there = try await api.json("GET", "/networks/\(network.id)", for: purpose)["network"]
        for (field, what) in [("servers", "servers"), ("load_balancers", "load balancers")] {
            let ids = (there?[field]?.array ?? []).map(\.plain)
            guard !ids.isEmpty else { continue }
            throw purpose.error(
                .protected, "\(what) are attached to it: \(ids.joined(separator: ", "))", hint: "detach them first")
        }
    }

    // MARK: Reading

    /// The network that was observed, as it is now.
    private func network(_ observed: Observation, for purpose: Purpose) async throws -> NetworkItem {
        guard let id = observed.uid, Int64(id) != nil else { throw purpose.error(.notFound, "it has no id") }
        guard let network = NetworkItem(hetzner: try await api.json("GET", "/networks/\(id)", for: purpose)["network"])
        else { throw purpose.error(.invalidAnswer, "the answer holds no network") }
        return network
    }

    private func list(_ query: String) async throws -> [NetworkItem] {
        var found: [NetworkItem] = []
        try await api.pages(for: api.listing) { index in
            let number = Int64(index + 1)
            let answer = try await api.json("GET", "/networks?\(query)&per_page=50&page=\(number)", for: api.listing)
            guard let networks = answer["networks"]?.array else {
                throw api.listing.error(.invalidAnswer, "the answer holds no networks")
            }
            found += networks.compactMap { NetworkItem(hetzner: $0) }
            let next = answer[["meta", "pagination", "next_page"]]?.integer
            guard next == nil || next == number + 1 || next == number else {
                throw api.listing.error(
                    .invalidAnswer, "page \(number) of the list is followed by another than the next")
            }
            return next == number + 1
        }
        return found
    }
}
