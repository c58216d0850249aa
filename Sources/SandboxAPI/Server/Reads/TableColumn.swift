import Document

/// One column of a table.
struct TableColumn: Sendable {
    var name: String
    var type = "string"
    var format = ""
    var description = ""
    /// 0 is always shown, others by `-o wide`.
    var priority = 0
    var cell: @Sendable (_ object: Value, _ now: Timestamp) -> Value

    var definition: Value {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .integer(Int64(priority)),
        ]
    }

    /// The columns of a kind.
    static func columns(of resource: APIResource, definition: Value?) -> [TableColumn] {
        [name, age]
    }

    static let name = TableColumn(
        name: "Name", format: "name", description: description(of: "name"),
        cell: { object, _ in object["metadata"]?["name"] ?? "" })

    static let age = TableColumn(
        name: "Age", description: description(of: "creationTimestamp"),
        cell: { object, now in .string(HumanDuration.age(object["metadata"]?["creationTimestamp"], now)) })

    /// What the schema of metadata says of a member.
    private static func description(of member: String) -> String {
        switch member {
        case "name":
            "Name must be unique within a namespace. Is required when creating resources, although some resources may "
                + "allow a client to request the generation of an appropriate name automatically. Name is primarily "
                + "intended for creation idempotence and configuration definition. Cannot be updated. More info: "
                + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"
        default:
            "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
                + "guaranteed to be set in happens-before order across separate operations. Clients may not set this "
                + "value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null "
                + "for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/"
                + "api-conventions.md#metadata"
        }
    }
}
