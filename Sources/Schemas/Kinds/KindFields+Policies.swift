extension KindFields {
    /// The admission policies of `admissionregistration.k8s.io`.
    package static let policyTypes = """
        MutatingAdmissionPolicy
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: MutatingAdmissionPolicySpec!
        MutatingAdmissionPolicySpec
          paramKind: ParamKind
          matchConstraints: MatchResources
          variables: [Variable]
          mutations: [Mutation]
          failurePolicy: string? ~ "Fail"
          matchConditions: [MatchCondition] key name
          reinvocationPolicy: string
        Mutation
          patchType: string!
          applyConfiguration: ApplyConfiguration
          jsonPatch: JSONPatch
        ApplyConfiguration
          expression: string
        JSONPatch
          expression: string
        MutatingAdmissionPolicyBinding
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: MutatingAdmissionPolicyBindingSpec!
        MutatingAdmissionPolicyBindingSpec
          policyName: string
          paramRef: ParamRef
          matchResources: MatchResources
        ValidatingAdmissionPolicy
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: ValidatingAdmissionPolicySpec!
          status: ValidatingAdmissionPolicyStatus!
        ValidatingAdmissionPolicySpec
          paramKind: ParamKind
          matchConstraints: MatchResources
          validations: [Validation]
          failurePolicy: string? ~ "Fail"
          auditAnnotations: [AuditAnnotation]
          matchConditions: [MatchCondition] key name
          variables: [Variable] key name
        Validation
          expression: string!
          message: string
          reason: string?
          messageExpression: string
        AuditAnnotation
          key: string!
          valueExpression: string!
        ValidatingAdmissionPolicyStatus
          observedGeneration: int
          typeChecking: raw
          conditions: [Condition] key type
        ValidatingAdmissionPolicyBinding
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: ValidatingAdmissionPolicyBindingSpec!
        ValidatingAdmissionPolicyBindingSpec
          policyName: string
          paramRef: ParamRef
          matchResources: MatchResources
          validationActions: [string] set
        ParamKind atomic
          apiVersion: string
          kind: string
        ParamRef atomic
          name: string
          namespace: string
          selector: LabelSelector
          parameterNotFoundAction: string?
        Variable atomic
          name: string!
          expression: string!
        MatchResources atomic
          namespaceSelector: LabelSelector ~ {}
          objectSelector: LabelSelector ~ {}
          resourceRules: [NamedRuleWithOperations]
          excludeResourceRules: [NamedRuleWithOperations]
          matchPolicy: string? ~ "Equivalent"
        NamedRuleWithOperations atomic
          resourceNames: [string]
          operations: [string]
          apiGroups: [string]
          apiVersions: [string]
          resources: [string]
          scope: string? ~ "*"
        """
}
