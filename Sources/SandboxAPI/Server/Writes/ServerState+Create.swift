import Document

extension ServerState {
    /// Creates an object from the body of a POST.
    mutating func create(
        _ body: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        var (object, warnings) = try decoded(body, info, options)
        try place(&object, in: info)
        let name = try name(&object, info)
        let key = ObjectKey(namespace: info.namespace, name: name)
        try admitCreation(of: key, info)
        object["metadata"]?["uid"] = nil
        let merged = try updated(object, live: nil, kind(of: info.resource), info, options)
        let outcome = try insert(merged, key: key, info, options)
        warnings.append(contentsOf: outcome.warnings)
        return WriteOutcome(code: 201, object: outcome.object, warnings: warnings)
    }

    /// Stores a new object: the server's metadata, what its kind derives, validation.
    mutating func insert(
        _ merged: Value, key: ObjectKey, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> WriteOutcome {
        let resource = info.resource
        let kind = storedKind(of: resource)
        var object = try storedForm(admitted(merged, live: nil, info, options), info)
        let uid = environment.uid()
        for member in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
            object["metadata"]?[member] = nil
        }
        object["metadata"]?["uid"] = .string(uid)
        object["metadata"]?["creationTimestamp"] = .string(environment.now().description)
        object["metadata"]?["generation"] = kind.hasGeneration ? 1 : Value?.none
        kind.resetStatus(of: &object)
        prepare(&object, live: nil, kind, uid: uid)
        object = kind.settled(object)
        try validate(object, live: nil, kind, key)
        try admitRights(object, live: nil, info, options)
        let complaints = try checkPolicies(
            AdmissionRequest(
                .create, info, kind, object, old: nil, user: options.user, isDryRun: options.isDryRun))
        guard store.object(key, of: resource.groupResource) == nil else {
            throw .alreadyExists(resource.groupResource, key.name)
        }
        let stored =
            options.isDryRun ? StoredObject(object, key: key, version: 0) : commit(object, key: key, of: resource)
        return WriteOutcome(
            code: 201, object: stored, warnings: FinalizerWarnings.warnings(for: object, live: nil, kind) + complaints)
    }

    /// The body as an object of the resource, and warnings of what it should not hold.
    func decoded(
        _ body: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> (object: Value, warnings: [String]) {
        var object = body
        let resource = info.resource
        let apiVersion = body["apiVersion"]?.string ?? ""
        let kind = body["kind"]?.string ?? ""
        if apiVersion.isEmpty { object["apiVersion"] = .string(resource.apiVersion) }
        if kind.isEmpty { object["kind"] = .string(resource.kind) }
        if resource.isCustom {
            if !apiVersion.isEmpty, apiVersion != resource.apiVersion {
                throw .badRequest(
                    "the API version in the data (\(apiVersion)) does not match the expected API version "
                        + "(\(resource.apiVersion))")
            }
        } else if !apiVersion.isEmpty, !kind.isEmpty {
            guard kind != resource.kind || apiVersion != resource.apiVersion else {
                return try checked(object, info, options)
            }
            let claim = "\(kind) in version \"\(apiVersion.split(separator: "/").last ?? "")\" cannot be handled as a "
            guard catalog.resource(apiVersion: apiVersion, kind: kind) != nil else {
                throw .badRequest(
                    claim + "\(resource.kind): no kind \"\(kind)\" is registered for version \"\(apiVersion)\" in "
                        + "scheme \"pkg/api/legacyscheme/scheme.go:30\"")
            }
            throw .badRequest(
                claim + "\(resource.kind): converting (\(kind)) to (\(resource.kind)): unknown conversion")
        }
        return try checked(object, info, options)
    }

    private func checked(
        _ object: Value, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> (object: Value, warnings: [String]) {
        var object = object
        if object["metadata"]?.object == nil { object["metadata"] = .object([:]) }
        let complaints = strictComplaints(about: object, info, options)
        if options.fieldValidation == .strict, !complaints.isEmpty {
            let version = info.resource.isCustom ? info.resource.apiVersion : info.resource.version
            throw .badRequest(
                "\(info.resource.kind) in version \"\(version)\" cannot be handled as a \(info.resource.kind): strict "
                    + "decoding error: \(complaints.joined(separator: ", "))")
        }
        return (object, complaints)
    }

    /// The namespace of the path becomes that of the object; another one in a namespaced object is an error.
    func place(_ object: inout Value, in info: RequestInfo) throws(StatusError) {
        let own = object["metadata"]?["namespace"]?.string ?? ""
        guard own.isEmpty || info.namespace.isEmpty || own == info.namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        object["metadata"]?["namespace"] = info.namespace.isEmpty ? Value?.none : .string(info.namespace)
    }

    /// The object's name, made up where it asks for that.
    private func name(_ object: inout Value, _ info: RequestInfo) throws(StatusError) -> String {
        if let name = object["metadata"]?["name"]?.string, !name.isEmpty { return name }
        guard let prefix = object["metadata"]?["generateName"]?.string, !prefix.isEmpty else {
            throw .invalid(
                kind: info.resource.kind, group: info.resource.group, name: "",
                [.required("metadata.name", "name or generateName is required")])
        }
        let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")
        let digits = environment.uid().utf8.filter { $0 != UInt8(ascii: "-") }
        let suffix = stride(from: 0, to: 10, by: 2).map {
            alphabet[Int(digits[$0] &* 31 &+ digits[$0 + 1]) % alphabet.count]
        }
        let name = String(prefix.prefix(58)) + String(suffix)
        object["metadata"]?["name"] = .string(name)
        return name
    }

    /// Refuses objects of a namespace that is not there or is going.
    func admitCreation(of key: ObjectKey, _ info: RequestInfo) throws(StatusError) {
        if info.resource.custom?.isTerminating == true {
            throw StatusError(
                code: 405, reason: "MethodNotAllowed",
                message: "create not allowed while custom resource definition is terminating")
        }
        guard !key.namespace.isEmpty else { return }
        guard let namespace = store.object(ObjectKey(name: key.namespace), of: .namespaces) else {
            throw .notFound(.namespaces, key.namespace)
        }
        guard !namespace.isTerminating else {
            throw .forbidden(
                info.resource.groupResource, key.name,
                "unable to create new content in namespace \(key.namespace) because it is being terminated",
                [
                    FieldProblem(
                        field: "metadata.namespace", reason: "NamespaceTerminating",
                        message: "namespace \(key.namespace) is being terminated")
                ])
        }
    }
}
