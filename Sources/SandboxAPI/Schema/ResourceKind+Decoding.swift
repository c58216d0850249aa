import Document

extension ResourceKind {
    /// A request's object, or a merged one, as the server keeps it: pruned, in Go's form, with defaults.
    ///
    /// `keepsEmpty` is for kinds whose generation counts empty lists and maps.
    func decoded(_ object: Value, keepsEmpty: Bool = false) throws(GoDecodingError) -> Value {
        guard !isCustom else { return structural?.decoded(object) ?? object }
        var result = try schema.decoded(object, keepsEmpty: keepsEmpty)
        rules.applyDefaults(&result)
        return result
    }

    /// The object that a create is compared with: what an empty Go struct encodes to.
    var emptyObject: Value {
        let identity: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind)]
        guard !isCustom, let empty = try? schema.decoded(identity, defaults: false) else { return identity }
        return empty
    }

    /// The status of an object that is being created: whatever was sent, controllers report it later. A node reports
    /// itself, so its status stays.
    package func resetStatus(of object: inout Value) {
        guard hasStatus, kind != "Node" else { return }
        if isCustom {
            object["status"] = nil
        } else {
            object["status"] = (try? schema.decoded([:]))?["status"]
        }
    }
}
