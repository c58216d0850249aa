import Document

extension Cloudflare {
    /// A plan, and what it allows.
    ///
    /// Sources: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes (comments, tags),
    /// …/how-to/batch-record-changes (batches), …/troubleshooting/exceeded-record-quota (records).
    struct Plan {
        let name: String
        let comment: Int
        let tags: Int
        let batch: Int
        let records: Int
        let minimumTTL: Int64

        static let all = [
            Plan(name: "free", comment: 100, tags: 0, batch: 200, records: 200, minimumTTL: 60),
            Plan(name: "pro", comment: 500, tags: 20, batch: 3500, records: 3500, minimumTTL: 60),
            Plan(name: "business", comment: 500, tags: 20, batch: 3500, records: 3500, minimumTTL: 60),
            Plan(name: "enterprise", comment: 500, tags: 20, batch: 3500, records: 200_000, minimumTTL: 30),
        ]

        static func of(_ zone: Value) -> Plan {
            let name = zone["plan"]?.string
            return all.first { $0.name == name } ?? all[0]
        }
    }

    func listZones(_ request: WebRequest) throws(CloudflareError) -> WebResponse {
        let name = request.parameter("name")
        let account = request.parameter("account.id")
        let status = request.parameter("status") ?? "active"
        let found = zones.all.map(\.value).filter { zone in
            (name == nil || zone["name"]?.string == name?.lowercased())
                && (account == nil || zone["account"]?.string == account) && status == "active"
        }
        let sorted = found.sorted { ($0["name"]?.string ?? "") < ($1["name"]?.string ?? "") }
        return Self.page(sorted.map(Self.shown(zone:)), of: request, sizes: 5...50, usual: 20)
    }

    func createZone(_ request: WebRequest) throws(CloudflareError) -> WebResponse {
        let body = try Self.body(request)
        guard let name = body["name"]?.string, RecordContent.isName(name), name.contains(".") else {
            throw CloudflareError(400, 1097, "Invalid zone name")
        }
        guard let zone = insertZone(name.lowercased(), account: body["account"]?["id"]?.string) else {
            throw CloudflareError(400, 1061, "\(name) already exists")
        }
        return .json(Self.envelope(Self.shown(zone: zone)))
    }

    /// Makes a zone on the free plan; nil where there is one of that name.
    @discardableResult
    func insertZone(_ name: String, account: String? = nil) -> Value? {
        zones.change { rows -> Value? in
            guard !rows.values.contains(where: { $0["name"]?.string == name }) else { return nil }
            let id = Self.identifier()
            let zone: Value = [
                "id": .string(id), "name": .string(name), "created": .string(Clock.timestamp), "plan": "free",
                "account": .string(account ?? String(repeating: "0", count: 32)),
            ]
            rows[id] = zone
            return zone
        }
    }

    func updateZone(_ zone: Value, _ request: WebRequest) throws(CloudflareError) -> WebResponse {
        let body = try Self.body(request)
        let id = zone["id"]?.string ?? ""
        if let plan = body["plan"]?["id"]?.string {
            guard Plan.all.contains(where: { $0.name == plan }) else {
                throw CloudflareError(400, 1088, "Invalid plan identifier")
            }
            zones.change(id) { row, _ in row?["plan"] = .string(plan) }
        }
        return .json(Self.envelope(Self.shown(zone: zones[id] ?? zone)))
    }

    func deleteZone(_ id: String) -> WebResponse {
        zones.change { rows in rows[id] = nil }
        records.change { rows in rows = rows.filter { !$0.key.hasPrefix("\(id)/") } }
        return .json(Self.envelope(["id": .string(id)]))
    }

    /// A zone as the API shows it.
    static func shown(zone: Value) -> Value {
        let plan = zone["plan"]?.string ?? "free"
        let created = zone["created"] ?? .null
        return [
            "id": zone["id"] ?? .null, "name": zone["name"] ?? .null, "status": "active", "paused": false,
            "type": "full", "development_mode": 0, "name_servers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
            "original_name_servers": .null, "original_registrar": .null, "original_dnshost": .null,
            "created_on": created, "modified_on": created, "activated_on": created,
            "meta": ["step": 2, "custom_certificate_quota": 0, "page_rule_quota": 3, "phishing_detected": false],
            "owner": ["id": .null, "type": "user", "email": .null],
            "account": ["id": zone["account"] ?? .null, "name": "sandbox"],
            "permissions": ["#dns_records:edit", "#dns_records:read", "#zone:read"],
            "plan": [
                "id": .string(plan), "name": .string(plan), "legacy_id": .string(plan), "price": 0, "currency": "USD",
                "is_subscribed": true, "can_subscribe": true, "legacy_discount": false, "externally_managed": false,
            ],
        ]
    }
}
