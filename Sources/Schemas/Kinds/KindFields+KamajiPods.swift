extension KindFields {
    /// How the pods of a TenantControlPlane are to be; much of it is a pod's own.
    package static let kamajiPodTypes = #"""
        KamajiDeployment
          additionalContainers: [Container]
          additionalInitContainers: [Container]
          additionalMetadata: KamajiMetadata
          additionalVolumeMounts: KamajiVolumeMounts
          additionalVolumes: [Volume]
          affinity: Affinity
          automountServiceAccountToken: bool
          containerSecurityContexts: KamajiSecurityContexts
          extraArgs: KamajiExtraArgs
          nodeSelector: {string}
          podAdditionalMetadata: KamajiMetadata
          podSecurityContext: PodSecurityContext
          probes: KamajiProbes
          registrySettings: KamajiRegistrySettings = {"apiServerImage":"kube-apiserver","controllerManagerImage":"kube-controller-manager","registry":"registry.k8s.io","schedulerImage":"kube-scheduler"}
          replicas: int = 2
          resources: KamajiResources
          runtimeClassName: string
          serviceAccountName: string = "default"
          strategy: DeploymentStrategy = {"rollingUpdate":{"maxSurge":"100%","maxUnavailable":0},"type":"RollingUpdate"}
          tolerations: [Toleration]
          topologySpreadConstraints: [TopologySpreadConstraint]
        KamajiVolumeMounts
          apiServer: [VolumeMount]
          controllerManager: [VolumeMount]
          scheduler: [VolumeMount]
        KamajiSecurityContexts
          apiServer: SecurityContext
          controllerManager: SecurityContext
          scheduler: SecurityContext
        KamajiExtraArgs
          apiServer: [string]
          controllerManager: [string]
          kine: [string]
          scheduler: [string]
        KamajiRegistrySettings
          apiServerImage: string = "kube-apiserver"
          controllerManagerImage: string = "kube-controller-manager"
          registry: string = "registry.k8s.io"
          schedulerImage: string = "kube-scheduler"
          tagSuffix: string
        KamajiResources
          apiServer: ResourceRequirements
          controllerManager: ResourceRequirements
          kine: ResourceRequirements
          scheduler: ResourceRequirements
        KamajiProbes
          apiServer: KamajiProbeSet
          controllerManager: KamajiProbeSet
          liveness: KamajiProbe
          readiness: KamajiProbe
          scheduler: KamajiProbeSet
          startup: KamajiProbe
        KamajiProbeSet
          liveness: KamajiProbe
          readiness: KamajiProbe
          startup: KamajiProbe
        KamajiProbe
          failureThreshold: int with {"minimum":1}
          initialDelaySeconds: int with {"minimum":0}
          periodSeconds: int with {"minimum":1}
          successThreshold: int with {"minimum":1}
          timeoutSeconds: int with {"minimum":1}
        """#
}
