import Document

extension Fault {
    /// Reads the form the control API takes; unknown kinds, unknown members and those that mean nothing to the kind
    /// are errors.
    package init(json: Value) throws(SandboxError) {
        guard let object = json.object else { throw .badArgument("a fault is an object with a \"kind\"") }
        guard let name = object["kind"]?.string, let kind = Kind(rawValue: name) else {
            let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .badArgument("\(Self.quoted(object["kind"])) is not a kind of fault; there are \(kinds)")
        }
        self.init(kind, match: try FaultMatch(json: object["match"] ?? [:]))
        for (member, value) in object where !["kind", "match"].contains(member) {
            guard Self.allMembers.contains(member) else {
                throw .badArgument("a fault has no member \"\(member)\"")
            }
            guard kind.members.contains(member) else {
                throw .badArgument("\"\(member)\" means nothing to the fault \(name)")
            }
            try set(member, to: value)
        }
        if let aim = match.aims.first(where: { !kind.aims.contains($0) }) {
            throw .badArgument("the fault \(name) is aimed by \(kind.aims.joined(separator: ", ")), not by \(aim)")
        }
        if kind == .alterWrite, patch == [:] {
            throw .badArgument(#"the fault alter-write needs a "patch", such as {"data":{"a":"other"}}"#)
        }
        if kind == .clockSkew, offset == 0 {
            throw .badArgument("the fault clock-skew needs an \"offset\", such as 5m or -90s")
        }
        if kind == .killClient, process == nil {
            throw .badArgument("the fault kill-client needs a \"process\", the number of the one to kill")
        }
    }

    /// The form the control API takes and shows.
    package var json: Value {
        var value: Value = ["kind": .string(kind.rawValue), "match": match.json]
        if let times { value["times"] = .integer(Int64(times)) }
        if probability < 1 { value["probability"] = Value(probability) }
        if skip > 0 { value["skip"] = .integer(Int64(skip)) }
        switch kind {
        case .status:
            value["status"] = .integer(Int64(status))
            if let retryAfter { value["retryAfter"] = .integer(Int64(retryAfter)) }
        case .latency: value["delay"] = .string(delay.description)
        case .alterWrite: value["patch"] = patch
        case .killClient:
            value["process"] = process.map { .integer(Int64($0)) }
            value["moment"] = .string(moment.rawValue)
        case .clockSkew: value["offset"] = .string("\(offset)s")
        default: break
        }
        return value
    }

    private mutating func set(_ member: String, to value: Value) throws(SandboxError) {
        switch member {
        case "times": times = try Self.whole(value, member, in: 1...1_000_000)
        case "probability":
            guard let number = Double(value.plain), number > 0, number <= 1 else {
                throw .badArgument("\"probability\" is above 0 and at most 1, not \(Self.quoted(value))")
            }
            probability = number
        case "status": status = try Self.whole(value, member, in: 400...599)
        case "retryAfter": retryAfter = try Self.whole(value, member, in: 0...86400)
        case "patch":
            guard value.object != nil else {
                throw .badArgument("\"patch\" is an object, not \(Self.quoted(value))")
            }
            patch = value
        case "skip": skip = try Self.whole(value, member, in: 0...1_000_000)
        case "process": process = Int32(try Self.whole(value, member, in: 2...4_194_304))
        case "moment":
            guard let named = Moment(rawValue: value.plain) else {
                throw .badArgument("\"moment\" is before, after or answered, not \(Self.quoted(value))")
            }
            moment = named
        case "delay": delay = try Latency(value.plain)
        default: offset = try Self.seconds(value.plain)
        }
    }

    private static let allMembers = Kind.allCases.reduce(into: Set<String>()) { $0.formUnion($1.members) }

    private static func quoted(_ value: Value?) -> String { "\"\(value?.plain ?? "")\"" }

    private static func whole(
        _ value: Value, _ member: String, in range: ClosedRange<Int>
    ) throws(SandboxError) -> Int {
        guard let number = Int(value.plain), range.contains(number) else {
            throw .badArgument(
                "\"\(member)\" is a whole number from \(range.lowerBound) to \(range.upperBound), not \(quoted(value))")
        }
        return number
    }

    /// Reads `90`, `-90s`, `5m`, `-2h`, `3d`.
    private static func seconds(_ text: String) throws(SandboxError) -> Int {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let unit = text.last.flatMap { units[String($0)] }
        // A thousand days are more than any certificate or lease lasts.
        guard let number = Int(unit == nil ? text[...] : text.dropLast()), number.magnitude <= 86_400_000,
            abs(number * (unit ?? 1)) <= 86_400_000
        else {
            throw .badArgument(
                "\"offset\" is a number of seconds, or one with s, m, h or d, up to 1000 days; not \"\(text)\"")
        }
        return number * (unit ?? 1)
    }
}
