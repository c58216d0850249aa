import Document

extension HetznerCloud {
    /// RRSets: https://docs.hetzner.cloud/reference/cloud#zone-rrsets. `path` is what follows `/rrsets`.
    func routeRRSets(_ request: WebRequest, zone: Value, _ path: [String]) throws(HetznerError) -> WebResponse {
        if request.isWrite, zone["mode"] != "primary" {
            throw HetznerError(422, "incorrect_zone_mode", "the operation is not supported for this zone's mode")
        }
        switch (request.method, path.count) {
        case ("GET", 0): return try listRRSets(request, zone)
        case ("POST", 0): return try createRRSet(request, zone)
        case ("GET", 2): return .json(["rrset": shown(rrset: try rrset(zone, path), zone)])
        case ("PUT", 2): return try updateRRSet(request, zone, path)
        case ("DELETE", 2): return try deleteRRSet(request, zone, path)
        case ("POST", 4) where path[2] == "actions":
            return try change(rrset: Array(path.prefix(2)), by: path[3], zone, request)
        default: throw HetznerError(405, "method_not_allowed", "method not allowed")
        }
    }

    static func key(_ zone: Value, _ path: [String]) -> String { "\(zone["id"]?.plain ?? "")/\(path[0])/\(path[1])" }

    private func rrset(_ zone: Value, _ path: [String]) throws(HetznerError) -> Value {
        guard let rrset = rrsets[Self.key(zone, path)] else { throw .notFound }
        return rrset
    }

    private func listRRSets(_ request: WebRequest, _ zone: Value) throws(HetznerError) -> WebResponse {
        let isSelected = try selection(request)
        let types = request.query.split(separator: "&").filter { $0.hasPrefix("type=") }.map { String($0.dropFirst(5)) }
        let prefix = "\(zone["id"]?.plain ?? "")/"
        let found = rrsets.all.filter { row in
            row.key.hasPrefix(prefix) && isSelected(row.value)
                && (types.isEmpty || types.contains(row.value["type"]?.string ?? ""))
        }
        return try page(found.map { shown(rrset: $0.value, zone) }, of: request, as: "rrsets")
    }

    private func createRRSet(_ request: WebRequest, _ zone: Value) throws(HetznerError) -> WebResponse {
        let row = try Self.row(try body(request))
        let ending = zone["name"]?.string ?? ""
        guard let name = row["name"]?.string, name != ending, !name.hasSuffix(".\(ending)") else {
            throw .invalid("the name ends with the zone's", field: "name")
        }
        let id = zone["id"]?.plain ?? ""
        let fails = context.fails(request, provider: target)
        if !fails { try insert(row, zone: id) }
        publish(id)
        let action = begin("create_rrset", on: id, type: "zone", fails: fails)
        return .json(["rrset": shown(rrset: row, zone), "action": action], status: 201)
    }

    /// Puts an RRSet into a zone, where none of its name and type is, and none beside a CNAME.
    func insert(_ row: Value, zone id: String) throws(HetznerError) {
        let name = row["name"]?.string ?? ""
        let type = row["type"]?.string ?? ""
        try rrsets.change("\(id)/\(name)/\(type)") { (place, others) throws(HetznerError) in
            guard place == nil else {
                throw HetznerError(409, "uniqueness_error", "RRSet \(name)/\(type) exists already")
            }
            let rivals = type == "CNAME" ? RecordContent.types.subtracting(["CNAME"]) : ["CNAME"]
            guard !rivals.contains(where: { others["\(id)/\(name)/\($0)"] != nil }) else {
                throw .invalid("a CNAME record cannot stand beside other records of its name", field: "type")
            }
            place = row
        }
    }

    private func updateRRSet(
        _ request: WebRequest, _ zone: Value, _ path: [String]
    ) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        let labels = try Self.labels(body["labels"])
        let updated = rrsets.change(Self.key(zone, path)) { row, _ in
            if row != nil, body["labels"] != nil { row?["labels"] = labels }
            return row
        }
        guard let updated else { throw .notFound }
        return .json(["rrset": shown(rrset: updated, zone)])
    }

    private func deleteRRSet(
        _ request: WebRequest, _ zone: Value, _ path: [String]
    ) throws(HetznerError) -> WebResponse {
        let rrset = try rrset(zone, path)
        try Self.checkProtection(rrset)
        guard path[1] != "SOA" else { throw .invalid("the SOA record of a zone stays", field: "type") }
        let fails = context.fails(request, provider: target)
        if !fails { rrsets.change(Self.key(zone, path)) { row, _ in row = nil } }
        return .json(["action": finish("delete_rrset", zone, fails: fails)], status: 201)
    }

    static func checkProtection(_ rrset: Value) throws(HetznerError) {
        guard rrset["protection"]?["change"]?.bool != true else {
            throw HetznerError(423, "protected", "the RRSet is protected from changes")
        }
    }

    /// Counts the zone's serial on and starts the action that publishes it.
    func finish(_ command: String, _ zone: Value, fails: Bool) -> Value {
        let id = zone["id"]?.plain ?? ""
        if !fails { publish(id) }
        return begin(command, on: id, type: "zone", fails: fails)
    }

    private func publish(_ id: String) {
        let end = context.deadline()
        zones.change(id) { row, _ in
            let serial = row?["serial"]?.integer ?? 0
            row?["serial"] = .integer(serial + 1)
            row?["published"] = .integer(end)
        }
    }

    /// An RRSet as the API shows it; the serial of a zone's SOA record counts its changes.
    private func shown(rrset: Value, _ zone: Value) -> Value {
        var shown = rrset
        let type = rrset["type"]?.string ?? ""
        shown["id"] = .string("\(rrset["name"]?.string ?? "")/\(type)")
        shown["zone"] = zone["id"]
        if type == "SOA", let value = rrset["records"]?[0]?["value"]?.string {
            var parts = value.split(separator: " ").map(String.init)
            if parts.count > 2 { parts[2] = zone["serial"]?.plain ?? "0" }
            shown["records"] = [["value": .string(parts.joined(separator: " ")), "comment": .null]]
        }
        return shown
    }
}
