import Document

/// What a type is for one value: where a type allows several, the value decides.
enum Atom {
    case scalar(SchemaType.Scalar)
    case list(ListType)
    case map(MapType)

    private static let untypedList = ListType(.untyped)
    private static let untypedMap = MapType(element: .untyped)

    init(_ type: SchemaType, for value: Value) {
        switch type.resolved {
        case .scalar(let scalar): self = .scalar(scalar)
        case .list(let list): self = .list(list)
        case .map(let map): self = .map(map)
        case .untyped, .recursive:
            switch value {
            case .array: self = .list(Self.untypedList)
            case .object, .null: self = .map(Self.untypedMap)
            default: self = .scalar(.any)
            }
        }
    }

    /// Whether both are of one shape; with declared types they always are.
    func hasShape(of other: Atom) -> Bool {
        switch (self, other) {
        case (.scalar, .scalar), (.list, .list), (.map, .map): true
        default: false
        }
    }
}

extension MapType {
    /// The type of what stands under a key; nil where the schema declares nothing there.
    func type(of key: String) -> SchemaType? {
        fields[key]?.type ?? element
    }
}
