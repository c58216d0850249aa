import Document
import HTTP
import Resources

/// Managed networks at IONOS Cloud (DCD): a data center with one private LAN, marked by the data center's description.
///
/// Source: https://api.ionos.com/docs/cloud/v6. Names are not unique there, so that everything is found by its mark.
package struct IONOSNetworks: Backend {
    static let form = NetworkItem.Form(type: "ionos_dcd", siteField: "location")
    static let publicEndpoint = "https://api.ionos.com/cloudapi/v6"

    let api: ProviderAPI
    private let estate: String

    /// `reference` is where `token` came from: what errors tell people to check.
    package init(
        provider: String, estate: String, client: HTTPClient, token: Secret, reference: SecretReference,
        endpoint: String? = nil, pace: PollingPace = PollingPace()
    ) {
        self.estate = estate
        api = ProviderAPI(
            provider: provider, dialect: .ionosCloud, client: client, endpoint: endpoint ?? Self.publicEndpoint,
            token: token, reference: reference, pace: pace)
    }

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        let names = Set(named.filter { $0.itemKind == NetworkItem.kind }.map(\.name))
        let wantsAll = kinds.contains(NetworkItem.kind)
        guard wantsAll || !names.isEmpty else { return Survey() }
        let wanted = try await datacenters().filter { datacenter in
            guard let item = NetworkItem(ionos: datacenter, lans: []) else { return false }
            return wantsAll && item.isKept(by: estate) || names.contains(item.name)
        }
        return NetworkItem.survey(of: try await complete(wanted), keptBy: estate, at: api)
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        try NetworkItem.one(key, in: await observe(kinds: [], named: [key]), for: api.purpose("find", key.name))
    }

    package func preview(_ write: Write) async throws -> Preview {
        let purpose = api.purpose(write.observed == nil ? "create" : "change", write.key.name)
        return try await Preview(of: {
            var desired = try NetworkItem(write, form: Self.form, for: purpose)
            if let observed = write.observed {
                let current = try await item(observed.uid, for: purpose)
                try check(current, desired, adopts: write.adopts, for: purpose)
                (desired.id, desired.state) = (current.id, current.state)
            }
            return desired.value
        })
    }

    package func apply(_ write: Write) async throws -> Observation {
        let purpose = api.purpose(write.observed == nil ? "create" : "change", write.key.name)
        let desired = try NetworkItem(write, form: Self.form, for: purpose)
        let id: String
        if let observed = write.observed {
            let current = try await item(observed.uid, for: purpose)
            try current.checkUnchanged(since: observed, for: purpose)
            try check(current, desired, adopts: write.adopts, for: purpose)
            try await change(current, to: desired, for: purpose)
            id = current.id
        } else {
            id = try await create(desired, for: purpose)
        }
        try await makeLAN(of: desired, in: id, for: purpose)
        return try await item(id, for: purpose).observation(api.provider)
    }

    /// Removes a data center and waits until that is done; throws where something else than its LAN is in it.
    package func delete(_ observation: Observation) async throws -> Bool {
        let purpose = api.purpose("delete", observation.key.name)
        do {
            let current = try await item(observation.uid, for: purpose)
            try current.checkOwner(estate, isSeen: true, for: purpose)
            if !current.isBeingDeleted {
                try await checkUnused(current, for: purpose)
                let response = try await api.send("DELETE", "/datacenters/\(current.id)", for: purpose)
                try await finish(response, for: purpose)
            }
            _ = try await api.pace.poll(until: { (_: NetworkItem?) in false }) {
                try await item(current.id, for: purpose)
            }
        } catch let error as BackendError where error.reason == .notFound {
            return true
        }
        return true
    }

    /// What else is in a data center forbids its deletion.
    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }

    package func billed() async throws -> [Observation] { [] }

    package func condition(of observation: Observation) -> ItemCondition {
        switch observation.value[["status", "state"]]?.string {
        case "AVAILABLE": .ready
        case "BUSY", nil: .inProgress("the provider is working on it")
        case "DEALLOCATING": .terminating
        case let state?: .failed("the provider calls it \(state)")
        }
    }

    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        try await api.pace.poll(until: satisfied) { try await read(key) }
    }

    // MARK: Writing

    /// Makes the data center, or takes up the one that an earlier attempt left, and gives its id.
    private func create(_ desired: NetworkItem, for purpose: Purpose) async throws -> String {
        let there = try await datacenters().compactMap { NetworkItem(ionos: $0, lans: []) }
            .filter { $0.name == desired.name }
        if let existing = try NetworkItem.one(of: there, keptBy: estate, for: purpose) {
            try existing.checkOwner(estate, isSeen: false, for: purpose)
            try await settle(existing.id, for: purpose)
            let current = try await item(existing.id, for: purpose)
            guard current.heritage == desired.heritage, current.site == desired.site,
                current.cidr == nil || current.cidr == desired.cidr, !current.isBeingDeleted
            else {
                throw purpose.error(
                    .exists, current.isBeingDeleted ? "the one before is being deleted" : "it exists already",
                    hint: "plan again")
            }
            // Where only the LAN is missing, the description may still name another range.
            try await change(current, to: desired, for: purpose)
            return current.id
        }
        let body: Value = [
            "properties": [
                "name": .string(desired.name), "location": .string(desired.site ?? ""),
                "description": .string(try desired.ionosDescription(for: purpose)),
            ]
        ]
        let id = try await api.create("/datacenters", body, for: purpose) {
            try await datacenters().compactMap { NetworkItem(ionos: $0, lans: []) }
                .first { $0.heritage == desired.heritage && $0.name == desired.name }?.id
        } reading: { response in
            let answer = try ProviderAPI.value(of: response, for: purpose)
            guard let id = answer["id"]?.string else {
                throw purpose.error(.invalidAnswer, "the answer holds no data center")
            }
            try await finish(response, for: purpose)
            return id
        }
        try await settle(id, for: purpose)
        return id
    }

    private func makeLAN(of desired: NetworkItem, in id: String, for purpose: Purpose) async throws {
        if desired.lan(among: try await lans(of: id, for: purpose)) == nil {
            let body: Value = ["properties": ["name": .string(desired.name), "public": false]]
            _ = try await api.create("/datacenters/\(id)/lans", body, for: purpose) {
                desired.lan(among: try await lans(of: id, for: purpose))
            } reading: { response in
                try await finish(response, for: purpose)
                return try ProviderAPI.value(of: response, for: purpose)
            }
        }
        try await settle(id, for: purpose)
    }

    private func change(
        _ current: NetworkItem, to desired: NetworkItem, for purpose: Purpose
    ) async throws {
        try await settle(current.id, for: purpose)
        guard
            current.heritage != desired.heritage || current.nameThere != desired.name
                || current.plannedCIDR != desired.cidr
        else { return }
        let changes: Value = [
            "name": .string(desired.name), "description": .string(try desired.ionosDescription(for: purpose)),
        ]
        let response = try await api.send("PATCH", "/datacenters/\(current.id)", changes, for: purpose)
        try await finish(response, for: purpose)
    }

    // MARK: Checks

    private func check(
        _ current: NetworkItem, _ desired: NetworkItem, adopts: Bool, for purpose: Purpose
    ) throws {
        try current.checkOwner(estate, isSeen: true, adopts: adopts, for: purpose)
        try current.checkImmutable(desired, at: "IONOS", for: purpose)
    }

    /// Throws where something else than its LAN is in the data center: it would be deleted with it.
    private func checkUnused(_ item: NetworkItem, for purpose: Purpose) async throws {
        let there = try await api.json("GET", "/datacenters/\(item.id)?depth=2", for: purpose)
        let own = item.lan(among: try await lans(of: item.id, for: purpose))?["id"]
        for (kind, collection) in there["entities"]?.object?.sorted ?? [] {
            let others = (collection["items"]?.array ?? []).filter { kind != "lans" || $0["id"] != own }
            // The provider makes a security group by itself in each data center.
            guard !others.isEmpty, kind != "securitygroups" else { continue }
            let ids = others.compactMap { $0["id"]?.plain }.joined(separator: ", ")
            throw purpose.error(
                .protected, "its data center holds \(kind) that Berth did not make: \(ids)", hint: "remove them first")
        }
    }
}
