import Document

/// Objects as the server's messages show its internal Go structs: no JSON names, unset fields and all.
enum GoStructText {
    /// A field as Go encodes it without names and `omitempty`.
    static func value(_ value: Value?, _ field: SchemaField) -> Value {
        guard let value else { return zero(of: field) }
        return shown(value, field.type)
    }

    static func shown(_ value: Value, _ type: SchemaType) -> Value {
        switch (type.resolved, value) {
        case (.list(let list), .array(let items)): return .array(items.map { shown($0, list.element) })
        // Selectors are not the server's own structs: theirs have JSON names.
        case (.map(let map), .object) where map.name?.hasPrefix("LabelSelector") ?? false: return value
        case (.map(let map), .object(let object)) where map.element == nil:
            return .object(
                Object(
                    map.order.compactMap { name in
                        map.fields[name].map { (goName(name), Self.value(object[name], $0)) }
                    }))
        case (.map, .object(let object)): return .object(Object(object.sorted))
        default: return value
        }
    }

    private static func zero(of field: SchemaField) -> Value {
        guard field.presence != .optional else { return .null }
        switch field.type.resolved {
        case .scalar(.string), .scalar(.bytes): return ""
        case .scalar(.integer), .scalar(.number): return 0
        case .scalar(.boolean): return false
        case .map(let map) where map.element == nil: return shown(.object([:]), .map(map))
        default: return .null
        }
    }

    static func goName(_ name: String) -> String {
        goNames[name] ?? name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Names that are more than capitalised.
    private static let goNames = [
        "dnsPolicy": "DNSPolicy", "dnsConfig": "DNSConfig", "os": "OS", "tty": "TTY", "fsGroup": "FSGroup",
        "fsGroupChangePolicy": "FSGroupChangePolicy", "seLinuxOptions": "SELinuxOptions",
        "seLinuxChangePolicy": "SELinuxChangePolicy", "httpGet": "HTTPGet", "tcpSocket": "TCPSocket", "grpc": "GRPC",
        "httpHeaders": "HTTPHeaders", "ip": "IP", "nfs": "NFS", "iscsi": "ISCSI", "rbd": "RBD", "fc": "FC",
        "csi": "CSI", "apiGroup": "APIGroup",
        "awsElasticBlockStore": "AWSElasticBlockStore", "gcePersistentDisk": "GCEPersistentDisk",
    ]

    /// The indented JSON of Go's encoder: a blank a level.
    static func lines(of value: Value, depth: Int = 0) -> [String] {
        let (open, close, members): (String, String, [(name: String, value: Value)])
        switch value {
        case .array(let items) where !items.isEmpty: (open, close, members) = ("[", "]", items.map { ("", $0) })
        case .object(let object) where !object.isEmpty:
            (open, close, members) = ("{", "}", object.map { ("\(Value.string($0.key).compactJSON): ", $0.value) })
        default: return [value.compactJSON]
        }
        let indent = String(repeating: " ", count: depth + 1)
        var lines = [open]
        for (index, member) in members.enumerated() {
            var inner = Self.lines(of: member.value, depth: depth + 1)
            inner[0] = indent + member.name + inner[0]
            if index + 1 < members.count { inner[inner.count - 1] += "," }
            lines += inner
        }
        return lines + [String(repeating: " ", count: depth) + close]
    }
}
