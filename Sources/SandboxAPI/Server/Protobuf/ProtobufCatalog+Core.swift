extension ProtobufCatalog {
    /// The kinds of the core group but Pod.
    static let coreMessages = """
        Namespace: metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
        NamespaceSpec: finalizers:[string]
        NamespaceStatus: phase conditions:[NamespaceCondition]
        NamespaceCondition: type status @4 lastTransitionTime:time reason message
        ConfigMap: metadata:ObjectMeta data:{string} binaryData:{bytes} immutable:bool?
        Secret: metadata:ObjectMeta data:{bytes} type stringData:{string} immutable:bool?
        ServiceAccount: metadata:ObjectMeta secrets:[ObjectReference] imagePullSecrets:[LocalObjectReference]
          automountServiceAccountToken:bool?
        ObjectReference: kind namespace name uid apiVersion resourceVersion fieldPath
        LocalObjectReference: name
        Service: metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
        ServiceSpec: ports:[ServicePort] selector:{string} clusterIP type externalIPs:[string] @7 sessionAffinity
          loadBalancerIP loadBalancerSourceRanges:[string] externalName externalTrafficPolicy
          healthCheckNodePort:int publishNotReadyAddresses:bool sessionAffinityConfig:SessionAffinityConfig @17
          ipFamilyPolicy:string? clusterIPs:[string] ipFamilies:[string] allocateLoadBalancerNodePorts:bool?
          loadBalancerClass:string? internalTrafficPolicy:string? trafficDistribution:string?
        ServicePort: name protocol port:int targetPort:intOrString nodePort:int appProtocol:string?
        SessionAffinityConfig: clientIP:ClientIPConfig
        ClientIPConfig: timeoutSeconds:int?
        ServiceStatus: loadBalancer:LoadBalancerStatus conditions:[Condition]
        LoadBalancerStatus: ingress:[LoadBalancerIngress]
        LoadBalancerIngress: ip hostname ipMode:string? ports:[PortStatus]
        PortStatus: port:int protocol error:string?
        Event: metadata:ObjectMeta involvedObject:ObjectReference reason message source:EventSource
          firstTimestamp:time lastTimestamp:time count:int type eventTime:microTime series:EventSeries action
          related:ObjectReference reportingComponent reportingInstance
        EventSource: component host
        EventSeries: count:int lastObservedTime:microTime
        Endpoints: metadata:ObjectMeta subsets:[EndpointSubset]
        EndpointSubset: addresses:[EndpointAddress] notReadyAddresses:[EndpointAddress] ports:[EndpointPort]
        EndpointAddress: ip targetRef:ObjectReference hostname nodeName:string?
        EndpointPort: name:string? port:int? protocol:string? appProtocol:string?
        ResourceQuota: metadata:ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus
        ResourceQuotaSpec: hard:{quantity} scopes:[string] scopeSelector:ScopeSelector
        ScopeSelector: matchExpressions:[ScopedResourceSelectorRequirement]
        ScopedResourceSelectorRequirement: scopeName operator values:[string]
        ResourceQuotaStatus: hard:{quantity} used:{quantity}
        LimitRange: metadata:ObjectMeta spec:LimitRangeSpec
        LimitRangeSpec: limits:[LimitRangeItem]
        LimitRangeItem: type max:{quantity} min:{quantity} default:{quantity} defaultRequest:{quantity}
          maxLimitRequestRatio:{quantity}
        PersistentVolumeClaim: metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
        PersistentVolumeClaimSpec: accessModes:[string] resources:VolumeResourceRequirements volumeName
          selector:LabelSelector storageClassName:string? volumeMode:string? dataSource:TypedLocalObjectReference
          dataSourceRef:TypedObjectReference volumeAttributesClassName:string?
        VolumeResourceRequirements: limits:{quantity} requests:{quantity}
        TypedLocalObjectReference: apiGroup:string? kind name
        TypedObjectReference: apiGroup:string? kind name namespace:string?
        PersistentVolumeClaimStatus: phase accessModes:[string] capacity:{quantity}
          conditions:[PersistentVolumeClaimCondition] allocatedResources:{quantity} @7
          allocatedResourceStatuses:{string} currentVolumeAttributesClassName:string?
          modifyVolumeStatus:ModifyVolumeStatus
        PersistentVolumeClaimCondition: type status lastProbeTime:time lastTransitionTime:time reason message
        ModifyVolumeStatus: targetVolumeAttributesClassName status
        Binding: metadata:ObjectMeta target:ObjectReference
        """
}
