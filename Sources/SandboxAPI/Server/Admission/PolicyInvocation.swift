import Document

/// One policy with one of its bindings and one object of parameters, for one request.
struct PolicyInvocation: Sendable {
    var policy: AdmissionPolicy
    var binding: AdmissionPolicy.Binding
    /// The version in which the policy looks at the objects.
    var view: ResourceKind
    var param: Value?

    /// What the policy's expressions speak of. A variable that has no value is not there.
    func scope(_ request: AdmissionRequest, _ object: Value?, namespace: Value?) -> CELExpression.Scope {
        func seen(_ object: Value?) -> CELValue {
            .data(object.map { request.kind.converted($0, to: view) } ?? .null)
        }
        var scope: CELExpression.Scope = [
            "object": seen(object), "oldObject": seen(request.oldObject), "params": .data(param ?? .null),
            "request": .data(request.document(in: view)), "namespaceObject": .data(namespace ?? .null),
        ]
        var variables = Object()
        scope["variables"] = .data(.object(variables))
        for variable in policy.variables {
            guard let value = try? variable.expression.evaluated(scope).data() else { continue }
            variables[variable.name] = value
            scope["variables"] = .data(.object(variables))
        }
        return scope
    }

    /// Whether the request meets the policy's conditions.
    func isMeant(_ scope: CELExpression.Scope) throws(CELError) -> Bool {
        for condition in policy.conditions {
            if try !condition.expression.evaluated(scope).truth() { return false }
        }
        return true
    }
}

/// What is wrong with a policy itself, which refuses the request unless the policy says otherwise.
struct PolicyFailure: Error {
    var policy: AdmissionPolicy
    /// nil where the policy is wrong whatever the binding.
    var binding: AdmissionPolicy.Binding?
    var message: String
}

extension ServerState {
    /// The policies that are for a request, and what is wrong with those that should be.
    func invocations(
        of policies: [AdmissionPolicy], _ request: AdmissionRequest
    ) -> (invocations: [PolicyInvocation], failures: [PolicyFailure]) {
        let resource = request.info.resource
        // A cluster whose policies could refuse the change of policies could not be mended.
        guard resource.group != "admissionregistration.k8s.io", request.info.subresource != "scale" else {
            return ([], [])
        }
        let others = catalog.versions(of: resource.group).filter { version in
            version != resource.version
                && catalog.resource(group: resource.group, version: version, name: resource.name) != nil
        }
        let versions = [resource.version] + others
        let labels = namespaceLabels(of: request)
        var (invocations, failures): ([PolicyInvocation], [PolicyFailure]) = ([], [])
        for policy in policies {
            let version = policy.match.version(of: request, among: versions, namespaceLabels: labels)
            guard let version,
                let seen = catalog.resource(group: resource.group, version: version, name: resource.name)
            else { continue }
            for binding in policy.bindings
            where binding.match.version(of: request, among: versions, namespaceLabels: labels) != nil {
                do throws(PolicyFailure) {
                    for param in try params(of: policy, binding, request) {
                        invocations.append(
                            PolicyInvocation(policy: policy, binding: binding, view: kind(of: seen), param: param))
                    }
                } catch {
                    failures.append(error)
                }
            }
        }
        return (invocations, failures)
    }

    /// The labels of the object's namespace, or of the object where it is one; nil where there is no namespace.
    private func namespaceLabels(of request: AdmissionRequest) -> [String: String]? {
        if request.info.resource.groupResource == .namespaces { return request.labels.first }
        guard !request.info.namespace.isEmpty else { return nil }
        return store.object(ObjectKey(name: request.info.namespace), of: .namespaces)?.labels ?? [:]
    }

    /// The object's namespace as expressions have it; nil of what has none.
    func namespaceObject(of request: AdmissionRequest) -> Value? {
        guard !request.info.namespace.isEmpty, request.info.resource.groupResource != .namespaces else { return nil }
        return store.object(ObjectKey(name: request.info.namespace), of: .namespaces)?
            .value(apiVersion: "v1", kind: "Namespace")
    }

    /// The objects that a policy is asked with, one after the other: nil alone where it has no parameters.
    private func params(
        of policy: AdmissionPolicy, _ binding: AdmissionPolicy.Binding, _ request: AdmissionRequest
    ) throws(PolicyFailure) -> [Value?] {
        guard let kind = policy.paramKind, let reference = binding.paramRef else { return [nil] }
        func failure(_ message: String) -> PolicyFailure {
            PolicyFailure(policy: policy, binding: binding, message: "failed to configure binding: \(message)")
        }
        let (apiVersion, name) = (kind["apiVersion"]?.string ?? "", kind["kind"]?.string ?? "")
        guard let resource = catalog.resource(apiVersion: apiVersion, kind: name) else {
            throw failure("paramKind kind `\(apiVersion), Kind=\(name)` not known")
        }
        let own = reference["namespace"]?.string ?? ""
        let namespace = resource.isNamespaced ? (own.isEmpty ? request.info.namespace : own) : ""
        if resource.isNamespaced, namespace.isEmpty {
            throw failure("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources")
        }
        if !resource.isNamespaced, !own.isEmpty {
            throw failure("paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
        }
        let found: [StoredObject]
        if let name = reference["name"]?.string, !name.isEmpty {
            let key = ObjectKey(namespace: namespace, name: name)
            found = store.object(key, of: resource.groupResource).map { [$0] } ?? []
        } else {
            let selector = LabelSelector(selector: reference["selector"])
            found = store.objects(of: resource.groupResource, namespace: namespace).filter {
                selector.matches($0.labels)
            }
        }
        if found.isEmpty, reference["parameterNotFoundAction"] == "Deny" {
            throw failure("no params found for policy binding with `Deny` parameterNotFoundAction")
        }
        return found.map { $0.value(as: resource) }
    }
}
