import Document

extension ResourceKind {
    /// A request's object, or a merged one, as the server keeps it: pruned, in Go's form, with defaults.
    ///
    /// `keepsEmpty` is for kinds whose generation counts empty lists and maps.
    func decoded(_ object: Value, keepsEmpty: Bool = false) throws(StatusError) -> Value {
        guard !isCustom else { return structural?.decoded(object) ?? object }
        var result: Value
        do {
            result = try schema.decoded(object, keepsEmpty: keepsEmpty)
        } catch {
            throw .unclassified(
                "failed to convert new object (\(object.description(of: self))) to proper version: unable to convert "
                    + "unstructured object to \(group)/\(version), Kind=\(kind): error decoding from json: "
                    + error.message)
        }
        rules.applyDefaults(&result)
        return result
    }

    /// The object that a create is compared with: what an empty Go struct encodes to.
    var emptyObject: Value {
        let identity: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        guard !isCustom, let empty = try? schema.decoded(identity, defaults: false) else { return identity }
        return empty
    }
}
