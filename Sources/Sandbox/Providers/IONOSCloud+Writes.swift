import Document
import FoundationEssentials

extension IONOSCloud {
    func createDatacenter(_ request: WebRequest) throws(IONOSError) -> WebResponse {
        var properties = try properties(of: request)
        guard let location = properties["location"]?.string, location.contains("/") else {
            throw IONOSError(422, "[(root).properties.location] required field", code: "200")
        }
        properties["version"] = 1
        properties["features"] = []
        properties["secAuthProtection"] = properties["secAuthProtection"] ?? false
        let id = Self.identifier()
        let work = begin(request, target: ["id": .string(id), "type": "datacenter"], datacenter: id)
        let row = Self.row(id: id, properties: properties, work)
        datacenters.change { rows in rows[id] = row }
        return accepted(view(ofDatacenter: row, depth: -1), work)
    }

    func createLAN(_ request: WebRequest, datacenter: String) throws(IONOSError) -> WebResponse {
        var properties = try properties(of: request)
        properties["public"] = properties["public"] ?? false
        let row = lans.change { rows in
            let numbers = rows.keys.filter { $0.hasPrefix(datacenter + "/") }
                .compactMap { Int($0.dropFirst(datacenter.count + 1)) }
            let number = String((numbers.max() ?? 0) + 1)
            let work = begin(request, target: ["id": .string(number), "type": "lan"], datacenter: datacenter)
            var row = Self.row(id: number, properties: properties, work)
            row["datacenter"] = .string(datacenter)
            rows["\(datacenter)/\(number)"] = row
            return (row, work)
        }
        return accepted(view(ofLAN: row.0), row.1)
    }

    func change(
        _ table: Table, _ key: String, _ request: WebRequest, datacenter: String
    ) throws(IONOSError) -> WebResponse {
        guard let row = table[key] else { throw .notFound }
        var changes: Value
        do {
            changes = try Value(json: request.body)
        } catch {
            throw IONOSError(400, "the body is not JSON: \(error)")
        }
        // PATCH carries the properties themselves, PUT a whole document.
        if let properties = changes["properties"] { changes = properties }
        let target: Value = ["id": row["id"] ?? .null, "type": .string(table === lans ? "lan" : "datacenter")]
        let work = begin(request, target: target, datacenter: datacenter)
        let changed = table.change { rows in
            if !work.fails {
                for (name, value) in changes.object ?? [:] { rows[key]?["properties"]?[name] = value }
            }
            rows[key]?["ready"] = .integer(work.ends)
            return rows[key] ?? row
        }
        return accepted(table === lans ? view(ofLAN: changed) : view(ofDatacenter: changed, depth: -1), work)
    }

    func delete(
        _ table: Table, _ key: String, _ request: WebRequest, datacenter: String
    ) throws(IONOSError) -> WebResponse {
        guard let row = table[key] else { throw .notFound }
        let target: Value = ["id": row["id"] ?? .null, "type": .string(table === lans ? "lan" : "datacenter")]
        let work = begin(request, target: target, datacenter: datacenter)
        if !work.fails { table.change { rows in rows[key]?["gone"] = .integer(work.ends) } }
        return WebResponse(status: 202, headers: [("Location", work.location)])
    }

    /// A piece of work that a request started.
    struct Work {
        var location: String
        var ends: Int64
        var fails: Bool
    }

    /// Writes a request down; it starts when the work before it in the same data center is done.
    private func begin(_ request: WebRequest, target: Value, datacenter: String) -> Work {
        let id = Self.identifier()
        let fails = context.fails(request, provider: self.target)
        let ends = requests.change { rows in
            let before = rows.values.filter { $0["datacenter"]?.string == datacenter }.compactMap {
                $0["ends"]?.integer
            }
            let now = Clock.milliseconds
            let starts = max(before.max() ?? 0, now + (context.deadline() - now) / 2)
            let ends = starts + context.deadline() - now
            rows[id] = [
                "datacenter": .string(datacenter), "target": target, "starts": .integer(starts),
                "ends": .integer(ends), "fails": .bool(fails),
            ]
            return ends
        }
        let host = request.header("host") ?? "api.ionos.com"
        return Work(location: "http://\(host)/cloudapi/v6/requests/\(id)/status", ends: ends, fails: fails)
    }

    private func accepted(_ body: Value, _ work: Work) -> WebResponse {
        .json(body, status: 202, headers: [("Location", work.location)])
    }

    private func properties(of request: WebRequest) throws(IONOSError) -> Value {
        let body: Value
        do {
            body = try Value(json: request.body)
        } catch {
            throw IONOSError(400, "the body is not JSON: \(error)")
        }
        guard let properties = body["properties"], properties.object != nil else {
            throw IONOSError(422, "[(root).properties] required field", code: "200")
        }
        return properties
    }

    private static func row(id: String, properties: Value, _ work: Work) -> Value {
        var row: Value = [
            "id": .string(id), "properties": properties, "ready": .integer(work.ends),
            "created": .string(Clock.timestamp), "etag": .string(identifier()),
        ]
        // What could not be made vanishes when its request has failed.
        if work.fails { row["gone"] = .integer(work.ends) }
        return row
    }

    private static func identifier() -> String { UUID().uuidString.lowercased() }
}
