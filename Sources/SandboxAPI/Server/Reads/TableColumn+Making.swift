import Document

extension TableColumn {
    /// A column that shows a member as text.
    static func text(_ name: String, _ path: Path, absent: String = "", priority: Int = 0) -> TableColumn {
        TableColumn(
            name: name, priority: priority,
            cell: { object, _ in
                guard let value = object[path], value.plain != "" else { return .string(absent) }
                return .string(value.plain)
            })
    }

    /// A column that shows a number, 0 where there is none.
    static func number(_ name: String, _ path: Path) -> TableColumn {
        TableColumn(name: name, type: "integer", cell: { object, _ in object[path] ?? 0 })
    }

    /// A column that shows what follows from the object.
    static func computed(
        _ name: String, _ type: String = "string", description: String = "", priority: Int = 0,
        cell: @escaping @Sendable (Value) -> Value
    ) -> TableColumn {
        TableColumn(
            name: name, type: type, description: description, priority: priority, cell: { object, _ in cell(object) })
    }

    static let createdAt = TableColumn(
        name: "Created At", type: "date", description: ColumnDescription.created,
        cell: { object, _ in object["metadata"]?["creationTimestamp"] ?? "" })

    /// The columns that a definition names for one of its versions.
    static func columns(of custom: APIResource.Custom) -> [TableColumn] {
        let columns = custom.printerColumns.map { column -> TableColumn in
            let path = PrinterPath(column["jsonPath"]?.string ?? "")
            let type = column["type"]?.string ?? "string"
            return TableColumn(
                name: column["name"]?.string ?? "", type: type, format: column["format"]?.string ?? "",
                description: column["description"]?.string ?? "", priority: Int(column["priority"]?.integer ?? 0),
                cell: { object, now in
                    guard let value = path.value(in: object), !value.isNull else { return .null }
                    switch type {
                    case "date": return .string(HumanDuration.age(value, now))
                    case "integer", "number", "boolean": return value
                    default: return .string(value.plain)
                    }
                })
        }
        let age = TableColumn(
            name: "Age", type: "date", description: ColumnDescription.customAge,
            cell: { object, now in .string(HumanDuration.age(object["metadata"]?["creationTimestamp"], now)) })
        return [name] + (columns.isEmpty ? [age] : columns)
    }
}
