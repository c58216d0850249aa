extension DefaultsCatalog {
    /// TenantControlPlane: the defaults of its definition, and what Kamaji's webhook fills in at creation.
    ///
    /// Source: `openAPIV3Schema` of the definition; `internal/webhook/handlers` of `clastix/kamaji`, which computes the
    /// address of the DNS service from the service range and names the datastore that Kamaji runs with.
    static let kamajiDefaults = """
        TenantControlPlane.kamaji.clastix.io
          spec.dataStore = any
          spec.dataStoreSchema = /metadata.uid | database
          spec.dataStoreUsername = /metadata.uid | database
          spec.addons.konnectivity.agent.image = "registry.k8s.io/kas-network-proxy/proxy-agent"
          spec.addons.konnectivity.agent.mode = "DaemonSet"
          spec.addons.konnectivity.agent.hostNetwork = false
          spec.addons.konnectivity.agent.tolerations = [{"key":"CriticalAddonsOnly","operator":"Exists"}]
          spec.addons.konnectivity.server.image = "registry.k8s.io/kas-network-proxy/proxy-server"
          spec.addons.konnectivity.server.port = 8132
          spec.controlPlane.deployment.replicas = 2
          spec.controlPlane.deployment.serviceAccountName = "default"
          spec.controlPlane.deployment.registrySettings.apiServerImage = "kube-apiserver"
          spec.controlPlane.deployment.registrySettings.controllerManagerImage = "kube-controller-manager"
          spec.controlPlane.deployment.registrySettings.registry = "registry.k8s.io"
          spec.controlPlane.deployment.registrySettings.schedulerImage = "kube-scheduler"
          spec.controlPlane.deployment.strategy.type = "RollingUpdate"
          spec.controlPlane.deployment.strategy.rollingUpdate.maxSurge = "100%"
          spec.controlPlane.deployment.strategy.rollingUpdate.maxUnavailable = 0
          spec.controlPlane.deployment.additionalContainers[]: SchemaContainer
          spec.controlPlane.deployment.additionalInitContainers[]: SchemaContainer
          spec.controlPlane.deployment.additionalVolumes[]: SchemaVolume
          spec.controlPlane.gateway.parentRefs[].group = "gateway.networking.k8s.io"
          spec.controlPlane.gateway.parentRefs[].kind = "Gateway"
          spec.controlPlane.service.additionalPorts[].protocol = "TCP"
          spec.kubernetes.admissionControllers = ["CertificateApproval","CertificateSigning","CertificateSubjectRestriction","DefaultIngressClass","DefaultStorageClass","DefaultTolerationSeconds","LimitRanger","MutatingAdmissionWebhook","NamespaceLifecycle","PersistentVolumeClaimResize","Priority","ResourceQuota","RuntimeClass","ServiceAccount","StorageObjectInUseProtection","TaintNodesByCondition","ValidatingAdmissionWebhook"]
          spec.kubernetes.kubelet.preferredAddressTypes = ["InternalIP","ExternalIP","Hostname"]
          spec.networkProfile.clusterDomain = "cluster.local"
          spec.networkProfile.port = 6443
          spec.networkProfile.podCidr = "10.244.0.0/16"
          spec.networkProfile.serviceCidr = "10.96.0.0/16"
          spec.networkProfile.podCidrs[] = ^^.podCidr
          spec.networkProfile.serviceCidrs[] = ^^.serviceCidr
          spec.networkProfile.dnsServiceIPs = any
        SchemaContainer
          ports[].protocol = "TCP"
          env[].valueFrom.configMapKeyRef.name = ""
          env[].valueFrom.secretKeyRef.name = ""
          env[].valueFrom.fileKeyRef.optional = false
          envFrom[].configMapRef.name = ""
          envFrom[].secretRef.name = ""
          livenessProbe.grpc.service = ""
          readinessProbe.grpc.service = ""
          startupProbe.grpc.service = ""
        SchemaVolume
          azureDisk.fsType = "ext4"
          azureDisk.readOnly = false
          cephfs.secretRef.name = ""
          cinder.secretRef.name = ""
          configMap.name = ""
          csi.nodePublishSecretRef.name = ""
          flexVolume.secretRef.name = ""
          iscsi.iscsiInterface = "default"
          iscsi.secretRef.name = ""
          projected.sources[].configMap.name = ""
          projected.sources[].secret.name = ""
          rbd.keyring = "/etc/ceph/keyring"
          rbd.pool = "rbd"
          rbd.secretRef.name = ""
          rbd.user = "admin"
          scaleIO.fsType = "xfs"
          scaleIO.secretRef.name = ""
          scaleIO.storageMode = "ThinProvisioned"
          storageos.secretRef.name = ""
        """
}
