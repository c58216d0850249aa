import Document

extension HetznerCloud {
    /// Zones: https://docs.hetzner.cloud/reference/cloud#zones. `path` is what follows `/v1/zones`.
    func routeZones(_ request: WebRequest, _ path: [String]) throws(HetznerError) -> WebResponse {
        if path.first == "actions" { return try routeActionsOfZones(request, path) }
        switch (request.method, path.count) {
        case ("GET", 0): return try listZones(request)
        case ("POST", 0): return try createZone(request)
        case ("GET", 1): return .json(["zone": shown(zone: try zone(path[0]))])
        case ("PUT", 1): return try updateZone(path[0], request)
        case ("DELETE", 1): return try deleteZone(path[0], request)
        case ("GET", 2) where path[1] == "actions":
            let id = try zone(path[0])["id"]?.integer
            return try listActions(request) { Self.isOfZone($0) && $0["resources"]?[0]?["id"]?.integer == id }
        case ("POST", 3) where path[1] == "actions": return try change(zone: path[0], by: path[2], request)
        case (_, 2...) where path[1] == "rrsets":
            return try routeRRSets(request, zone: try zone(path[0]), Array(path.dropFirst(2)))
        default: throw HetznerError(405, "method_not_allowed", "method not allowed")
        }
    }

    private func routeActionsOfZones(_ request: WebRequest, _ path: [String]) throws(HetznerError) -> WebResponse {
        guard request.method == "GET", path.count <= 2 else { throw .notFound }
        guard path.count == 2 else { return try listActions(request, Self.isOfZone) }
        guard let action = actions[path[1]], Self.isOfZone(action) else { throw .notFound }
        return .json(["action": Self.shown(action: action)])
    }

    private static func isOfZone(_ action: Value) -> Bool { action["resources"]?[0]?["type"] == "zone" }

    /// A zone by its number or its name.
    func zone(_ idOrName: String) throws(HetznerError) -> Value {
        let found = zones[idOrName] ?? zones.all.first { $0.value["name"]?.string == idOrName.lowercased() }?.value
        guard let found else { throw .notFound }
        return found
    }

    private func listZones(_ request: WebRequest) throws(HetznerError) -> WebResponse {
        let isSelected = try selection(request)
        let mode = request.parameter("mode")
        let found = zones.all.map(\.value).filter { isSelected($0) && (mode == nil || $0["mode"]?.string == mode) }
        return try page(found.map { shown(zone: $0) }, of: request, as: "zones")
    }

    private func createZone(_ request: WebRequest) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        guard let name = body["name"]?.string, RecordContent.isName(name), name.contains("."),
            name == name.lowercased()
        else { throw .invalid("invalid input in field 'name'", field: "name") }
        guard let mode = body["mode"]?.string, ["primary", "secondary"].contains(mode) else {
            throw .invalid("invalid input in field 'mode'", field: "mode")
        }
        let ttl = try Self.ttl(body["ttl"]) ?? 3600
        guard body["zonefile"] == nil else { throw .invalid("the sandbox imports no zone files", field: "zonefile") }
        let wanted = body["rrsets"]?.array ?? []
        for rrset in wanted { _ = try Self.row(rrset) }
        guard let zone = insertZone(name, mode: mode, ttl: ttl, labels: try Self.labels(body["labels"])) else {
            throw Self.taken
        }
        let id = zone["id"]?.plain ?? ""
        for rrset in wanted { try insert(try Self.row(rrset), zone: id) }
        return .json(["zone": shown(zone: zone), "action": begin("create_zone", on: id, type: "zone")], status: 201)
    }

    /// Makes a zone with its SOA and NS records; nil where there is one of that name.
    @discardableResult
    func insertZone(_ name: String, mode: String = "primary", ttl: Int64 = 3600, labels: Value = [:]) -> Value? {
        let made = zones.change { rows -> Value? in
            guard !rows.values.contains(where: { $0["name"]?.string == name }) else { return nil }
            let id = Table.nextNumber(rows)
            let zone: Value = [
                "id": .integer(Int64(id)), "name": .string(name), "created": .string(Clock.timestamp),
                "mode": .string(mode), "ttl": .integer(ttl), "labels": labels, "protection": ["delete": false],
                "serial": 1, "published": .integer(context.deadline()),
            ]
            rows[String(id)] = zone
            return zone
        }
        guard let made, let id = made["id"]?.plain else { return nil }
        for (type, values) in [("SOA", [Self.authority]), ("NS", Self.nameServers)] {
            let records = values.map { ["value": .string($0), "comment": .null] as Value }
            rrsets.change("\(id)/@/\(type)") { row, _ in
                row = [
                    "name": "@", "type": .string(type), "ttl": .null, "labels": [:], "protection": ["change": false],
                    "records": .array(records),
                ]
            }
        }
        return made
    }

    static let nameServers = ["hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."]
    private static let authority = "hydrogen.ns.hetzner.com. dns.hetzner.com. 0 86400 10800 3600000 3600"

    private func updateZone(_ name: String, _ request: WebRequest) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        let id = try zone(name)["id"]?.plain ?? ""
        let labels = try Self.labels(body["labels"])
        let updated = zones.change(id) { row, _ in
            if body["labels"] != nil { row?["labels"] = labels }
            return row
        }
        guard let updated else { throw .notFound }
        return .json(["zone": shown(zone: updated)])
    }

    private func deleteZone(_ name: String, _ request: WebRequest) throws(HetznerError) -> WebResponse {
        let zone = try zone(name)
        guard zone["protection"]?["delete"]?.bool != true else {
            throw HetznerError(423, "protected", "zone deletion is protected")
        }
        let id = zone["id"]?.plain ?? ""
        let fails = context.fails(request, provider: target)
        if !fails {
            zones.change { rows in rows[id] = nil }
            rrsets.change { rows in rows = rows.filter { !$0.key.hasPrefix("\(id)/") } }
        }
        return .json(["action": begin("delete_zone", on: id, type: "zone", fails: fails)], status: 201)
    }

    private func change(
        zone name: String, by command: String, _ request: WebRequest
    ) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        let id = try zone(name)["id"]?.plain ?? ""
        let ttl = try Self.ttl(body["ttl"])
        guard ["change_ttl", "change_protection"].contains(command) else { throw .notFound }
        if command == "change_ttl", ttl == nil { throw .invalid("invalid input in field 'ttl'", field: "ttl") }
        let fails = context.fails(request, provider: target)
        if !fails {
            zones.change(id) { row, _ in
                if command == "change_ttl" { row?["ttl"] = ttl.map { .integer($0) } }
                if command == "change_protection", let flag = body["delete"] { row?["protection"] = ["delete": flag] }
            }
        }
        return .json(["action": begin(command, on: id, type: "zone", fails: fails)], status: 201)
    }

    /// A zone as the API shows it. It is `updating` until its last change is published.
    private func shown(zone: Value) -> Value {
        var shown = zone
        let id = zone["id"]?.plain ?? ""
        shown["serial"] = nil
        shown["published"] = nil
        shown["status"] = Clock.milliseconds < zone["published"]?.integer ?? 0 ? "updating" : "ok"
        let count = rrsets.all.filter { $0.key.hasPrefix("\(id)/") }
            .reduce(0) { $0 + ($1.value["records"]?.array?.count ?? 0) }
        shown["record_count"] = .integer(Int64(count))
        shown["registrar"] = "other"
        shown["primary_nameservers"] = []
        let servers = Value.array(Self.nameServers.map { .string($0) })
        shown["authoritative_nameservers"] = [
            "assigned": servers, "delegated": servers, "delegation_last_check": zone["created"] ?? .null,
            "delegation_status": "valid",
        ]
        return shown
    }

    /// A time to live in seconds; nil where none is given.
    static func ttl(_ value: Value?) throws(HetznerError) -> Int64? {
        guard let value, !value.isNull else { return nil }
        guard let seconds = value.integer, (60...2_147_483_647).contains(seconds) else {
            throw .invalid("invalid input in field 'ttl'", field: "ttl")
        }
        return seconds
    }
}
