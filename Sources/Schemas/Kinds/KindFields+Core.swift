extension KindFields {
    /// The kinds of the core group but Pod and the volumes.
    package static let coreTypes = """
        Namespace
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: NamespaceSpec!
          status: NamespaceStatus!
        NamespaceSpec
          finalizers: [string]
        NamespaceStatus
          phase: string ~ "Active"
          conditions: [NamespaceCondition] key type
        NamespaceCondition
          type: string!
          status: string!
          lastTransitionTime: any
          reason: string
          message: string
        ConfigMap
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          immutable: bool?
          data: {string}
          binaryData: {bytes}
        Secret
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          immutable: bool?
          data: {bytes}
          stringData: {string}
          type: string ~ "Opaque"
        Service
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: ServiceSpec!
          status: ServiceStatus!
        ServiceSpec
          ports: [ServicePort] key port protocol
          selector: {string} atomic
          clusterIP: string
          clusterIPs: [string]
          type: string ~ "ClusterIP"
          externalIPs: [string]
          sessionAffinity: string ~ "None"
          loadBalancerIP: string
          loadBalancerSourceRanges: [string]
          externalName: string
          externalTrafficPolicy: string
          healthCheckNodePort: int
          publishNotReadyAddresses: bool
          sessionAffinityConfig: SessionAffinityConfig
          ipFamilies: [string]
          ipFamilyPolicy: string?
          allocateLoadBalancerNodePorts: bool?
          loadBalancerClass: string?
          internalTrafficPolicy: string?
          trafficDistribution: string?
        ServicePort
          name: string
          protocol: string = "TCP"
          appProtocol: string?
          port: int!
          targetPort: any
          nodePort: int
        SessionAffinityConfig
          clientIP: ClientIPConfig
        ClientIPConfig
          timeoutSeconds: int?
        ServiceStatus
          loadBalancer: LoadBalancerStatus!
          conditions: [Condition] key type
        LoadBalancerStatus
          ingress: [LoadBalancerIngress]
        LoadBalancerIngress
          ip: string
          hostname: string
          ipMode: string?
          ports: [PortStatus]
        PortStatus
          port: int!
          protocol: string!
          error: string?
        ServiceAccount
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          secrets: [ObjectReference] key name
          imagePullSecrets: [LocalObjectReference]
          automountServiceAccountToken: bool?
        Event
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          involvedObject: ObjectReference!
          reason: string
          message: string
          source: EventSource!
          firstTimestamp: any!
          lastTimestamp: any!
          count: int
          type: string
          eventTime: any!
          series: EventSeries
          action: string
          related: ObjectReference
          reportingComponent: string!
          reportingInstance: string!
        EventSource
          component: string
          host: string
        EventSeries
          count: int
          lastObservedTime: any
        Endpoints
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          subsets: [EndpointSubset]
        EndpointSubset
          addresses: [EndpointAddress]
          notReadyAddresses: [EndpointAddress]
          ports: [EndpointPort]
        EndpointAddress atomic
          ip: string!
          hostname: string
          nodeName: string?
          targetRef: ObjectReference
        EndpointPort atomic
          name: string
          port: int!
          protocol: string ~ "TCP"
          appProtocol: string?
        ResourceQuota
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: ResourceQuotaSpec!
          status: ResourceQuotaStatus!
        ResourceQuotaSpec
          hard: {quantity}
          scopes: [string]
          scopeSelector: ScopeSelector
        ScopeSelector atomic
          matchExpressions: [ScopedResourceSelectorRequirement]
        ScopedResourceSelectorRequirement
          scopeName: string!
          operator: string!
          values: [string]
        ResourceQuotaStatus
          hard: {quantity}
          used: {quantity}
        LimitRange
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: LimitRangeSpec!
        LimitRangeSpec
          limits: [LimitRangeItem]!
        LimitRangeItem
          type: string!
          max: {quantity}
          min: {quantity}
          default: {quantity}
          defaultRequest: {quantity}
          maxLimitRequestRatio: {quantity}
        Node
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: NodeSpec!
          status: NodeStatus!
        NodeSpec
          podCIDR: string
          podCIDRs: [string] set
          providerID: string
          unschedulable: bool
          taints: [Taint]
          configSource: raw
          externalID: string
        Taint
          key: string!
          value: string
          effect: string!
          timeAdded: any
        NodeStatus
          capacity: {quantity}
          allocatable: {quantity}
          phase: string
          conditions: [NodeCondition] key type
          addresses: [NodeAddress] key type
          daemonEndpoints: NodeDaemonEndpoints!
          nodeInfo: NodeSystemInfo!
          images: [ContainerImage]
          volumesInUse: [string]
          volumesAttached: [AttachedVolume]
          config: raw
          runtimeHandlers: [raw]
          features: raw
          declaredFeatures: [string]
        NodeCondition
          type: string!
          status: string!
          lastHeartbeatTime: any
          lastTransitionTime: any
          reason: string
          message: string
        NodeAddress
          type: string!
          address: string!
        NodeDaemonEndpoints
          kubeletEndpoint: DaemonEndpoint!
        DaemonEndpoint
          Port: int!
        NodeSystemInfo
          machineID: string!
          systemUUID: string!
          bootID: string!
          kernelVersion: string!
          osImage: string!
          containerRuntimeVersion: string!
          kubeletVersion: string!
          kubeProxyVersion: string!
          operatingSystem: string!
          architecture: string!
          swap: raw
        ContainerImage
          names: [string]
          sizeBytes: int
        AttachedVolume
          name: string!
          devicePath: string!
        PersistentVolumeClaim
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: PersistentVolumeClaimSpec!
          status: PersistentVolumeClaimStatus!
        PersistentVolumeClaimSpec
          accessModes: [string]
          selector: LabelSelector
          resources: VolumeResourceRequirements!
          volumeName: string
          storageClassName: string?
          volumeMode: string? ~ "Filesystem"
          dataSource: TypedLocalObjectReference
          dataSourceRef: TypedObjectReference
          volumeAttributesClassName: string?
        VolumeResourceRequirements
          limits: {quantity}
          requests: {quantity}
        PersistentVolumeClaimStatus
          phase: string ~ "Pending"
          accessModes: [string]
          capacity: {quantity}
          conditions: [PersistentVolumeClaimCondition] key type
          allocatedResources: {quantity}
          allocatedResourceStatuses: {string}
          currentVolumeAttributesClassName: string?
          modifyVolumeStatus: raw
        PersistentVolumeClaimCondition
          type: string!
          status: string!
          lastProbeTime: any
          lastTransitionTime: any
          reason: string
          message: string
        """
}
