import Document

extension HetznerCloud {
    /// Starts an action on a network; it runs for a moment, then it succeeded, or failed where a fault says so.
    func startAction(
        _ command: String, onNetwork id: String, _ request: WebRequest
    ) throws(HetznerError) -> WebResponse {
        let network = try network(id)
        let body = try body(request)
        let changed = try Self.network(network, after: command, body)
        let fails = context.fails(request, provider: target)
        if !fails { networks.change { rows in rows[id] = changed } }
        return .json(["action": begin(command, on: id, type: "network", fails: fails)], status: 201)
    }

    /// Writes an action down that starts now, and shows it.
    func begin(_ command: String, on id: String, type: String, fails: Bool = false) -> Value {
        let action = actions.add { number in
            [
                "id": .integer(Int64(number)), "command": .string(command), "started": .string(Clock.timestamp),
                "resources": [["id": .integer(Int64(id) ?? 0), "type": .string(type)]],
                "ends": .integer(context.deadline()), "fails": .bool(fails),
            ]
        }
        return Self.shown(action: action)
    }

    func listActions(
        _ request: WebRequest, _ isIncluded: (Value) -> Bool
    ) throws(HetznerError) -> WebResponse {
        let ids = Set(
            request.query.split(separator: "&").filter { $0.hasPrefix("id=") }
                .flatMap { $0.dropFirst(3).split(separator: ",") }.map(String.init))
        let found = actions.all.filter { (ids.isEmpty || ids.contains($0.key)) && isIncluded($0.value) }
        return try page(found.map { Self.shown(action: $0.value) }, of: request, as: "actions")
    }

    /// An action as it stands at this moment.
    static func shown(action: Value) -> Value {
        let isOver = Clock.milliseconds >= action["ends"]?.integer ?? 0
        let fails = isOver && action["fails"]?.bool == true
        return [
            "id": action["id"] ?? .null, "command": action["command"] ?? .null,
            "status": isOver ? (fails ? "error" : "success") : "running",
            "progress": isOver ? 100 : 50, "started": action["started"] ?? .null,
            "finished": isOver ? .string(Clock.timestamp) : .null, "resources": action["resources"] ?? [],
            "error": fails ? ["code": "action_failed", "message": "Action failed"] : .null,
        ]
    }

    private static func network(
        _ network: Value, after command: String, _ body: Value
    ) throws(HetznerError) -> Value {
        var network = network
        var subnets = network["subnets"]?.array ?? []
        guard let range = network["ip_range"]?.string.flatMap(AddressRange.init) else { throw .notFound }
        switch command {
        case "add_subnet":
            let subnet = try completed(body, in: range)
            guard !subnets.contains(where: { $0["ip_range"] == subnet["ip_range"] }) else {
                throw .invalid("the subnet overlaps with another one", field: "ip_range")
            }
            subnets.append(subnet)
        case "delete_subnet":
            guard let index = subnets.firstIndex(where: { $0["ip_range"] == body["ip_range"] }) else {
                throw .notFound
            }
            subnets.remove(at: index)
        case "change_ip_range":
            guard let text = body["ip_range"]?.string, let wider = AddressRange(text), wider.contains(range) else {
                throw .invalid("the new range must contain the old one", field: "ip_range")
            }
            network["ip_range"] = .string(text)
        case "change_protection": network["protection"] = ["delete": body["delete"] ?? false]
        default: throw .notFound
        }
        network["subnets"] = .array(subnets)
        return network
    }
}
