extension ProtobufCatalog {
    /// `rbac.authorization.k8s.io`, the reviews and requests of authentication and authorization, `certificates.k8s.io`.
    static let accessMessages = """
        Role: metadata:ObjectMeta rules:[PolicyRule]
        PolicyRule: verbs:[string] apiGroups:[string] resources:[string] resourceNames:[string]
          nonResourceURLs:[string]
        RoleBinding: metadata:ObjectMeta subjects:[Subject] roleRef:RoleRef
        Subject: kind apiGroup name namespace
        RoleRef: apiGroup kind name
        ClusterRole: metadata:ObjectMeta rules:[PolicyRule] aggregationRule:AggregationRule
        AggregationRule: clusterRoleSelectors:[LabelSelector]
        ClusterRoleBinding: metadata:ObjectMeta subjects:[Subject] roleRef:RoleRef
        TokenRequest: metadata:ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus
        TokenRequestSpec: audiences:[string] @3 boundObjectRef:BoundObjectReference expirationSeconds:int?
        BoundObjectReference: kind apiVersion name uid
        TokenRequestStatus: token expirationTimestamp:time
        TokenReview: metadata:ObjectMeta spec:TokenReviewSpec status:TokenReviewStatus
        TokenReviewSpec: token audiences:[string]
        TokenReviewStatus: authenticated:bool user:UserInfo error audiences:[string]
        UserInfo: username uid groups:[string] extra:{[string]}
        SelfSubjectReview: metadata:ObjectMeta status:SelfSubjectReviewStatus
        SelfSubjectReviewStatus: userInfo:UserInfo
        SelfSubjectAccessReview: metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec
          status:SubjectAccessReviewStatus
        SelfSubjectAccessReviewSpec: resourceAttributes:ResourceAttributes
          nonResourceAttributes:NonResourceAttributes
        ResourceAttributes: namespace verb group version resource subresource name
          fieldSelector:FieldSelectorAttributes labelSelector:LabelSelectorAttributes
        FieldSelectorAttributes: rawSelector requirements:[FieldSelectorRequirement]
        FieldSelectorRequirement: key operator values:[string]
        LabelSelectorAttributes: rawSelector requirements:[LabelSelectorRequirement]
        NonResourceAttributes: path verb
        SubjectAccessReviewStatus: allowed:bool reason evaluationError denied:bool
        SubjectAccessReview: metadata:ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
        SubjectAccessReviewSpec: resourceAttributes:ResourceAttributes nonResourceAttributes:NonResourceAttributes
          user groups:[string] extra:{[string]} uid
        LocalSubjectAccessReview: metadata:ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
        SelfSubjectRulesReview: metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus
        SelfSubjectRulesReviewSpec: namespace
        SubjectRulesReviewStatus: resourceRules:[ResourceRule] nonResourceRules:[NonResourceRule] incomplete:bool
          evaluationError
        ResourceRule: verbs:[string] apiGroups:[string] resources:[string] resourceNames:[string]
        NonResourceRule: verbs:[string] nonResourceURLs:[string]
        CertificateSigningRequest: metadata:ObjectMeta spec:CertificateSigningRequestSpec
          status:CertificateSigningRequestStatus
        CertificateSigningRequestSpec: request:bytes username uid groups:[string] usages:[string] extra:{[string]}
          signerName expirationSeconds:int?
        CertificateSigningRequestStatus: conditions:[CertificateSigningRequestCondition] certificate:bytes
        CertificateSigningRequestCondition: type reason message lastUpdateTime:time lastTransitionTime:time status
        """
}
