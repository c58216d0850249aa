extension DefaultsCatalog {
    /// What pods and the templates of pods are filled with.
    ///
    /// Source: `SetDefaults_PodSpec`, `SetDefaults_Container`, `SetDefaults_Probe` and `zz_generated.defaults.go` of
    /// `pkg/apis/core/v1`; for `Pod` also the plugins ServiceAccount, DefaultTolerationSeconds, Priority and RuntimeClass.
    static let podDefaults = """
        PodTemplate
          metadata = {}
          spec: PodSpec
        PodSpec
          restartPolicy = "Always"
          dnsPolicy = "ClusterFirst"
          terminationGracePeriodSeconds = 30
          schedulerName = "default-scheduler"
          securityContext = {}
          serviceAccount = ^.serviceAccountName
          serviceAccountName = ^.serviceAccount
          containers[]: Container
          initContainers[]: Container
          ephemeralContainers[]: Container
          volumes[]: Volume
          containers[].ports[].hostPort = host port
          initContainers[].ports[].hostPort = host port
          topologySpreadConstraints[].nodeAffinityPolicy = "Honor"
          topologySpreadConstraints[].nodeTaintsPolicy = "Ignore"
        Container
          imagePullPolicy = pull ^.image
          terminationMessagePath = "/dev/termination-log"
          terminationMessagePolicy = "File"
          resources = {}
          ports[].protocol = "TCP"
          env[].valueFrom.fieldRef.apiVersion = "v1"
          env[].valueFrom.resourceFieldRef.divisor = "0" | 0
          env[].valueFrom.fileKeyRef.optional = false
          livenessProbe: Probe
          readinessProbe: Probe
          startupProbe: Probe
          lifecycle.postStart.httpGet: HTTPGet
          lifecycle.preStop.httpGet: HTTPGet
          securityContext.procMount = "Default"
        Probe
          timeoutSeconds = 1
          periodSeconds = 10
          successThreshold = 1
          failureThreshold = 3
          httpGet: HTTPGet
          grpc.service = ""
        HTTPGet
          path = "/"
          scheme = "HTTP"
        Pod.
          spec: PodSpec
          spec.enableServiceLinks = true
          spec.serviceAccountName = "default"
          spec.serviceAccount = "default"
          spec.priority = any
          spec.priorityClassName = any
          spec.preemptionPolicy = "PreemptLowerPriority" | "Never"
          spec.overhead.* = any
          spec.tolerations[] = {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300} | {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}
          spec.containers[]: PodContainer
          spec.initContainers[]: PodContainer
          spec.resources.requests.* = ^^.limits.*
          spec.volumes[]: TokenVolume
        PodContainer
          resources.requests.* = ^^.limits.*
          volumeMounts[] = token mount
        TokenVolume
          name = token volume
          projected.sources = [{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}]
        PodTemplate.
          template: PodTemplate
        ReplicationController.
          spec.replicas = 1
          spec.selector.* = ^^.template.metadata.labels.*
          metadata.labels.* = /spec.template.metadata.labels.*
          spec.template: PodTemplate
        """

    /// What volumes are filled with.
    ///
    /// Source: `SetDefaults_…VolumeSource` and `zz_generated.defaults.go` of `pkg/apis/core/v1`.
    static let volumeDefaults = """
        Volume
          emptyDir = {}
          secret.defaultMode = 420
          configMap.defaultMode = 420
          downwardAPI.defaultMode = 420
          downwardAPI.items[].fieldRef.apiVersion = "v1"
          downwardAPI.items[].resourceFieldRef.divisor = "0" | 0
          projected.defaultMode = 420
          projected.sources[].serviceAccountToken.expirationSeconds = 3600
          projected.sources[].downwardAPI.items[].fieldRef.apiVersion = "v1"
          projected.sources[].downwardAPI.items[].resourceFieldRef.divisor = "0" | 0
          hostPath.type = ""
          image.pullPolicy = pull ^.reference
          ephemeral.volumeClaimTemplate.metadata = {}
          ephemeral.volumeClaimTemplate.spec.volumeMode = "Filesystem"
          iscsi.iscsiInterface = "default"
          rbd.pool = "rbd"
          rbd.user = "admin"
          rbd.keyring = "/etc/ceph/keyring"
          azureDisk.cachingMode = "ReadWrite"
          azureDisk.fsType = "ext4"
          azureDisk.readOnly = false
          azureDisk.kind = "Shared"
          scaleIO.storageMode = "ThinProvisioned"
          scaleIO.fsType = "xfs"
        """
}
