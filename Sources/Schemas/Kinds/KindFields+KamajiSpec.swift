extension KindFields {
    /// What a TenantControlPlane asks for.
    package static let kamajiSpecTypes = #"""
        TenantControlPlane
          spec: TenantControlPlaneSpec with {"x-kubernetes-validations":[{"message":"unsetting the dataStore is not supported","rule":"!has(oldSelf.dataStore) || has(self.dataStore)"},{"message":"unsetting the dataStoreSchema is not supported","rule":"!has(oldSelf.dataStoreSchema) || has(self.dataStoreSchema)"},{"message":"unsetting the dataStoreUsername is not supported","rule":"!has(oldSelf.dataStoreUsername) || has(self.dataStoreUsername)"},{"message":"LoadBalancer source ranges are supported only with LoadBalancer service type","rule":"!has(self.networkProfile.loadBalancerSourceRanges) || (size(self.networkProfile.loadBalancerSourceRanges) == 0 || self.controlPlane.service.serviceType == 'LoadBalancer')"},{"message":"LoadBalancerClass is supported only with LoadBalancer service type","rule":"!has(self.networkProfile.loadBalancerClass) || self.controlPlane.service.serviceType == 'LoadBalancer'"},{"message":"allocateLoadBalancerNodePorts is supported only with LoadBalancer service type","rule":"!has(self.controlPlane.service.allocateLoadBalancerNodePorts) || self.controlPlane.service.serviceType == 'LoadBalancer'"},{"message":"LoadBalancerClass cannot be set or unset at runtime","rule":"self.controlPlane.service.serviceType != 'LoadBalancer' || (oldSelf.controlPlane.service.serviceType != 'LoadBalancer' && self.controlPlane.service.serviceType == 'LoadBalancer') || has(self.networkProfile.loadBalancerClass) == has(oldSelf.networkProfile.loadBalancerClass)"}]}
          status: TenantControlPlaneStatus
        TenantControlPlaneSpec
          addons: KamajiAddons
          controlPlane: KamajiControlPlane! with {"x-kubernetes-validations":[{"message":"using both ingress and gateway is not supported","rule":"!(has(self.ingress) && has(self.gateway))"}]}
          dataStore: string
          dataStoreOverrides: [KamajiDataStoreOverride]
          dataStoreSchema: string with {"x-kubernetes-validations":[{"message":"changing the dataStoreSchema is not supported","rule":"self == oldSelf"}]}
          dataStoreUsername: string with {"x-kubernetes-validations":[{"message":"changing the dataStoreUsername is not supported","rule":"self == oldSelf"}]}
          kubernetes: KamajiKubernetes!
          networkProfile: KamajiNetworkProfile
          writePermissions: KamajiWritePermissions
        KamajiWritePermissions
          blockCreation: bool
          blockDeletion: bool
          blockUpdate: bool
        KamajiDataStoreOverride
          dataStore: string
          resource: string
        KamajiAddons
          coreDNS: KamajiImageOverride
          konnectivity: KamajiKonnectivity
          kubeProxy: KamajiImageOverride
        KamajiImageOverride
          imageRepository: string
          imageTag: string
        KamajiKonnectivity
          agent: KamajiKonnectivityAgent = {"image":"registry.k8s.io/kas-network-proxy/proxy-agent","mode":"DaemonSet"} with {"x-kubernetes-validations":[{"message":"replicas must be 0 (or unset) when mode is DaemonSet, and greater than 0 (or unset) when mode is Deployment","rule":"!(self.mode == 'DaemonSet' && has(self.replicas) && self.replicas != 0) && !(self.mode == 'Deployment' && has(self.replicas) && self.replicas == 0)"}]}
          server: KamajiKonnectivityServer = {"image":"registry.k8s.io/kas-network-proxy/proxy-server","port":8132}
        KamajiKonnectivityAgent
          extraArgs: [string]
          hostNetwork: bool = false
          image: string = "registry.k8s.io/kas-network-proxy/proxy-agent"
          mode: string = "DaemonSet" with {"enum":["DaemonSet","Deployment"]}
          replicas: int
          tolerations: [Toleration] = [{"key":"CriticalAddonsOnly","operator":"Exists"}]
          version: string
        KamajiKonnectivityServer
          extraArgs: [string]
          image: string = "registry.k8s.io/kas-network-proxy/proxy-server"
          port: int!
          resources: ResourceRequirements
          securityContext: SecurityContext
          version: string
        KamajiControlPlane
          deployment: KamajiDeployment
          gateway: KamajiGateway
          ingress: KamajiIngress
          service: KamajiService!
        KamajiMetadata
          annotations: {string}
          labels: {string}
        KamajiGateway
          additionalMetadata: KamajiMetadata
          hostname: string with {"maxLength":253,"minLength":1,"pattern":"^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}
          parentRefs: [GatewayParentReference]
        GatewayParentReference
          group: string = "gateway.networking.k8s.io" with {"maxLength":253,"pattern":"^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}
          kind: string = "Gateway" with {"maxLength":63,"minLength":1,"pattern":"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$"}
          name: string! with {"maxLength":253,"minLength":1}
          namespace: string with {"maxLength":63,"minLength":1,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
          port: int with {"minimum":1,"maximum":65535}
          sectionName: string with {"maxLength":253,"minLength":1,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}
        KamajiIngress
          additionalMetadata: KamajiMetadata
          hostname: string
          ingressClassName: string
        KamajiService
          additionalMetadata: KamajiMetadata
          additionalPorts: [KamajiServicePort]
          allocateLoadBalancerNodePorts: bool
          serviceType: string! with {"enum":["ClusterIP","NodePort","LoadBalancer"]}
        KamajiServicePort
          appProtocol: string
          name: string!
          port: int!
          protocol: string = "TCP" with {"enum":["TCP","UDP","SCTP"]}
          targetPort: any!
        KamajiKubernetes
          admissionControllers: [string] = ["CertificateApproval","CertificateSigning","CertificateSubjectRestriction","DefaultIngressClass","DefaultStorageClass","DefaultTolerationSeconds","LimitRanger","MutatingAdmissionWebhook","NamespaceLifecycle","PersistentVolumeClaimResize","Priority","ResourceQuota","RuntimeClass","ServiceAccount","StorageObjectInUseProtection","TaintNodesByCondition","ValidatingAdmissionWebhook"] with {"items":{"enum":["AlwaysAdmit","AlwaysDeny","AlwaysPullImages","CertificateApproval","CertificateSigning","CertificateSubjectRestriction","DefaultIngressClass","DefaultStorageClass","DefaultTolerationSeconds","DenyEscalatingExec","DenyExecOnPrivileged","DenyServiceExternalIPs","EventRateLimit","ExtendedResourceToleration","ImagePolicyWebhook","LimitPodHardAntiAffinityTopology","LimitRanger","MutatingAdmissionWebhook","NamespaceAutoProvision","NamespaceExists","NamespaceLifecycle","NodeRestriction","OwnerReferencesPermissionEnforcement","PersistentVolumeClaimResize","PersistentVolumeLabel","PodNodeSelector","PodSecurity","PodSecurityPolicy","PodTolerationRestriction","Priority","ResourceQuota","RuntimeClass","SecurityContextDeny","ServiceAccount","StorageObjectInUseProtection","TaintNodesByCondition","ValidatingAdmissionWebhook"]}}
          kubelet: KamajiKubelet!
          version: string!
        KamajiKubelet
          cgroupfs: string with {"enum":["systemd","cgroupfs"]}
          configurationJSONPatches: [KamajiJSONPatch]
          preferredAddressTypes: [string] set = ["InternalIP","ExternalIP","Hostname"] with {"minItems":1,"items":{"enum":["Hostname","InternalIP","ExternalIP","InternalDNS","ExternalDNS"]}}
        KamajiJSONPatch
          from: string
          op: string! with {"enum":["add","remove","replace","move","copy","test"]}
          path: string!
          value: raw
        KamajiNetworkProfile
          address: string
          advertiseAddress: string with {"x-kubernetes-validations":[{"message":"advertiseAddress must be a valid IP address","rule":"self == '' || isIP(self)"}]}
          allowAddressAsExternalIP: bool
          certSANs: [string]
          clusterDomain: string = "cluster.local" with {"pattern":".*\\..*","x-kubernetes-validations":[{"message":"changing the cluster domain is not supported","rule":"self == oldSelf"}]}
          dnsServiceIPs: [string] with {"maxItems":8}
          loadBalancerClass: string with {"minLength":1,"x-kubernetes-validations":[{"message":"LoadBalancerClass is immutable","rule":"self == oldSelf"}]}
          loadBalancerSourceRanges: [string] with {"maxItems":16,"x-kubernetes-validations":[{"message":"all LoadBalancer source range entries must be valid CIDR","rule":"self.all(r, isCIDR(r))"}]}
          podCidr: string = "10.244.0.0/16" with {"x-kubernetes-validations":[{"message":"podCidr must be empty or a valid CIDR","rule":"self == '' || isCIDR(self)"}]}
          podCidrs: [string] with {"minItems":1,"maxItems":2,"x-kubernetes-validations":[{"message":"all podCidrs entries must be valid CIDRs","rule":"self.all(x, isCIDR(x))"}]}
          port: int = 6443
          serviceCidr: string = "10.96.0.0/16" with {"x-kubernetes-validations":[{"message":"serviceCidr must be empty or a valid CIDR","rule":"self == '' || isCIDR(self)"}]}
          serviceCidrs: [string] with {"minItems":1,"maxItems":2,"x-kubernetes-validations":[{"message":"all serviceCidrs entries must be valid CIDRs","rule":"self.all(x, isCIDR(x))"}]}
        """#
}
