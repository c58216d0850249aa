import Document
import Resources

extension ItemKey {
    /// The key as reports for programs write it.
    var json: Value {
        var result: Value = ["place": .string(place.text), "kind": .string(kind), "name": .string(name)]
        if !apiVersion.isEmpty { result["apiVersion"] = .string(apiVersion) }
        result["namespace"] = namespace.map(Value.string)
        return result
    }
}
