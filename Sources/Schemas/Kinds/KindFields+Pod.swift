extension KindFields {
    /// Pod and its template.
    package static let podTypes = """
        Pod
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: PodSpec!
          status: PodStatus!
        PodTemplateSpec
          metadata: ObjectMeta!
          spec: PodSpec!
        PodSpec
          volumes: [Volume] key name
          initContainers: [Container] key name
          containers: [Container]! key name
          ephemeralContainers: [EphemeralContainer] key name
          restartPolicy: string ~ "Always"
          terminationGracePeriodSeconds: int? ~ 30
          activeDeadlineSeconds: int?
          dnsPolicy: string ~ "ClusterFirst"
          nodeSelector: {string} atomic
          serviceAccountName: string
          serviceAccount: string
          automountServiceAccountToken: bool?
          nodeName: string
          hostNetwork: bool
          hostPID: bool
          hostIPC: bool
          shareProcessNamespace: bool?
          securityContext: PodSecurityContext ~ {}
          imagePullSecrets: [LocalObjectReference] key name
          hostname: string
          subdomain: string
          affinity: Affinity
          schedulerName: string ~ "default-scheduler"
          tolerations: [Toleration]
          hostAliases: [HostAlias] key ip
          priorityClassName: string
          priority: int?
          dnsConfig: PodDNSConfig
          readinessGates: [PodReadinessGate]
          runtimeClassName: string?
          enableServiceLinks: bool?
          preemptionPolicy: string?
          overhead: {quantity}
          topologySpreadConstraints: [TopologySpreadConstraint] key topologyKey whenUnsatisfiable
          setHostnameAsFQDN: bool?
          os: PodOS
          hostUsers: bool?
          schedulingGates: [PodSchedulingGate] key name
          resourceClaims: [PodResourceClaim] key name
          resources: ResourceRequirements
          hostnameOverride: string?
          schedulingGroup: PodSchedulingGroup
        PodSchedulingGroup
          podGroupName: string?
        PodSecurityContext
          seLinuxOptions: SELinuxOptions
          windowsOptions: WindowsSecurityContextOptions
          runAsUser: int?
          runAsGroup: int?
          runAsNonRoot: bool?
          supplementalGroups: [int]
          supplementalGroupsPolicy: string?
          fsGroup: int?
          sysctls: [Sysctl]
          fsGroupChangePolicy: string?
          seccompProfile: SeccompProfile
          appArmorProfile: AppArmorProfile
          seLinuxChangePolicy: string?
        Sysctl
          name: string!
          value: string!
        Affinity
          nodeAffinity: NodeAffinity
          podAffinity: PodAffinity
          podAntiAffinity: PodAntiAffinity
        NodeAffinity
          requiredDuringSchedulingIgnoredDuringExecution: NodeSelector
          preferredDuringSchedulingIgnoredDuringExecution: [PreferredSchedulingTerm]
        NodeSelector atomic
          nodeSelectorTerms: [NodeSelectorTerm]!
        NodeSelectorTerm atomic
          matchExpressions: [NodeSelectorRequirement]
          matchFields: [NodeSelectorRequirement]
        NodeSelectorRequirement
          key: string!
          operator: string!
          values: [string]
        PreferredSchedulingTerm
          weight: int!
          preference: NodeSelectorTerm!
        PodAffinity
          requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
        PodAntiAffinity
          requiredDuringSchedulingIgnoredDuringExecution: [PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution: [WeightedPodAffinityTerm]
        WeightedPodAffinityTerm
          weight: int!
          podAffinityTerm: PodAffinityTerm!
        PodAffinityTerm
          labelSelector: LabelSelector
          namespaces: [string]
          topologyKey: string!
          namespaceSelector: LabelSelector
          matchLabelKeys: [string]
          mismatchLabelKeys: [string]
        Toleration
          key: string
          operator: string
          value: string
          effect: string
          tolerationSeconds: int?
        HostAlias
          ip: string!
          hostnames: [string]
        PodDNSConfig
          nameservers: [string]
          searches: [string]
          options: [PodDNSConfigOption]
        PodDNSConfigOption
          name: string
          value: string?
        PodReadinessGate
          conditionType: string!
        TopologySpreadConstraint
          maxSkew: int!
          topologyKey: string!
          whenUnsatisfiable: string!
          labelSelector: LabelSelector
          minDomains: int?
          nodeAffinityPolicy: string?
          nodeTaintsPolicy: string?
          matchLabelKeys: [string]
        PodOS
          name: string!
        PodSchedulingGate
          name: string!
        PodResourceClaim
          name: string!
          resourceClaimName: string?
          resourceClaimTemplateName: string?
        PodStatus
          observedGeneration: int
          phase: string ~ "Pending"
          conditions: [PodCondition] key type
          message: string
          reason: string
          nominatedNodeName: string
          hostIP: string
          hostIPs: [HostIP]
          podIP: string
          podIPs: [PodIP] key ip
          startTime: any
          initContainerStatuses: [ContainerStatus]
          containerStatuses: [ContainerStatus]
          qosClass: string
          ephemeralContainerStatuses: [ContainerStatus]
          resize: string
          resourceClaimStatuses: [PodResourceClaimStatus] key name
          extendedResourceClaimStatus: raw
          nodeAllocatableResourceClaimStatuses: [raw]
          allocatedResources: {quantity}
          resources: ResourceRequirements
        HostIP
          ip: string!
        PodIP
          ip: string!
        PodResourceClaimStatus
          name: string!
          resourceClaimName: string?
        PodCondition
          type: string!
          observedGeneration: int
          status: string!
          lastProbeTime: any
          lastTransitionTime: any
          reason: string
          message: string
        ContainerStatus
          name: string!
          state: ContainerState!
          lastState: ContainerState!
          ready: bool!
          restartCount: int!
          image: string!
          imageID: string!
          containerID: string
          started: bool?
          allocatedResources: {quantity}
          resources: ResourceRequirements
          volumeMounts: [VolumeMountStatus] key mountPath
          user: ContainerUser
          allocatedResourcesStatus: [ResourceStatus] key name
          stopSignal: string?
        ResourceStatus
          name: string!
          resources: [ResourceHealth] key resourceID
        ResourceHealth
          resourceID: string!
          health: string
          message: string
        VolumeMountStatus
          name: string!
          mountPath: string!
          readOnly: bool
          recursiveReadOnly: string?
          volumeStatus: raw
        ContainerUser
          linux: LinuxContainerUser
        LinuxContainerUser
          uid: int!
          gid: int!
          supplementalGroups: [int]
        ContainerState
          waiting: ContainerStateWaiting
          running: ContainerStateRunning
          terminated: ContainerStateTerminated
        ContainerStateWaiting
          reason: string
          message: string
        ContainerStateRunning
          startedAt: any
        ContainerStateTerminated
          exitCode: int!
          signal: int
          reason: string
          message: string
          startedAt: any
          finishedAt: any
          containerID: string
        """
}
