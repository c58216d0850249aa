import Diagnostics
import Document
import Resources

extension Step {
    /// The step as plan files keep it.
    package var value: Value {
        var result: Value = [
            "address": .string(address.description), "kind": .string(kind.rawValue),
            "action": .string(action.rawValue), "timeoutSeconds": .integer(timeout.components.seconds),
        ]
        if !reason.isEmpty { result["reason"] = .string(reason) }
        if !dependencies.isEmpty {
            result["dependencies"] = .array(dependencies.sorted().map { .string($0.description) })
        }
        if !changes.isEmpty { result["changes"] = .array(changes.map(\.value)) }
        result["gate"] = gate?.value
        result["deployment"] = deployment?.value
        result["protection"] = protection.map(Value.string)
        result["location"] = location?.value
        result["silentPlace"] = silentPlace.map { .string($0.text) }
        if !formerly.isEmpty { result["formerly"] = .array(formerly.map { .string($0.description) }) }
        return result
    }

    /// Reads what `value` writes.
    package init(_ reader: FieldReader) throws {
        self.init(
            address: try reader.required("address", "an address") { $0.string.flatMap { ResourceAddress($0) } },
            kind: try reader.required("kind", "a kind of resource") {
                $0.string.flatMap(Resource.Kind.init(rawValue:))
            },
            action: try reader.required("action", "an action") { $0.string.flatMap(Action.init(rawValue:)) },
            reason: try reader.optionalString("reason") ?? "",
            dependencies: Set(try reader.items("dependencies").map { try $0.address() }),
            changes: try reader.items("changes").map(ItemChange.init),
            gate: try reader.has("gate") ? Gate(reader.member("gate")) : nil,
            timeout: .seconds(
                try reader.required("timeoutSeconds", "a number of seconds") { value in
                    value.integer.flatMap { (0...1_000_000_000).contains($0) ? $0 : nil }
                }),
            deployment: try reader.optional("deployment", "a deployment") { Deployment($0) },
            protection: try reader.optionalString("protection"),
            location: try reader.optional("location", "a location") { SourceLocation($0) })
        silentPlace = try reader.optional("silentPlace", "a place") { $0.string.flatMap { Place($0) } }
        formerly = try reader.items("formerly").map { try $0.address() }
    }
}

extension SourceLocation {
    package var value: Value {
        ["file": .string(file), "line": .integer(Int64(line)), "column": .integer(Int64(column))]
    }

    package init?(_ value: Value) {
        guard let file = value["file"]?.string else { return nil }
        self.init(file: file, line: Int(value["line"]?.integer ?? 0), column: Int(value["column"]?.integer ?? 0))
    }
}

extension Gate {
    var value: Value {
        switch self {
        case .placement(let cluster): ["placement": ["cluster": .string(cluster)]]
        case .kubeconfig(let secret): ["kubeconfig": ["secret": secret.value]]
        case .api(let host, let port): ["api": ["host": .string(host), "port": .integer(Int64(port))]]
        case .storeKubeconfig(let secret, let host, let port):
            ["store": ["secret": secret.value, "host": .string(host), "port": .integer(Int64(port))]]
        case .encryptAnew(let change): ["encrypt": change.value]
        case .otherShard: ["otherShard": [:]]
        case .active: ["active": [:]]
        }
    }

    fileprivate init(_ reader: FieldReader) throws {
        func secret(_ member: FieldReader) throws -> ItemKey {
            try member.required("secret", "an item") { ItemKey($0) }
        }
        func port(_ member: FieldReader) throws -> Int {
            try member.required("port", "a port") { value in
                value.integer.flatMap { (0...65535).contains($0) ? Int($0) : nil }
            }
        }
        if reader.has("placement") {
            self = .placement(cluster: try reader.member("placement").string("cluster"))
        } else if reader.has("kubeconfig") {
            self = .kubeconfig(try secret(reader.member("kubeconfig")))
        } else if reader.has("api") {
            let member = try reader.member("api")
            self = .api(host: try member.string("host"), port: try port(member))
        } else if reader.has("store") {
            let member = try reader.member("store")
            self = .storeKubeconfig(
                secret: try secret(member), host: try member.string("host"), port: try port(member))
        } else if reader.has("encrypt") {
            self = .encryptAnew(try RecipientChange(reader.member("encrypt")))
        } else if reader.has("otherShard") {
            self = .otherShard
        } else if reader.has("active") {
            self = .active
        } else {
            throw FieldReader.Failure(path: reader.path, expected: "a gate")
        }
    }
}
