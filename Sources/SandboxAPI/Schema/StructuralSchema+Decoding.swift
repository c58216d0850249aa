import Document

extension StructuralSchema {
    /// A custom object as the server keeps it: pruned of what its schema does not declare, metadata in Go's form, nulls
    /// gone, defaults filled in.
    func decoded(_ object: Value) -> Value {
        guard case .object(let members) = object else { return object }
        var result = Object(minimumCapacity: members.count)
        for (key, value) in members {
            switch key {
            case "apiVersion", "kind": result[key] = value
            case "metadata":
                result[key] = (try? SchemaCatalog.builtIn["ObjectMeta"]?.decoded(value)) ?? value
            default: result[key] = pruned(key, value)
            }
        }
        fillDefaults(in: &result)
        return .object(result)
    }

    /// A member without undeclared fields and nulls; nil where it goes itself.
    private func pruned(_ key: String, _ value: Value) -> Value? {
        guard let schema = member(key) else {
            if preservesUnknownFields { return value }
            return nil
        }
        // A null that may not be one is as good as absent, be it for its default.
        if value.isNull, !schema.isNullable { return nil }
        return schema.pruned(value)
    }

    private func pruned(_ value: Value) -> Value {
        switch value {
        case .object(let object):
            if preservesUnknownFields, properties.isEmpty { return value }
            guard type == "object" || !properties.isEmpty || additionalProperties != nil else { return value }
            var result = Object(minimumCapacity: object.count)
            for (key, value) in object { result[key] = pruned(key, value) }
            return .object(result)
        case .array(let array):
            guard let items else { return value }
            return .array(array.map(items.pruned))
        default: return value
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
            for index in array.indices { items.fillDefaults(in: &array[index]) }
            value = .array(array)
        default: break
        }
    }
}
