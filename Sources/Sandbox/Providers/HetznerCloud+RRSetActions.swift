import Document

extension HetznerCloud {
    /// Actions on an RRSet: https://docs.hetzner.cloud/reference/cloud#zone-rrset-actions.
    func change(
        rrset path: [String], by command: String, _ zone: Value, _ request: WebRequest
    ) throws(HetznerError) -> WebResponse {
        let body = try body(request)
        let key = Self.key(zone, path)
        let fails = context.fails(request, provider: target)
        if command == "add_records", rrsets[key] == nil {
            // "If the RRSet doesn't exist, it will automatically be created."
            var wanted = body
            wanted["name"] = .string(path[0])
            wanted["type"] = .string(path[1])
            let row = try Self.row(wanted)
            if !fails { try insert(row, zone: zone["id"]?.plain ?? "") }
        } else {
            try rrsets.change(key) { (row, _) throws(HetznerError) in
                guard let before = row else { throw .notFound }
                let after = try Self.rrset(before, after: command, body)
                if !fails { row = after }
            }
        }
        return .json(["action": finish("\(command)_rrset", zone, fails: fails)], status: 201)
    }

    /// What an RRSet is after a command; nil where its last record went.
    static func rrset(_ rrset: Value, after command: String, _ body: Value) throws(HetznerError) -> Value? {
        var changed = rrset
        if command == "change_protection" {
            if let flag = body["change"] { changed["protection"] = ["change": flag] }
            return changed
        }
        try checkProtection(rrset)
        if command == "change_ttl" {
            changed["ttl"] = try ttl(body["ttl"]).map { .integer($0) } ?? .null
            return changed
        }
        let type = rrset["type"]?.string ?? ""
        let given = try records(body["records"], type: type)
        var records = rrset["records"]?.array ?? []
        switch command {
        case "set_records": records = given
        case "add_records":
            for record in given {
                guard !records.contains(where: { $0["value"] == record["value"] }) else {
                    throw HetznerError(409, "uniqueness_error", "the record is in the RRSet already")
                }
                records.append(record)
            }
            if let seconds = try ttl(body["ttl"]) { changed["ttl"] = .integer(seconds) }
        case "remove_records", "update_records":
            for record in given {
                guard let index = records.firstIndex(where: { $0["value"] == record["value"] }) else { throw .notFound }
                if command == "remove_records" { records.remove(at: index) } else { records[index] = record }
            }
        default: throw .notFound
        }
        if type == "CNAME", records.count > 1 { throw .invalid("a CNAME RRSet holds one record", field: "records") }
        changed["records"] = .array(records)
        return records.isEmpty ? nil : changed
    }

    /// An RRSet as it is kept, from what a request says of it.
    static func row(_ body: Value) throws(HetznerError) -> Value {
        guard let name = body["name"]?.string, name == "@" || RecordContent.isName(name) || name == "*",
            name == name.lowercased()
        else { throw .invalid("invalid input in field 'name'", field: "name") }
        guard let type = body["type"]?.string, RecordContent.types.contains(type), type != "SOA" else {
            throw .invalid("invalid input in field 'type'", field: "type")
        }
        let records = try records(body["records"], type: type)
        guard !records.isEmpty, type != "CNAME" || records.count == 1 else {
            throw .invalid("invalid input in field 'records'", field: "records")
        }
        return [
            "name": .string(name), "type": .string(type), "ttl": try ttl(body["ttl"]).map { .integer($0) } ?? .null,
            "labels": try labels(body["labels"]), "protection": ["change": false], "records": .array(records),
        ]
    }

    /// Labels by the rules of https://docs.hetzner.cloud/reference/cloud#labels: values of at most 63 letters, digits,
    /// dashes, underscores and dots.
    static func labels(_ value: Value?) throws(HetznerError) -> Value {
        guard let value, !value.isNull else { return [:] }
        guard let members = value.object else { throw .invalid("invalid input in field 'labels'", field: "labels") }
        let isEdge = RecordContent.isLetterOrDigit
        let extra: Set<UInt8> = [0x2D, 0x2E, 0x5F]
        for (key, text) in members {
            let allowed = text.string.map { value in
                value.utf8.count <= 63 && value.utf8.allSatisfy { extra.contains($0) || isEdge($0) }
                    && (value.utf8.first.map(isEdge) ?? true) && (value.utf8.last.map(isEdge) ?? true)
            }
            guard !key.isEmpty, allowed == true else { throw .invalid("invalid label '\(key)'", field: "labels") }
        }
        return value
    }

    private static func records(_ value: Value?, type: String) throws(HetznerError) -> [Value] {
        guard let items = value?.array else { throw .invalid("invalid input in field 'records'", field: "records") }
        var records: [Value] = []
        for item in items {
            let comment = item["comment"] ?? .null
            guard let text = item["value"]?.string, isContent(text, type: type),
                comment.isNull || comment.string.map({ $0.count <= 255 }) == true
            else { throw .invalid("invalid input in field 'records'", field: "records") }
            guard !records.contains(where: { $0["value"] == .string(text) }) else {
                throw .invalid("the same record twice", field: "records")
            }
            records.append(["value": .string(text), "comment": comment])
        }
        return records
    }

    private static func isContent(_ text: String, type: String) -> Bool {
        switch type {
        case "A": RecordContent.isIPv4(text)
        case "AAAA": RecordContent.isIPv6(text)
        case "CNAME", "NS", "PTR": text == "@" || RecordContent.isTarget(text)
        case "TXT": RecordContent.isQuoted(text)
        default: !text.isEmpty
        }
    }
}
