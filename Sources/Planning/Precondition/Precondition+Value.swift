import Document
import Resources

extension Precondition {
    /// The precondition as plan files keep it.
    package var value: Value {
        var result: Value = [:]
        switch presence {
        case .absent: result["absent"] = true
        case .present(let uid): result["uid"] = .string(uid)
        case .terminating(let uid): result["terminating"] = .string(uid)
        }
        result["version"] = version.map(Value.string)
        result["owner"] = owner.map { .string($0.description) }
        switch adopted {
        case .unmarked: result["adopted"] = "unmarked"
        case .estate(let name): result["adopted"] = ["estate": .string(name)]
        case nil: break
        }
        if !leaves.isEmpty {
            result["leaves"] = .array(
                leaves.map { leaf in
                    var value: Value = ["path": leaf.path.value, "managers": .array(leaf.managers.map(Value.string))]
                    value["value"] = leaf.value
                    return value
                })
        }
        if !contents.isEmpty { result["contents"] = .array(contents.sorted().map(\.value)) }
        return result
    }

    /// Reads what `value` writes.
    package init(_ reader: FieldReader) throws {
        let presence: Presence
        if let uid = try reader.optionalString("uid") {
            presence = .present(uid: uid)
        } else if let uid = try reader.optionalString("terminating") {
            presence = .terminating(uid: uid)
        } else if try reader.required("absent", "true", \.bool) {
            presence = .absent
        } else {
            throw FieldReader.Failure(path: reader.path, expected: "uid, terminating or absent")
        }
        self.init(
            presence, version: try reader.optionalString("version"),
            leaves: try reader.items("leaves").map { leaf in
                SeenLeaf(
                    path: try leaf.required("path", "a path") { Path($0) }, value: leaf.value["value"],
                    managers: try leaf.items("managers").map { try $0.text() })
            },
            owner: try reader.optional("owner", "an address") { $0.string.flatMap { ResourceAddress($0) } },
            adopted: try reader.optional("adopted", "unmarked, or an estate") { value in
                value == "unmarked" ? .unmarked : value["estate"]?.string.map { .estate($0) }
            },
            contents: Set(try reader.items("contents").map { try $0.key() }))
    }
}

extension FieldReader {
    /// The value itself as a string.
    func text() throws(Failure) -> String {
        guard let text = value.string else { throw Failure(path: path, expected: "a string") }
        return text
    }

    /// The value itself as the address of a resource.
    func address() throws(Failure) -> ResourceAddress {
        guard let address = value.string.flatMap({ ResourceAddress($0) }) else {
            throw Failure(path: path, expected: "an address")
        }
        return address
    }

    /// The value itself as the key of an item.
    func key() throws(Failure) -> ItemKey {
        guard let key = ItemKey(value) else { throw Failure(path: path, expected: "an item") }
        return key
    }
}
