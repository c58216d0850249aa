import Document

extension StructuralSchema {
    /// A custom object as the server keeps it: pruned of what its schema does not declare, metadata in Go's form, nulls
    /// gone, defaults filled in.
    func decoded(_ object: Value) -> Value {
        guard case .object(let members) = object else { return object }
        var result = prunedMembers(of: members, isResource: true)
        fillDefaults(in: &result)
        return .object(result)
    }

    /// A stored object without what the schema does not declare.
    func shown(_ object: Value) -> Value {
        guard case .object(let members) = object else { return object }
        return .object(prunedMembers(of: members, isResource: true))
    }

    /// The members that decoding would drop: `spec.x`.
    func undeclared(in object: Value) -> [String] {
        undeclared(in: object, at: "", isResource: true)
    }

    private func undeclared(in value: Value, at field: String, isResource: Bool) -> [String] {
        switch value {
        case .object(let object):
            object.flatMap { key, value -> [String] in
                if isResource, Self.objectMembers.contains(key) { return [] }
                let place = field.isEmpty ? key : "\(field).\(key)"
                if let schema = member(key) {
                    return schema.undeclared(in: value, at: place, isResource: schema.isEmbeddedResource)
                }
                return preservesUnknownFields || allowsAdditionalProperties ? [] : [place]
            }
        case .array(let array):
            array.enumerated().flatMap { index, item in
                items?.undeclared(in: item, at: "\(field)[\(index)]", isResource: items?.isEmbeddedResource ?? false)
                    ?? []
            }
        default: []
        }
    }

    private func prunedMembers(of members: Object, isResource: Bool) -> Object {
        var result = Object(minimumCapacity: members.count)
        for (key, value) in members {
            if isResource, Self.objectMembers.contains(key) {
                let metadata = key == "metadata" ? try? SchemaCatalog.builtIn["ObjectMeta"]?.decoded(value) : nil
                result[key] = metadata ?? value
            } else {
                result[key] = pruned(key, value)
            }
        }
        return result
    }

    /// A member without undeclared fields and nulls; nil where it goes itself.
    private func pruned(_ key: String, _ value: Value) -> Value? {
        guard let schema = member(key) else {
            if preservesUnknownFields { return value }
            return allowsAdditionalProperties ? value.withoutMembers : nil
        }
        // A null that may not be one is as good as absent, be it for its default.
        if value.isNull, !schema.isNullable { return nil }
        return schema.pruned(value)
    }

    private func pruned(_ value: Value) -> Value {
        switch value {
        case .object(let object): .object(prunedMembers(of: object, isResource: isEmbeddedResource))
        case .array(let array):
            if let items { .array(array.map(items.pruned)) } else { value }
        default: value
        }
    }

    private func fillDefaults(in object: inout Object) {
        for (key, schema) in properties where object[key] == nil {
            if let defaultValue = schema.defaultValue { object[key] = defaultValue }
        }
        for key in object.keys {
            guard let schema = member(key), var value = object[key] else { continue }
            schema.fillDefaults(in: &value)
            object[key] = value
        }
    }

    private func fillDefaults(in value: inout Value) {
        switch value {
        case .object(var object):
            guard !properties.isEmpty || additionalProperties != nil else { return }
            fillDefaults(in: &object)
            value = .object(object)
        case .array(var array):
            guard let items else { return }
            for index in array.indices {
                if array[index].isNull, !items.isNullable, let value = items.defaultValue { array[index] = value }
                items.fillDefaults(in: &array[index])
            }
            value = .array(array)
        default: break
        }
    }
}

extension Value {
    /// What is left of a value of which nothing is declared: objects lose their members.
    fileprivate var withoutMembers: Value {
        switch self {
        case .object: .object([:])
        case .array(let items): .array(items.map(\.withoutMembers))
        default: self
        }
    }
}
