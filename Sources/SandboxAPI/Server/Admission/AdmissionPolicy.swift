import Document

/// A MutatingAdmissionPolicy or a ValidatingAdmissionPolicy with its bindings; its expressions have been read.
///
/// Source: `k8s.io/apiserver/pkg/admission/plugin/policy`.
struct AdmissionPolicy: Sendable {
    /// What expressions may speak of. There is no `authorizer` here.
    static let variables: Set<String> = [
        "object", "oldObject", "request", "params", "namespaceObject", "variables",
    ]

    struct NamedExpression: Sendable {
        var name: String
        var expression: CELExpression
    }

    enum Mutation: Sendable {
        case applyConfiguration(CELExpression)
        case jsonPatch(CELExpression)
    }

    struct Validation: Sendable {
        var text: String
        var expression: CELExpression
        var message: String
        var messageExpression: CELExpression?
        /// The reason of the refusal: `Invalid` unless the policy says otherwise.
        var reason: String
    }

    struct Binding: Sendable {
        var name: String
        var policyName: String
        var match: PolicyMatch
        /// Which objects the policy is given as `params`; nil where none.
        var paramRef: Value?
        /// `Deny`, `Warn`, `Audit`; a mutating policy has none.
        var actions: [String]
    }

    let name: String
    let match: PolicyMatch
    let conditions: [NamedExpression]
    let variables: [NamedExpression]
    /// The kind of the `params`, as `apiVersion` and `kind`; nil where the policy has none.
    let paramKind: Value?
    /// Whether what goes wrong with the policy itself lets a request pass.
    let ignoresFailures: Bool
    let mutations: [Mutation]
    let validations: [Validation]
    /// Whether later changes to the object bring the policy up once more.
    let isReinvoked: Bool
    var bindings: [Binding] = []

    /// nil where an expression cannot be read, which is refused when the policy is written.
    init?(_ object: Value) {
        guard let spec = object["spec"], let constraints = spec["matchConstraints"] else { return nil }
        do throws(CELError) {
            name = object["metadata"]?["name"]?.string ?? ""
            match = PolicyMatch(constraints)
            conditions = try Self.named(spec["matchConditions"])
            variables = try Self.named(spec["variables"])
            paramKind = spec["paramKind"]
            ignoresFailures = spec["failurePolicy"] == "Ignore"
            mutations = try (spec["mutations"]?.array ?? []).map(Self.mutation)
            validations = try (spec["validations"]?.array ?? []).map(Self.validation)
            isReinvoked = spec["reinvocationPolicy"] == "IfNeeded"
        } catch {
            return nil
        }
    }

    private static func named(_ list: Value?) throws(CELError) -> [NamedExpression] {
        try (list?.array ?? []).map { item throws(CELError) in
            NamedExpression(name: item["name"]?.string ?? "", expression: try expression(item["expression"]))
        }
    }

    private static func mutation(_ item: Value) throws(CELError) -> Mutation {
        item["patchType"] == "JSONPatch"
            ? .jsonPatch(try expression(item["jsonPatch"]?["expression"]))
            : .applyConfiguration(try expression(item["applyConfiguration"]?["expression"]))
    }

    private static func validation(_ item: Value) throws(CELError) -> Validation {
        let message = item["messageExpression"]?.string ?? ""
        return Validation(
            text: item["expression"]?.string ?? "", expression: try expression(item["expression"]),
            message: (item["message"]?.string ?? "").trimmed,
            messageExpression: message.isEmpty ? nil : try CELExpression(message),
            reason: item["reason"]?.string ?? "Invalid")
    }

    private static func expression(_ value: Value?) throws(CELError) -> CELExpression {
        try CELExpression(value?.string ?? "")
    }
}

extension AdmissionPolicy.Binding {
    init(_ object: Value) {
        name = object["metadata"]?["name"]?.string ?? ""
        policyName = object["spec"]?["policyName"]?.string ?? ""
        match = PolicyMatch(object["spec"]?["matchResources"] ?? [:])
        paramRef = object["spec"]?["paramRef"]
        actions = (object["spec"]?["validationActions"]?.array ?? []).compactMap(\.string)
    }
}

/// The policies of a cluster that are bound, in the order of their names.
struct AdmissionPolicies: Sendable {
    private(set) var mutating: [AdmissionPolicy] = []
    private(set) var validating: [AdmissionPolicy] = []

    init() {}

    init(_ store: ObjectStore) {
        mutating = Self.bound(in: store, "mutating")
        validating = Self.bound(in: store, "validating")
    }

    /// Whether an object of this resource is a policy or a binding.
    static func consistOf(_ resource: GroupResource) -> Bool {
        resource.group == group && resource.resource.contains("admissionpolic")
    }

    private static let group = "admissionregistration.k8s.io"

    private static func bound(in store: ObjectStore, _ prefix: String) -> [AdmissionPolicy] {
        func values(_ name: String) -> [Value] {
            store.objects(of: GroupResource(group: group, resource: prefix + name)).map(\.value)
        }
        let bindings = values("admissionpolicybindings").map(AdmissionPolicy.Binding.init)
        guard !bindings.isEmpty else { return [] }
        return values("admissionpolicies").compactMap { object in
            guard var policy = AdmissionPolicy(object) else { return nil }
            policy.bindings = bindings.filter { $0.policyName == policy.name }
            return policy.bindings.isEmpty ? nil : policy
        }
    }
}
