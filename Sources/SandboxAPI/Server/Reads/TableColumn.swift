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
    static func columns(of resource: APIResource) -> [TableColumn] {
        if let custom = resource.custom { return columns(of: custom) }
        return builtIn[resource.groupResource] ?? [name, age]
    }

    static let name = TableColumn(
        name: "Name", format: "name", description: ColumnDescription.name,
        cell: { object, _ in object["metadata"]?["name"] ?? "" })

    static let age = TableColumn(
        name: "Age", description: ColumnDescription.created,
        cell: { object, now in .string(HumanDuration.age(object["metadata"]?["creationTimestamp"], now)) })
}
