import Document
import Schemas

/// The types of the built-in kinds by name.
package struct SchemaCatalog: Sendable {
    /// The types of the built-in kinds.
    package static let builtIn = SchemaCatalog(KindFields.builtIn)

    /// The types of `autoscaling/v1`, some of which are called as those of `v2` are.
    static let firstAutoscaling = SchemaCatalog([KindFields.metaTypes, KindFields.firstAutoscalingTypes])

    /// The types of Kamaji's custom resource, which embed those of pods.
    static let kamaji = SchemaCatalog(KindFields.builtIn + KindFields.kamaji)

    private var types: [String: SchemaType] = [:]

    init(_ texts: [String]) {
        let notation = FieldNotation(texts)
        for name in notation.declarations.keys.sorted() {
            _ = resolve(name, in: notation, open: [])
        }
    }

    /// A type by its name; nil where nothing of that name is declared.
    package subscript(name: String) -> SchemaType? { types[name] }

    package var names: [String] { types.keys.sorted() }

    private mutating func resolve(_ name: String, in notation: FieldNotation, open: [String]) -> SchemaType {
        if let known = types[name] { return known }
        if open.contains(name) { return .recursive { SchemaCatalog.builtIn[name] ?? .untyped } }
        guard let declaration = notation.declarations[name] else { preconditionFailure("no type \(name)") }
        let fields = declaration.fields.map { field in
            let type = fieldType(field.type, merge: field.merge, in: notation, open: open + [name])
            return SchemaField(
                field.name, type, presence(of: field, type), defaultValue: field.defaultValue,
                publishesDefault: field.publishesDefault, constraints: field.constraints)
        }
        let type = SchemaType.map(MapType(name: name, fields: fields, isAtomic: declaration.isAtomic))
        types[name] = type
        return type
    }

    private func presence(of field: FieldNotation.Field, _ type: SchemaType) -> SchemaField.Presence {
        switch (field.suffix, type) {
        case ("!", _): .always
        case ("?", _): .optional
        case (_, .map(let map)) where !map.fields.isEmpty || map.element == nil: .optional
        case (_, .recursive), (_, .untyped): .optional
        default: .omittedWhenEmpty
        }
    }

    private mutating func fieldType(
        _ text: String, merge: [String], in notation: FieldNotation, open: [String]
    ) -> SchemaType {
        switch text {
        case "string": return .scalar(.string)
        case "int": return .scalar(.integer)
        case "number": return .scalar(.number)
        case "bool": return .scalar(.boolean)
        case "any": return .scalar(.any)
        case "quantity": return .scalar(.quantity)
        case "bytes": return .scalar(.bytes)
        case "raw": return .untyped
        default: break
        }
        let inner = String(text.dropFirst().dropLast())
        if text.hasPrefix("[") {
            let element = fieldType(inner, merge: [], in: notation, open: open)
            switch merge.first {
            case "set": return .list(ListType(element, .set))
            case "key": return .list(ListType(element, .keyed(Array(merge.dropFirst()))))
            default: return .list(ListType(element))
            }
        }
        if text.hasPrefix("{") {
            let element = fieldType(inner, merge: [], in: notation, open: open)
            return .map(MapType(element: element, isAtomic: merge.first == "atomic"))
        }
        let named = resolve(text, in: notation, open: open)
        // A reference may be atomic where the type itself is not.
        if merge.first == "atomic", case .map(let map) = named {
            let fields = map.order.compactMap { map.fields[$0] }
            return .map(MapType(name: map.name, fields: fields, element: map.element, isAtomic: true))
        }
        return named
    }
}
