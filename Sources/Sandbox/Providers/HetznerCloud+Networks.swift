import Document
import SandboxAPI

extension HetznerCloud {
    func network(_ id: String) throws(HetznerError) -> Value {
        guard let network = networks[id] else { throw .notFound }
        return network
    }

    func listNetworks(_ request: WebRequest) throws(HetznerError) -> WebResponse {
        let isSelected = try selection(request)
        return try page(networks.all.map(\.value).filter(isSelected), of: request, as: "networks")
    }

    /// Whether a list request means a thing, by its name and labels.
    func selection(_ request: WebRequest) throws(HetznerError) -> (Value) -> Bool {
        let selector: LabelSelector
        do {
            selector = try LabelSelector(request.parameter("label_selector") ?? "")
        } catch {
            throw .invalid(error.message, field: "label_selector")
        }
        let name = request.parameter("name")
        return { thing in
            let labels = thing["labels"]?.object?.compactMap { member in member.value.string.map { (member.key, $0) } }
            return (name == nil || thing["name"]?.string == name)
                && selector.matches(Dictionary(labels ?? []) { $1 })
        }
    }

    func createNetwork(_ request: WebRequest) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        guard let name = body["name"]?.string, !name.isEmpty else {
            throw .invalid("invalid input in field 'name'", field: "name")
        }
        guard let range = body["ip_range"]?.string, let network = AddressRange(range), network.isPrivate else {
            throw .invalid("invalid input in field 'ip_range'", field: "ip_range")
        }
        var subnets: [Value] = []
        for subnet in body["subnets"]?.array ?? [] {
            subnets.append(try Self.completed(subnet, in: network))
        }
        if context.fails(request, provider: target) {
            throw HetznerError(500, "server_error", "injected by a fault")
        }
        let labels = body["labels"] ?? [:]
        let created = networks.change { rows -> Value? in
            guard !rows.values.contains(where: { $0["name"]?.string == name }) else { return nil }
            let id = Table.nextNumber(rows)
            let network: Value = [
                "id": .integer(Int64(id)), "name": .string(name), "created": .string(Clock.timestamp),
                "ip_range": .string(range), "subnets": .array(subnets), "routes": [], "servers": [],
                "load_balancers": [], "protection": ["delete": false], "labels": labels,
                "expose_routes_to_vswitch": body["expose_routes_to_vswitch"] ?? false,
            ]
            rows[String(id)] = network
            return network
        }
        guard let created else { throw Self.taken }
        return .json(["network": created], status: 201)
    }

    func updateNetwork(_ id: String, _ request: WebRequest) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        let isTaken = networks.all.contains { $0.key != id && $0.value["name"] == body["name"] }
        guard body["name"] == nil || !isTaken else { throw Self.taken }
        let updated = networks.change { rows -> Value? in
            for member in ["name", "labels", "expose_routes_to_vswitch"] {
                if let value = body[member] { rows[id]?[member] = value }
            }
            return rows[id]
        }
        guard let updated else { throw .notFound }
        return .json(["network": updated])
    }

    func deleteNetwork(_ id: String) throws(HetznerError) -> WebResponse {
        guard try network(id)["protection"]?["delete"]?.bool != true else {
            throw HetznerError(403, "protected", "network deletion is protected")
        }
        networks.change { rows in rows[id] = nil }
        return WebResponse(status: 204)
    }

    /// A subnet as the API shows it: with a range of its own and the gateway in it.
    static func completed(_ subnet: Value, in network: AddressRange) throws(HetznerError) -> Value {
        let types = ["cloud", "server", "vswitch"]
        guard let type = subnet["type"]?.string, types.contains(type) else {
            throw .invalid("invalid input in field 'type'", field: "subnets.type")
        }
        guard let zone = subnet["network_zone"]?.string, !zone.isEmpty else {
            throw .invalid("invalid input in field 'network_zone'", field: "subnets.network_zone")
        }
        let text = subnet["ip_range"]?.string ?? network.description
        guard let range = AddressRange(text), network.contains(range) else {
            throw .invalid("invalid input in field 'ip_range'", field: "subnets.ip_range")
        }
        return [
            "type": .string(type), "ip_range": .string(text), "network_zone": .string(zone),
            "gateway": .string(network.firstHost), "vswitch_id": subnet["vswitch_id"] ?? .null,
        ]
    }

    static let taken = HetznerError(
        409, "uniqueness_error", "name is already used",
        details: ["fields": [["name": "name", "messages": ["name is already used"]]]])
}
