extension DefaultsCatalog {
    /// The core group, but for pods, services and volumes.
    ///
    /// Source: `pkg/apis/core/v1/defaults.go`, `pkg/registry/core/namespace/strategy.go`.
    static let coreDefaults = """
        Namespace.
          metadata.labels."kubernetes.io/metadata.name" = /metadata.name
          spec.finalizers = ["kubernetes"]
        Secret.
          type = "Opaque"
        LimitRange.
          spec.limits[].default.* = ^^.max.*
          spec.limits[].default = {}
          spec.limits[].defaultRequest.* = ^^.default.* | ^^.min.* | ^^.max.*
          spec.limits[].defaultRequest = {}
        Event.
          type = "Normal"
          source = {}
          reportingComponent = ""
          reportingInstance = ""
        Endpoints.
          subsets[].ports[].protocol = "TCP"
        """

    /// Services: what is filled in, and what is allocated.
    ///
    /// Source: `SetDefaults_Service` of `pkg/apis/core/v1`, `pkg/registry/core/service/storage/alloc.go`,
    /// `pkg/apis/discovery/v1/defaults.go`.
    static let serviceDefaults = """
        Service.
          spec.type = "ClusterIP"
          spec.clusterIP = any
          spec.clusterIPs = any
          spec.ipFamilies = ["IPv4"] | ["IPv6"] | ["IPv4","IPv6"] | ["IPv6","IPv4"]
          spec.ipFamilies[] = "IPv4" | "IPv6"
          spec.ipFamilyPolicy = "SingleStack" | "RequireDualStack"
          spec.internalTrafficPolicy = "Cluster"
          spec.externalTrafficPolicy = "Cluster"
          spec.sessionAffinity = "None"
          spec.sessionAffinityConfig.clientIP.timeoutSeconds = 10800
          spec.allocateLoadBalancerNodePorts = true
          spec.healthCheckNodePort = any
          spec.ports[].protocol = "TCP"
          spec.ports[].targetPort = ^.port
          spec.ports[].nodePort = any
        EndpointSlice.discovery.k8s.io
          ports[].name = ""
          ports[].protocol = "TCP"
        """

    /// Claims, volumes and `storage.k8s.io`.
    ///
    /// Source: `pkg/apis/core/v1/defaults.go`, `pkg/apis/storage/v1/defaults.go`; the plugins DefaultStorageClass and
    /// StorageObjectInUseProtection.
    static let storageDefaults = """
        PersistentVolumeClaim.
          metadata.finalizers[] = "kubernetes.io/pvc-protection"
          spec.volumeMode = "Filesystem"
          spec.storageClassName = any
          spec.dataSource = ^.dataSourceRef
          spec.dataSourceRef = ^.dataSource
        PersistentVolume.
          metadata.finalizers[] = "kubernetes.io/pv-protection"
          spec: Volume
          spec.persistentVolumeReclaimPolicy = "Retain"
          spec.volumeMode = "Filesystem"
          spec.claimRef.kind = "PersistentVolumeClaim"
          spec.claimRef.apiVersion = "v1"
        StorageClass.storage.k8s.io
          reclaimPolicy = "Delete"
          volumeBindingMode = "Immediate"
        CSIDriver.storage.k8s.io
          spec.attachRequired = true
          spec.podInfoOnMount = false
          spec.storageCapacity = false
          spec.fsGroupPolicy = "ReadWriteOnceWithFSType"
          spec.volumeLifecycleModes = ["Persistent"]
          spec.requiresRepublish = false
          spec.seLinuxMount = false
        """
}
