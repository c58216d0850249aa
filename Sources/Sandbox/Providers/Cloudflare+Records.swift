import Document

extension Cloudflare {
    /// DNS records: https://developers.cloudflare.com/api/resources/dns/subresources/records. `path` is what follows
    /// `/dns_records`.
    func routeRecords(_ request: WebRequest, _ zone: Value, _ path: [String]) throws(CloudflareError) -> WebResponse {
        let id = zone["id"]?.string ?? ""
        switch (request.method, path.count) {
        case ("GET", 0):
            let filter = RecordFilter(request)
            let found = records.all.filter { $0.key.hasPrefix("\(id)/") }.map(\.value).filter(filter.matches)
            return Self.page(
                filter.sorted(found).map(Self.shown(record:)), of: request, sizes: 1...5_000_000, usual: 100)
        case ("POST", 0): return try write([.post(try Self.body(request))], zone, whole: false)
        case ("POST", 1) where path[0] == "batch": return try write(try Self.batch(request), zone, whole: true)
        case ("GET", 1):
            guard let record = records["\(id)/\(path[0])"] else { throw Self.absent }
            return .json(Self.envelope(Self.shown(record: record)))
        case ("PATCH", 1): return try write([.patch(path[0], try Self.body(request))], zone, whole: false)
        case ("PUT", 1): return try write([.put(path[0], try Self.body(request))], zone, whole: false)
        case ("DELETE", 1): return try write([.delete(path[0])], zone, whole: false)
        default: throw .noRoute(request.path)
        }
    }

    static let absent = CloudflareError(404, 81044, "Record does not exist.")

    /// One change of a zone's records.
    enum Write {
        case delete(String)
        case patch(String, Value)
        case put(String, Value)
        case post(Value)
    }

    /// The changes of a batch, in the order in which they are done whatever that of the request: "Deletes, Patches,
    /// Puts, Posts".
    private static func batch(_ request: WebRequest) throws(CloudflareError) -> [Write] {
        let body = try body(request)
        func items(_ name: String) -> [Value] { body[name]?.array ?? [] }
        func id(_ item: Value) throws(CloudflareError) -> String {
            guard let id = item["id"]?.string else { throw .validation(9001, "A record of the batch has no id.") }
            return id
        }
        var writes: [Write] = []
        for item in items("deletes") { writes.append(.delete(try id(item))) }
        for item in items("patches") { writes.append(.patch(try id(item), item)) }
        for item in items("puts") { writes.append(.put(try id(item), item)) }
        return writes + items("posts").map { .post($0) }
    }

    /// Does all changes or none.
    private func write(_ writes: [Write], _ zone: Value, whole isBatch: Bool) throws(CloudflareError) -> WebResponse {
        let plan = Plan.of(zone)
        guard writes.count <= plan.batch else {
            throw .validation(9400, "A batch of this zone's plan holds at most \(plan.batch) changes.")
        }
        let prefix = "\(zone["id"]?.string ?? "")/"
        let outcome = records.change { rows -> Result<[Value], CloudflareError> in
            var changed = ZoneRecords(
                zone: zone["name"]?.string ?? "", plan: plan,
                rows: rows.filter { $0.key.hasPrefix(prefix) }.map(\.value))
            do throws(CloudflareError) {
                var results: [Value] = []
                for write in writes { results.append(try changed.apply(write)) }
                rows = rows.filter { !$0.key.hasPrefix(prefix) }
                for (id, row) in changed.rows { rows[prefix + id] = row }
                return .success(results)
            } catch {
                return .failure(error)
            }
        }
        let results = try outcome.get()
        guard isBatch else {
            if case .delete(let id) = writes[0] { return .json(Self.envelope(["id": .string(id)])) }
            return .json(Self.envelope(Self.shown(record: results[0])))
        }
        var lists: Value = ["deletes": [], "patches": [], "puts": [], "posts": []]
        for (write, result) in zip(writes, results) {
            let name =
                switch write {
                case .delete: "deletes"
                case .patch: "patches"
                case .put: "puts"
                case .post: "posts"
                }
            lists[name] = .array((lists[name]?.array ?? []) + [Self.shown(record: result)])
        }
        return .json(Self.envelope(lists))
    }

    /// A record as the API shows it.
    static func shown(record: Value) -> Value {
        var shown = record
        shown["proxiable"] = .bool(["A", "AAAA", "CNAME"].contains(record["type"]?.string ?? ""))
        shown["meta"] = [:]
        shown["settings"] = [:]
        if record["comment"]?.isNull == false { shown["comment_modified_on"] = record["modified_on"] }
        return shown
    }
}
