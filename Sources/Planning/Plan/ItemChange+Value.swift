import Diagnostics
import Document
import Resources

extension ItemChange {
    /// The change as plan files keep it: without what says nothing, since most of a fleet's plan stays as it is.
    package var value: Value {
        var result: Value = ["item": key.value, "action": .string(action.rawValue)]
        if verification != .none { result["verification"] = verification.value }
        if !leaves.isEmpty { result["leaves"] = .array(leaves.map(\.value)) }
        if isSettled, let settled = settled ?? item.map({ Settled(of: $0) }) {
            result["settled"] = settled.value
        } else {
            result["desired"] = item?.value
        }
        result["precondition"] = precondition?.value
        if !forced.isEmpty { result["forced"] = .array(forced.sorted().map(\.value)) }
        if !reclaimed.isEmpty { result["reclaimed"] = .array(reclaimed.sorted().map(\.value)) }
        result["unknown"] = unknownReason.map(Value.string)
        if wasRemoved { result["wasRemoved"] = true }
        result["replacement"] = replacement?.value
        if !dependents.isEmpty { result["dependents"] = .array(dependents.map(\.value)) }
        if !companions.isEmpty { result["companions"] = .array(companions.map(\.value)) }
        if !exemptions.isEmpty { result["exemptions"] = .array(exemptions.map(\.value)) }
        return result
    }

    /// Reads what `value` writes.
    package init(_ reader: FieldReader) throws {
        let key = try reader.required("item", "an item") { ItemKey($0) }
        self.init(
            key: key, action: try reader.required("action", "an action") { $0.string.flatMap(Action.init(rawValue:)) },
            item: try reader.has("desired") ? Item(key: key, reader.member("desired")) : nil,
            precondition: try reader.has("precondition") ? Precondition(reader.member("precondition")) : nil,
            leaves: try reader.items("leaves").map(LeafChange.init),
            forced: Set(try reader.items("forced").map { try $0.wholePath() }),
            reclaimed: Set(try reader.items("reclaimed").map { try $0.wholePath() }),
            verification: try reader.optional("verification", "a verification") { Verification($0) } ?? .none,
            dependents: try reader.items("dependents").map { try $0.key() },
            companions: try reader.items("companions").map(Companion.init),
            exemptions: try reader.items("exemptions").map(Exemption.init),
            unknownReason: try reader.optionalString("unknown"))
        wasRemoved = reader.value["wasRemoved"]?.bool ?? false
        replacement = try reader.has("replacement") ? Replacement(reader.member("replacement")) : nil
        settled = try reader.has("settled") ? Settled(reader.member("settled")) : nil
        isSettled = settled != nil
    }
}

extension ItemChange.Settled {
    fileprivate var value: Value {
        var value: Value = ["digest": .string(digest.description)]
        value["location"] = location?.value
        return value
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            digest: try reader.required("digest", "a digest") { $0.string.flatMap { Digest($0) } },
            location: try reader.optional("location", "a location") { SourceLocation($0) })
    }
}

extension ItemChange.Companion {
    fileprivate var value: Value {
        var value = key.value
        value["owned"] = .bool(isOwned)
        return value
    }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(key: try reader.key(), isOwned: try reader.required("owned", "true or false", \.bool))
    }
}

extension ItemChange.Exemption {
    fileprivate var value: Value { ["path": path.value, "reason": .string(reason)] }

    fileprivate init(_ reader: FieldReader) throws {
        self.init(
            path: try reader.required("path", "a path") { Path($0) }, reason: try reader.string("reason"))
    }
}

extension FieldReader {
    fileprivate func wholePath() throws(Failure) -> Path {
        guard let result = Path(value) else { throw Failure(path: path, expected: "a path") }
        return result
    }
}

extension Item {
    /// The item as plan files keep it, without its key.
    var value: Value {
        var result: Value = [
            "value": desired,
            "insertions": .array(
                insertions.sorted { $0.key < $1.key }.map { ["path": $0.key.value, "insertion": $0.value.value] }),
        ]
        result["location"] = location?.value
        return result
    }

    fileprivate init(key: ItemKey, _ reader: FieldReader) throws {
        var insertions: [Path: Insertion] = [:]
        for member in try reader.items("insertions") {
            let path = try member.required("path", "a path") { Path($0) }
            insertions[path] = try Insertion(member.member("insertion"))
        }
        self.init(
            key: key, desired: try reader.required("value", "an item") { $0 }, insertions: insertions,
            location: try reader.optional("location", "a location") { SourceLocation($0) })
    }
}

extension ItemChange.Verification {
    fileprivate var value: Value {
        switch self {
        case .server: "server"
        case .probe: "probe"
        case .deferred(let reason): ["deferred": .string(reason)]
        case .none: "none"
        }
    }

    fileprivate init?(_ value: Value) {
        switch value {
        case "server": self = .server
        case "probe": self = .probe
        case "none": self = .none
        default:
            guard let reason = value["deferred"]?.string else { return nil }
            self = .deferred(reason)
        }
    }
}

extension LeafChange {
    var value: Value {
        var result: Value = ["path": path.value, "reason": .string(reason.rawValue)]
        result["old"] = old
        result["new"] = new
        if isSensitive { result["sensitive"] = true }
        if isOrder { result["order"] = true }
        if let author {
            result["author"] = ["manager": .string(author.manager)]
            result["author"]?["time"] = author.time.map(Value.string)
        }
        return result
    }

    init(_ reader: FieldReader) throws {
        self.init(
            path: try reader.required("path", "a path") { Path($0) }, old: reader.value["old"],
            new: reader.value["new"],
            reason: try reader.required("reason", "a reason") { $0.string.flatMap(Reason.init(rawValue:)) },
            isSensitive: reader.value["sensitive"]?.bool ?? false,
            author: try reader.has("author")
                ? Author(
                    manager: reader.member("author").string("manager"),
                    time: reader.member("author").optionalString("time")) : nil)
        isOrder = reader.value["order"]?.bool ?? false
    }
}
