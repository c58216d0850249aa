import Document
import HTTP

extension IONOSNetworks {
    /// Waits until the request that an answer started is done.
    ///
    /// Its address is made from the id alone, so that the token goes nowhere but to the configured endpoint.
    func finish(_ response: HTTPResponse, for purpose: Purpose) async throws {
        let parts = response.headers["Location"]?.split(separator: "/").map(String.init) ?? []
        guard let at = parts.lastIndex(of: "requests"), at + 1 < parts.count else { return }
        let path = "/requests/\(parts[at + 1].queryEncoded)/status"
        var attempt = 1
        while true {
            let metadata = try await api.json("GET", path, for: purpose)["metadata"]
            switch metadata?["status"]?.string {
            case "DONE": return
            case "FAILED":
                let message = metadata?["message"]?.string ?? "no reason given"
                throw purpose.error(.failed, "the provider's request failed: \(message)")
            default:
                try await Task.sleep(for: api.pace.pause(attempt))
                attempt += 1
            }
        }
    }

    /// Waits until the provider is done with what it does to a data center and its LAN.
    func settle(_ id: String, for purpose: Purpose) async throws {
        _ = try await api.pace.poll(until: { (item: NetworkItem?) in item?.state != "BUSY" }) {
            try await item(id, for: purpose)
        }
    }

    func item(_ id: String?, for purpose: Purpose) async throws -> NetworkItem {
        guard let id, !id.isEmpty else { throw purpose.error(.notFound, "it has no id") }
        let datacenter = try await api.json("GET", "/datacenters/\(id.queryEncoded)", for: purpose)
        guard let item = NetworkItem(ionos: datacenter, lans: try await lans(of: id, for: purpose)) else {
            throw purpose.error(.invalidAnswer, "the answer holds no data center")
        }
        return item
    }

    func datacenters() async throws -> [Value] {
        try await items("/datacenters", for: api.listing)
    }

    func lans(of id: String, for purpose: Purpose) async throws -> [Value] {
        try await items("/datacenters/\(id.queryEncoded)/lans", for: purpose)
    }

    /// All items of a collection, page by page.
    func items(_ path: String, for purpose: Purpose) async throws -> [Value] {
        let limit = 100
        var found: [Value] = []
        var ids: Set<Value> = []
        try await api.pages(for: purpose) { _ in
            let query = "?depth=1&offset=\(found.count)&limit=\(limit)"
            guard let page = try await api.json("GET", path + query, for: purpose)["items"]?.array else {
                throw purpose.error(.invalidAnswer, "the answer holds no items")
            }
            // A page may repeat what moved while the pages were read.
            let fresh = page.filter { ids.insert($0["id"] ?? .null).inserted }
            found += fresh
            return page.count >= limit && !fresh.isEmpty
        }
        return found
    }

    /// Data centers with their LANs, without those that went away meanwhile; at most eight are asked for at once.
    func complete(_ datacenters: [Value]) async throws -> [NetworkItem] {
        try await withThrowingTaskGroup(of: NetworkItem?.self) { group in
            var items: [NetworkItem] = []
            for (index, datacenter) in datacenters.enumerated() {
                if index >= 8, let item = try await group.next() ?? nil { items.append(item) }
                group.addTask {
                    let id = datacenter["id"]?.string ?? ""
                    do {
                        return NetworkItem(ionos: datacenter, lans: try await lans(of: id, for: api.listing))
                    } catch let error as BackendError where error.reason == .notFound {
                        return nil
                    }
                }
            }
            for try await item in group { if let item { items.append(item) } }
            return items
        }
    }
}
