import Document

extension ServerState {
    /// The object as the mutating policies leave it. What they set belongs to nobody.
    ///
    /// Source: `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/dispatcher.go`.
    func mutated(_ request: AdmissionRequest) throws(StatusError) -> Value? {
        guard !policies.mutating.isEmpty, var object = request.object else { return request.object }
        let (invocations, wrong) = invocations(of: policies.mutating, request)
        var failures = wrong
        let namespace = namespaceObject(of: request)
        // What the policies left that want to see later changes.
        var seen: [(invocation: PolicyInvocation, result: Value)] = []
        for invocation in invocations {
            failures += invocation.mutate(&object, request, namespace)
            if invocation.policy.isReinvoked { seen.append((invocation, object)) }
        }
        for (invocation, result) in seen where result != object {
            failures += invocation.mutate(&object, request, namespace)
        }
        try refuse(failures.filter { !$0.policy.ignoresFailures }, request)
        return object
    }

    private func refuse(_ failures: [PolicyFailure], _ request: AdmissionRequest) throws(StatusError) {
        let messages = failures.map { failure in
            let binding = failure.binding.map { " with binding '\($0.name)'" } ?? ""
            return "policy '\(failure.policy.name)'\(binding) denied request: \(failure.message)"
        }
        guard let first = messages.first else { return }
        var refusal = request.refusal("")
        refusal.reason = "Invalid"
        refusal.message = first
        refusal.details?["causes"] = .array(messages.map { ["message": .string($0)] })
        throw refusal
    }
}

extension PolicyInvocation {
    /// Changes an object as the policy says; what fails is left out and reported.
    fileprivate func mutate(
        _ object: inout Value, _ request: AdmissionRequest, _ namespace: Value?
    ) -> [PolicyFailure] {
        var failures: [PolicyFailure] = []
        func fail(_ message: String) {
            failures.append(PolicyFailure(policy: policy, binding: binding, message: message))
        }
        do throws(CELError) {
            guard try isMeant(scope(request, object, namespace: namespace)) else { return [] }
        } catch {
            fail(error.message)
            return failures
        }
        for mutation in policy.mutations {
            do throws(CELError) {
                let scope = scope(request, object, namespace: namespace)
                let changed = try changed(request.kind.converted(object, to: view), by: mutation, scope)
                object = view.converted(changed, to: request.kind)
            } catch {
                fail(error.message)
            }
        }
        return failures
    }

    private func changed(
        _ object: Value, by mutation: AdmissionPolicy.Mutation, _ scope: CELExpression.Scope
    ) throws(CELError) -> Value {
        let result: Value
        switch mutation {
        case .applyConfiguration(let expression):
            guard case .object(var patch) = try expression.evaluated(scope).data() else {
                throw CELError("unsupported return type from ApplyConfiguration expression")
            }
            patch["apiVersion"] = .string(view.apiVersion)
            patch["kind"] = .string(view.kind)
            result = try merged(object, .object(patch))
        case .jsonPatch(let expression):
            var changed = object
            for item in try expression.evaluated(scope).items() {
                do throws(StatusError) {
                    changed = try JSONPatchOperation(item).applied(to: changed)
                } catch {
                    throw CELError("JSON Patch: \(error.message)")
                }
            }
            result = changed
        }
        do { return try view.decoded(result) } catch { throw CELError("error applying patch: \(error.message)") }
    }

    /// Source: `patch/smd.go`.
    private func merged(_ object: Value, _ patch: Value) throws(CELError) -> Value {
        if let problem = TypeCheck(patch, as: view.schema).message {
            throw CELError("error applying patch: failed to convert patch object to typed object: \(problem)")
        }
        let atomics = Self.atomics(patch, view.schema, at: .root)
        guard atomics.isEmpty else {
            throw CELError(
                "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: "
                    + atomics.map(\.causeField).joined(separator: ", "))
        }
        do {
            return try object.merging(patch, as: view.schema)
        } catch {
            throw CELError("error applying patch: failed to merge patch: \(error.message)")
        }
    }

    /// What a patch would replace whole, though it looks as if it changed a part.
    private static func atomics(_ value: Value, _ type: SchemaType, at path: Path) -> [Path] {
        switch (value, type.resolved) {
        case (.object(let object), .map(let map)):
            (map.isAtomic ? [path] : [])
                + object.flatMap { key, member in
                    map.fields[key].map { atomics(member, $0.type, at: path.appending(key: key)) } ?? []
                }
        case (.array(let items), .list(let list)):
            (list.ownership == .atomic ? [path] : [])
                + items.enumerated().flatMap { index, item in
                    atomics(item, list.element, at: path.appending(index: index))
                }
        default: []
        }
    }
}
