extension DefaultsCatalog {
    /// `apiextensions.k8s.io` and `apiregistration.k8s.io`.
    ///
    /// Source: `defaults.go` in `apiextensions-apiserver/pkg/apis/apiextensions/v1` and
    /// `kube-aggregator/pkg/apis/apiregistration/v1`.
    static let extensionDefaults = """
        CustomResourceDefinition.apiextensions.k8s.io
          spec.names.singular = lower ^.kind
          spec.names.listKind = list ^.kind
          spec.conversion.strategy = "None"
          spec.conversion.webhook.conversionReviewVersions = ["v1"]
          spec.conversion.webhook.clientConfig.service.port = 443
          spec.preserveUnknownFields = false
        APIService.apiregistration.k8s.io
          spec.service.port = 443
          spec.groupPriorityMinimum = 0
          spec.versionPriority = 0
        """

    /// `admissionregistration.k8s.io`.
    ///
    /// Source: `pkg/apis/admissionregistration/v1/defaults.go`, and its `v1beta1` and `v1alpha1` for mutating policies.
    static let admissionDefaults = """
        MutatingWebhookConfiguration.admissionregistration.k8s.io
          webhooks[]: Webhook
          webhooks[].reinvocationPolicy = "Never"
        ValidatingWebhookConfiguration.admissionregistration.k8s.io
          webhooks[]: Webhook
        Webhook
          failurePolicy = "Fail"
          matchPolicy = "Equivalent"
          namespaceSelector = {}
          objectSelector = {}
          timeoutSeconds = 10 | 30
          rules[].scope = "*"
          clientConfig.service.port = 443
        ValidatingAdmissionPolicy.admissionregistration.k8s.io
          spec: Policy
        MutatingAdmissionPolicy.admissionregistration.k8s.io
          spec: Policy
          spec.reinvocationPolicy = "Never"
        Policy
          failurePolicy = "Fail"
          matchConstraints: Match
        Match
          matchPolicy = "Equivalent"
          namespaceSelector = {}
          objectSelector = {}
          resourceRules[].scope = "*"
          excludeResourceRules[].scope = "*"
        ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io
          spec: PolicyBinding
        MutatingAdmissionPolicyBinding.admissionregistration.k8s.io
          spec: PolicyBinding
        PolicyBinding
          matchResources: Match
        """
}
