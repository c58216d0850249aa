import Document

/// Where the requests meet the schemas: what a kind fills in, refuses and owns.
extension ServerState {
    /// The kind of a resource; one that is served without a schema takes anything.
    func kind(of resource: APIResource) -> ResourceKind {
        registry.kind(group: resource.group, version: resource.version, plural: resource.name)
            ?? ResourceKind(
                group: resource.group, version: resource.version, kind: resource.kind, plural: resource.name,
                isNamespaced: resource.isNamespaced, hasStatus: resource.hasStatusSubresource, schema: .untyped)
    }

    /// The kind in the version in which a resource's objects are stored, where that is another form than the request's.
    ///
    /// Versions of custom resources differ by their name alone: their objects are looked at as the request's version
    /// has them.
    func storedKind(of resource: APIResource) -> ResourceKind {
        guard resource.conversion != nil, let stored = catalog.stored(resource.groupResource) else {
            return kind(of: resource)
        }
        return kind(of: stored)
    }

    /// The versions of a resource's kind, by `apiVersion`.
    func versions(of resource: APIResource) -> (String) -> ResourceKind? {
        { [registry] apiVersion in
            let parts = apiVersion.split(separator: "/")
            guard let version = parts.last, apiVersion == (resource.group.isEmpty ? "" : "\(resource.group)/") + version
            else { return nil }
            return registry.kind(group: resource.group, version: String(version), plural: resource.name)
        }
    }

    /// An object of a request's version in the form in which it is stored, with that form's defaults.
    func storedForm(_ object: Value, _ info: RequestInfo) throws(StatusError) -> Value {
        guard info.resource.conversion != nil else { return object }
        let stored = storedKind(of: info.resource)
        let converted = kind(of: info.resource).converted(object, to: stored)
        do { return try stored.decoded(converted) } catch { throw .undecodable(stored, error.message) }
    }

    /// The object after the mutating admission policies.
    func admitted(
        _ object: Value, live: Value?, _ info: RequestInfo, _ options: WriteOptions
    ) throws(StatusError) -> Value {
        guard !policies.mutating.isEmpty else { return object }
        let request = AdmissionRequest(
            live == nil ? .create : .update, info, kind(of: info.resource), object, old: live, user: options.user,
            isDryRun: options.isDryRun)
        return try mutated(request) ?? object
    }

    /// Complaints about members that the kind does not declare, and about keys that stood twice in the body.
    func strictComplaints(about object: Value, _ info: RequestInfo, _ options: WriteOptions) -> [String] {
        guard options.fieldValidation != .ignore else { return [] }
        let undeclared = UndeclaredFields(of: object, kind(of: info.resource)).complaints
        let repeated = options.repeatedKeys.map { "duplicate field \"\($0.fieldText)\"" }
        // Custom resources are decoded first and looked at after that.
        return info.resource.isCustom ? repeated + undeclared.sorted() : undeclared + repeated
    }

    /// Lets the kind's strategy fill in what it derives or allocates.
    func prepare(_ object: inout Value, live: Value?, _ kind: ResourceKind, uid: String) {
        let addresses = addresses
        let context = WriteContext(
            now: environment.now().description, uid: uid, allocateClusterIP: { addresses.nextClusterIP() },
            allocateNodePort: { addresses.nextNodePort() })
        kind.rules.prepare(&object, live, context)
        configuration.admission?.fill(&object, live: live, kind)
    }

    /// Refuses an object that breaks the rules of metadata or of its kind.
    func validate(_ object: Value, live: Value?, _ kind: ResourceKind, _ key: ObjectKey) throws(StatusError) {
        var problems = MetadataRules(kind).problems(of: object, live: live)
        problems.append(contentsOf: kind.rules.validate(object, live))
        guard problems.isEmpty else { throw .invalid(kind, name: key.name, problems: problems) }
        let denial = configuration.admission?.denial(of: object, live: live, kind) { resource, key in
            store.object(key, of: resource) != nil
        }
        if let denial {
            throw StatusError(code: 403, reason: "Forbidden", message: denial)
        }
    }

    /// The object, decoded and with its `managedFields`, after a write that is no apply.
    func updated(
        _ object: Value, live: Value?, _ kind: ResourceKind, _ info: RequestInfo, _ options: WriteOptions,
        refusal: ((String) -> StatusError)? = nil
    ) throws(StatusError) -> Value {
        try Merge.update(
            live: live, new: object, kind: kind, manager: options.manager, now: environment.now().description,
            subresource: info.subresource.isEmpty ? nil : info.subresource, versions: versions(of: info.resource),
            refusal: refusal)
    }
}

extension Path {
    /// `spec.containers[0].name`: how strict decoding names a place.
    fileprivate var fieldText: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .item, .member: break
            }
        }
    }
}
