import Document

/// How Cloudflare keeps a record: names in full and in lower case, defaults filled in, or refused with its code.
struct RecordForm {
    let zone: String
    let plan: Cloudflare.Plan
    private static let types: Set<String> = RecordContent.types.union([
        "CERT", "DNSKEY", "LOC", "NAPTR", "OPENPGPKEY", "SMIMEA", "SSHFP", "URI",
    ]).subtracting(["SOA", "HINFO", "RP"])

    func record(_ body: Value) throws(CloudflareError) -> Value {
        guard let type = body["type"]?.string?.uppercased(), Self.types.contains(type) else {
            throw .validation(9004, "DNS record type is invalid.")
        }
        let content = try content(body, type: type)
        let proxied = body["proxied"]?.bool ?? false
        guard !proxied || ["A", "AAAA", "CNAME"].contains(type) else {
            throw CloudflareError(400, 9004, "This record type cannot be proxied.")
        }
        var record: Value = [
            "name": .string(try name(body["name"]?.string)), "type": .string(type), "content": .string(content),
            "proxied": .bool(proxied), "ttl": .integer(proxied ? 1 : try ttl(body["ttl"])),
            "comment": try comment(body["comment"]), "tags": try tags(body["tags"]),
        ]
        if let priority = body["priority"]?.integer { record["priority"] = .integer(priority) }
        if let data = body["data"] { record["data"] = data }
        return record
    }

    /// A name with the zone's: `@`, one below the zone, or a full one.
    private func name(_ text: String?) throws(CloudflareError) -> String {
        guard var name = text?.lowercased(), !name.isEmpty else {
            throw .validation(9000, "DNS name is invalid.")
        }
        if name.hasSuffix(".") { name.removeLast() }
        if name == "@" { name = zone }
        if name != zone, !name.hasSuffix(".\(zone)") { name += ".\(zone)" }
        guard RecordContent.isName(name) else { throw .validation(9000, "DNS name is invalid.") }
        return name
    }

    private func content(_ body: Value, type: String) throws(CloudflareError) -> String {
        guard let content = body["content"]?.string, !content.isEmpty else {
            guard let data = body["data"]?.object else {
                throw .validation(9102, "content is a required field for \(type) records.")
            }
            return data.sorted.map(\.value.plain).joined(separator: " ")
        }
        switch type {
        case "A":
            guard RecordContent.isIPv4(content) else {
                throw .validation(9005, "Content for A record must be a valid IPv4 address.")
            }
        case "AAAA":
            guard RecordContent.isIPv6(content) else {
                throw .validation(9006, "Content for AAAA record must be a valid IPv6 address.")
            }
        case "CNAME", "NS", "PTR", "MX":
            guard RecordContent.isTarget(content) else {
                throw .validation(9007, "Content for \(type) record is invalid.")
            }
            // Shown without the dot that ends a full name.
            return (content.hasSuffix(".") ? String(content.dropLast()) : content).lowercased()
        default: break
        }
        return content
    }

    private func ttl(_ value: Value?) throws(CloudflareError) -> Int64 {
        guard let value, !value.isNull else { return 1 }
        guard let seconds = value.integer, seconds == 1 || (plan.minimumTTL...86400).contains(seconds) else {
            throw .validation(
                9021, "Invalid TTL. Must be between \(plan.minimumTTL) and 86400 seconds, or 1 for Automatic.")
        }
        return seconds
    }

    private func comment(_ value: Value?) throws(CloudflareError) -> Value {
        guard let text = value?.string, !text.isEmpty else { return .null }
        guard text.count <= plan.comment else {
            throw CloudflareError(
                400, 9313, "DNS record comment exceeds the maximum length of \(plan.comment) characters.")
        }
        guard !text.contains(where: \.isNewline) else {
            throw .validation(9312, "DNS record comment contains a line end.")
        }
        return .string(text)
    }

    private func tags(_ value: Value?) throws(CloudflareError) -> Value {
        let tags = value?.array ?? []
        guard tags.count <= plan.tags else {
            throw .validation(9300, "DNS record has \(tags.count) tags, exceeding the quota of \(plan.tags).")
        }
        return .array(tags)
    }
}
