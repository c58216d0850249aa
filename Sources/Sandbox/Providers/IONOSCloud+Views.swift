import Document

extension IONOSCloud {
    static let root = "https://api.ionos.com/cloudapi/v6"

    func collection(_ items: [Value], _ depth: Int, _ path: String) -> Value {
        [
            "id": .string(path), "type": "collection", "href": .string("\(Self.root)/\(path)"),
            "items": .array(depth > 0 ? items : items.map(Self.reference)), "offset": 0,
            "limit": .integer(Int64(max(items.count, 1000))), "_links": [:],
        ]
    }

    func datacenterViews(depth: Int) -> [Value] {
        datacenters.all.map { view(ofDatacenter: $0.value, depth: depth) }
    }

    /// A data center; its LANs are listed from depth 1 and shown in full from depth 2.
    func view(ofDatacenter datacenter: Value, depth: Int) -> Value {
        let id = datacenter["id"]?.string ?? ""
        var view = Self.view(datacenter, type: "datacenter", path: "datacenters/\(id)")
        if depth >= 0 {
            let found = lans.all.filter { $0.key.hasPrefix(id + "/") }.map { self.view(ofLAN: $0.value) }
            view["entities"] = ["lans": collection(found, depth - 1, "datacenters/\(id)/lans")]
        }
        return view
    }

    func view(ofLAN lan: Value) -> Value {
        let datacenter = lan["datacenter"]?.string ?? ""
        return Self.view(lan, type: "lan", path: "datacenters/\(datacenter)/lans/\(lan["id"]?.string ?? "")")
    }

    /// What a request is doing at this moment.
    func status(ofRequest id: String) throws(IONOSError) -> Value {
        guard let request = requests[id] else { throw .notFound }
        let now = Clock.milliseconds
        var status = "DONE"
        if now < request["starts"]?.integer ?? 0 {
            status = "QUEUED"
        } else if now < request["ends"]?.integer ?? 0 {
            status = "RUNNING"
        } else if request["fails"]?.bool == true {
            status = "FAILED"
        }
        return [
            "id": .string("\(id)/status"), "type": "request-status",
            "href": .string("\(Self.root)/requests/\(id)/status"),
            "metadata": [
                "status": .string(status),
                "message": .string(
                    status == "FAILED" ? "The request failed" : "Request has been \(status.lowercased())"),
                "etag": .string(id),
                "targets": [["target": request["target"] ?? .null, "status": .string(status)]],
            ],
        ]
    }

    private static func view(_ row: Value, type: String, path: String) -> Value {
        let now = Clock.milliseconds
        let state =
            row["gone"] != nil ? "DEALLOCATING" : now < row["ready"]?.integer ?? 0 ? "BUSY" : "AVAILABLE"
        return [
            "id": row["id"] ?? .null, "type": .string(type), "href": .string("\(root)/\(path)"),
            "metadata": [
                "etag": row["etag"] ?? .null, "createdDate": row["created"] ?? .null, "createdBy": "sandbox",
                "lastModifiedDate": row["created"] ?? .null, "state": .string(state),
            ],
            "properties": row["properties"] ?? [:],
        ]
    }

    private static func reference(_ view: Value) -> Value {
        ["id": view["id"] ?? .null, "type": view["type"] ?? .null, "href": view["href"] ?? .null]
    }
}
