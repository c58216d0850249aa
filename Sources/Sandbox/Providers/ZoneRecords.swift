import Document

/// The records of a zone of Cloudflare's, and what may stand in it beside what.
struct ZoneRecords {
    let zone: String
    let plan: Cloudflare.Plan
    /// By their ids.
    private(set) var rows: [String: Value]
    private var idsByName: [String: Set<String>]

    init(zone: String, plan: Cloudflare.Plan, rows: [Value]) {
        self.zone = zone
        self.plan = plan
        self.rows = [:]
        idsByName = [:]
        for row in rows { set(row["id"]?.string ?? "", row) }
    }

    private mutating func set(_ id: String, _ row: Value?) {
        if let before = rows[id] { idsByName[before["name"]?.string ?? ""]?.remove(id) }
        rows[id] = row
        if let row { idsByName[row["name"]?.string ?? "", default: []].insert(id) }
    }

    /// Does one change and gives the record: as it is then, or was.
    mutating func apply(_ write: Cloudflare.Write) throws(CloudflareError) -> Value {
        switch write {
        case .delete(let id):
            let row = try row(id)
            set(id, nil)
            return row
        case .patch(let id, let body):
            var wanted = try row(id)
            for (key, value) in body.object ?? [:] where key != "id" { wanted[key] = value }
            return try put(wanted, id: id)
        case .put(let id, let body):
            _ = try row(id)
            return try put(body, id: id)
        case .post(let body):
            guard rows.count < plan.records else { throw CloudflareError(400, 81045, "Record quota exceeded.") }
            return try put(body, id: Cloudflare.identifier())
        }
    }

    private func row(_ id: String) throws(CloudflareError) -> Value {
        guard let row = rows[id] else { throw Cloudflare.absent }
        return row
    }

    private mutating func put(_ body: Value, id: String) throws(CloudflareError) -> Value {
        var row = try RecordForm(zone: zone, plan: plan).record(body)
        try check(row, id: id)
        row["id"] = .string(id)
        row["created_on"] = rows[id]?["created_on"] ?? .string(Clock.timestamp)
        row["modified_on"] = .string(Clock.timestamp)
        set(id, row)
        return row
    }

    /// Refuses a record that the zone has, and one that cannot stand beside others of its name.
    private func check(_ row: Value, id: String) throws(CloudflareError) {
        let type = row["type"]?.string ?? ""
        for other in idsByName[row["name"]?.string ?? ""] ?? [] where other != id {
            guard let there = rows[other] else { continue }
            let rival = there["type"]?.string ?? ""
            if rival == type, there["content"] == row["content"] {
                throw CloudflareError(400, 81058, "An identical record already exists.")
            }
            if type == "CNAME", ["A", "AAAA", "CNAME"].contains(rival) {
                throw CloudflareError(400, 81053, "An A, AAAA, or CNAME record with that host already exists.")
            }
            if rival == "CNAME", ["A", "AAAA"].contains(type) {
                throw CloudflareError(400, 81054, "A CNAME record with that host already exists.")
            }
            if type == "NS" || rival == "NS", type != rival, ["A", "AAAA", "CNAME", "NS"].contains(rival),
                ["A", "AAAA", "CNAME", "NS"].contains(type), row["name"]?.string != zone
            {
                throw CloudflareError(400, 81056, "NS records with that host already exist.")
            }
        }
    }
}
