extension ProtobufCatalog {
    /// Networking, policies and the small groups.
    static let clusterMessages = """
        Ingress: metadata:ObjectMeta spec:IngressSpec status:IngressStatus
        IngressSpec: defaultBackend:IngressBackend tls:[IngressTLS] rules:[IngressRule] ingressClassName:string?
        IngressBackend: @3 resource:TypedLocalObjectReference service:IngressServiceBackend
        IngressServiceBackend: name port:ServiceBackendPort
        ServiceBackendPort: name number:int
        IngressTLS: hosts:[string] secretName
        IngressRule: host +ingressRuleValue:IngressRuleValue
        IngressRuleValue: http:HTTPIngressRuleValue
        HTTPIngressRuleValue: paths:[HTTPIngressPath]
        HTTPIngressPath: path backend:IngressBackend pathType:string?
        IngressStatus: loadBalancer:IngressLoadBalancerStatus
        IngressLoadBalancerStatus: ingress:[IngressLoadBalancerIngress]
        IngressLoadBalancerIngress: ip hostname @4 ports:[IngressPortStatus]
        IngressPortStatus: port:int protocol error:string?
        IngressClass: metadata:ObjectMeta spec:IngressClassSpec
        IngressClassSpec: controller parameters:IngressClassParametersReference
        IngressClassParametersReference: apiGroup kind name scope:string? namespace:string?
        NetworkPolicy: metadata:ObjectMeta spec:NetworkPolicySpec
        NetworkPolicySpec: podSelector:LabelSelector ingress:[NetworkPolicyIngressRule]
          egress:[NetworkPolicyEgressRule] policyTypes:[string]
        NetworkPolicyIngressRule: ports:[NetworkPolicyPort] from:[NetworkPolicyPeer]
        NetworkPolicyPort: protocol:string? port:intOrString? endPort:int?
        NetworkPolicyPeer: podSelector:LabelSelector namespaceSelector:LabelSelector ipBlock:IPBlock
        IPBlock: cidr except:[string]
        NetworkPolicyEgressRule: ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]
        PodDisruptionBudget: metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
        PodDisruptionBudgetSpec: minAvailable:intOrString? selector:LabelSelector maxUnavailable:intOrString?
          unhealthyPodEvictionPolicy:string?
        PodDisruptionBudgetStatus: observedGeneration:int disruptedPods:{time} disruptionsAllowed:int
          currentHealthy:int desiredHealthy:int expectedPods:int conditions:[Condition]
        Eviction: metadata:ObjectMeta deleteOptions:DeleteOptions
        PriorityClass: metadata:ObjectMeta value:int globalDefault:bool description preemptionPolicy:string?
        Lease: metadata:ObjectMeta spec:LeaseSpec
        LeaseSpec: holderIdentity:string? leaseDurationSeconds:int? acquireTime:microTime renewTime:microTime
          leaseTransitions:int? strategy:string? preferredHolder:string?
        EndpointSlice: metadata:ObjectMeta endpoints:[Endpoint] ports:[EndpointSlicePort] addressType
        Endpoint: addresses:[string] conditions:EndpointConditions hostname:string? targetRef:ObjectReference
          deprecatedTopology:{string} nodeName:string? zone:string? hints:EndpointHints
        EndpointConditions: ready:bool? serving:bool? terminating:bool?
        EndpointHints: forZones:[ForZone]
        ForZone: name
        EndpointSlicePort: name:string? protocol:string? port:int? appProtocol:string?
        StorageClass: metadata:ObjectMeta provisioner parameters:{string} reclaimPolicy:string?
          mountOptions:[string] allowVolumeExpansion:bool? volumeBindingMode:string?
          allowedTopologies:[TopologySelectorTerm]
        TopologySelectorTerm: matchLabelExpressions:[TopologySelectorLabelRequirement]
        TopologySelectorLabelRequirement: key values:[string]
        """
}
