extension ProtobufCatalog {
    /// Pods and what they are made from.
    static let podMessages = """
        Pod: metadata:ObjectMeta spec:PodSpec status:PodStatus
        PodSpec: volumes:[Volume] containers:[Container] restartPolicy terminationGracePeriodSeconds:int?
          activeDeadlineSeconds:int? dnsPolicy nodeSelector:{string} serviceAccountName serviceAccount nodeName
          hostNetwork:bool hostPID:bool hostIPC:bool securityContext:PodSecurityContext
          imagePullSecrets:[LocalObjectReference] hostname subdomain affinity:Affinity schedulerName
          initContainers:[Container] automountServiceAccountToken:bool? tolerations:[Toleration]
          hostAliases:[HostAlias] priorityClassName priority:int? dnsConfig:PodDNSConfig shareProcessNamespace:bool?
          readinessGates:[PodReadinessGate] runtimeClassName:string? enableServiceLinks:bool?
          preemptionPolicy:string? overhead:{quantity} topologySpreadConstraints:[TopologySpreadConstraint]
          ephemeralContainers:[EphemeralContainer] setHostnameAsFQDN:bool? os:PodOS hostUsers:bool?
          schedulingGates:[PodSchedulingGate] resourceClaims:[PodResourceClaim] resources:ResourceRequirements
          hostnameOverride:string?
        PodSecurityContext: seLinuxOptions:SELinuxOptions runAsUser:int? runAsNonRoot:bool? supplementalGroups:[int]
          fsGroup:int? runAsGroup:int? sysctls:[Sysctl] windowsOptions:WindowsSecurityContextOptions
          fsGroupChangePolicy:string? seccompProfile:SeccompProfile appArmorProfile:AppArmorProfile
          supplementalGroupsPolicy:string? seLinuxChangePolicy:string?
        Sysctl: name value
        Affinity: nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
        NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
          preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
        NodeSelector: nodeSelectorTerms:[NodeSelectorTerm]
        NodeSelectorTerm: matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]
        NodeSelectorRequirement: key operator values:[string]
        PreferredSchedulingTerm: weight:int preference:NodeSelectorTerm
        PodAffinity: requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
        PodAffinityTerm: labelSelector:LabelSelector namespaces:[string] topologyKey namespaceSelector:LabelSelector
          matchLabelKeys:[string] mismatchLabelKeys:[string]
        WeightedPodAffinityTerm: weight:int podAffinityTerm:PodAffinityTerm
        PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
          preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
        Toleration: key operator value effect tolerationSeconds:int?
        HostAlias: ip hostnames:[string]
        PodDNSConfig: nameservers:[string] searches:[string] options:[PodDNSConfigOption]
        PodDNSConfigOption: name value:string?
        PodReadinessGate: conditionType
        TopologySpreadConstraint: maxSkew:int topologyKey whenUnsatisfiable labelSelector:LabelSelector
          minDomains:int? nodeAffinityPolicy:string? nodeTaintsPolicy:string? matchLabelKeys:[string]
        EphemeralContainer: +ephemeralContainerCommon:EphemeralContainerCommon targetContainerName
        EphemeralContainerCommon: name image command:[string] args:[string] workingDir ports:[ContainerPort]
          env:[EnvVar] resources:ResourceRequirements volumeMounts:[VolumeMount] livenessProbe:Probe
          readinessProbe:Probe lifecycle:Lifecycle terminationMessagePath imagePullPolicy
          securityContext:SecurityContext stdin:bool stdinOnce:bool tty:bool envFrom:[EnvFromSource]
          terminationMessagePolicy volumeDevices:[VolumeDevice] startupProbe:Probe
          resizePolicy:[ContainerResizePolicy] restartPolicy restartPolicyRules:[ContainerRestartRule]
        PodOS: name
        PodSchedulingGate: name
        PodResourceClaim: name @3 resourceClaimName:string? resourceClaimTemplateName:string?
        PodStatus: phase conditions:[PodCondition] message reason hostIP podIP startTime:time
          containerStatuses:[ContainerStatus] qosClass initContainerStatuses:[ContainerStatus] nominatedNodeName
          podIPs:[PodIP] ephemeralContainerStatuses:[ContainerStatus] resize
          resourceClaimStatuses:[PodResourceClaimStatus] hostIPs:[HostIP] observedGeneration:int
        PodCondition: type status lastProbeTime:time lastTransitionTime:time reason message observedGeneration:int
        ContainerStatus: name state:ContainerState lastState:ContainerState ready:bool restartCount:int image
          imageID containerID started:bool? allocatedResources:{quantity} resources:ResourceRequirements
          volumeMounts:[VolumeMountStatus] user:ContainerUser allocatedResourcesStatus:[ResourceStatus]
        ContainerState: waiting:ContainerStateWaiting running:ContainerStateRunning
          terminated:ContainerStateTerminated
        ContainerStateWaiting: reason message
        ContainerStateRunning: startedAt:time
        ContainerStateTerminated: exitCode:int signal:int reason message startedAt:time finishedAt:time containerID
        VolumeMountStatus: name mountPath readOnly:bool recursiveReadOnly:string?
        ContainerUser: linux:LinuxContainerUser
        LinuxContainerUser: uid:int gid:int supplementalGroups:[int]
        ResourceStatus: name resources:[ResourceHealth]
        ResourceHealth: resourceID health
        PodIP: ip
        PodResourceClaimStatus: name resourceClaimName:string?
        HostIP: ip
        PodTemplateSpec: metadata:ObjectMeta spec:PodSpec
        """
}
