extension KindFields {
    /// What Kamaji reports of a TenantControlPlane.
    package static let kamajiStatusTypes = #"""
        TenantControlPlaneStatus
          addons: KamajiAddonsStatus
          certificates: KamajiCertificatesStatus
          controlPlaneEndpoint: string
          kubeadmPhase: KamajiPhaseStatus
          kubeadmconfig: KamajiConfigStatus
          kubeconfig: KamajiKubeconfigsStatus
          kubernetesResources: KamajiResourcesStatus
          observedGeneration: int
          storage: KamajiStorageStatus
        KamajiFileStatus
          checksum: string
          lastUpdate: string
          secretName: string
        KamajiObjectStatus
          lastUpdate: string
          name: string
          namespace: string
        KamajiAddonsStatus
          coreDNS: KamajiAddonStatus
          konnectivity: KamajiKonnectivityStatus
          kubeProxy: KamajiAddonStatus
        KamajiAddonStatus
          enabled: bool!
          lastUpdate: string
        KamajiKonnectivityStatus
          agent: KamajiAgentStatus
          certificate: KamajiFileStatus
          clusterrolebinding: KamajiObjectStatus
          configMap: KamajiConfigMapStatus
          enabled: bool!
          gateway: KamajiGatewayStatus
          kubeconfig: KamajiFileStatus
          sa: KamajiObjectStatus
          service: KamajiServiceStatus
        KamajiAgentStatus
          lastUpdate: string
          mode: string
          name: string
          namespace: string
        KamajiConfigMapStatus
          checksum: string
          name: string
        KamajiCertificatesStatus
          apiServer: KamajiFileStatus
          apiServerKubeletClient: KamajiFileStatus
          ca: KamajiFileStatus
          etcd: KamajiEtcdStatus
          frontProxyCA: KamajiFileStatus
          frontProxyClient: KamajiFileStatus
          sa: KamajiFileStatus
        KamajiEtcdStatus
          apiServer: KamajiFileStatus
          ca: KamajiFileStatus
        KamajiPhaseStatus
          bootstrapToken: KamajiTokenStatus!
        KamajiTokenStatus
          checksum: string
          lastUpdate: string
        KamajiConfigStatus
          checksum: string
          configmapName: string
          lastUpdate: string
        KamajiKubeconfigsStatus
          admin: KamajiFileStatus
          controllerManager: KamajiFileStatus
          scheduler: KamajiFileStatus
        KamajiResourcesStatus
          deployment: KamajiDeploymentStatus
          gateway: KamajiGatewayStatus
          ingress: KamajiIngressStatus
          service: KamajiServiceStatus
          version: KamajiVersionStatus
        KamajiDeploymentStatus
          availableReplicas: int
          collisionCount: int
          conditions: [DeploymentConditionText] key type
          lastUpdate: string
          name: string!
          namespace: string!
          observedGeneration: int
          readyReplicas: int
          replicas: int
          selector: string!
          terminatingReplicas: int
          unavailableReplicas: int
          updatedReplicas: int
        DeploymentConditionText
          type: string!
          status: string!
          lastUpdateTime: string
          lastTransitionTime: string
          reason: string
          message: string
        KamajiGatewayStatus
          accessPoints: [KamajiAccessPoint]
          parents: [GatewayParentStatus]! with {"maxItems":32}
          routeRef: GatewayRouteReference
        GatewayRouteReference atomic
          name: string = ""
        KamajiAccessPoint
          port: int!
          type: string! with {"minLength":1,"maxLength":253,"pattern":"^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$"}
          urls: [string]
          value: string!
        GatewayParentStatus
          conditions: [ConditionText]! key type with {"minItems":1,"maxItems":8}
          controllerName: string! with {"minLength":1,"maxLength":253,"pattern":"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$"}
          parentRef: GatewayParentReference!
        ConditionText
          lastTransitionTime: string!
          message: string! with {"maxLength":32768}
          observedGeneration: int with {"minimum":0}
          reason: string! with {"minLength":1,"maxLength":1024,"pattern":"^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$"}
          status: string! with {"enum":["True","False","Unknown"]}
          type: string! with {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
        KamajiIngressStatus
          loadBalancer: KamajiIngressBalancer
          name: string!
          namespace: string!
        KamajiIngressBalancer
          ingress: [KamajiIngressPoint]
        KamajiIngressPoint
          hostname: string
          ip: string
          ports: [KamajiPortStatus]
        KamajiServiceStatus
          conditions: [ConditionText] key type
          loadBalancer: KamajiServiceBalancer
          name: string!
          namespace: string!
          port: int!
        KamajiServiceBalancer
          ingress: [KamajiServicePoint]
        KamajiServicePoint
          hostname: string
          ip: string
          ipMode: string
          ports: [KamajiPortStatus]
        KamajiPortStatus
          error: string! with {"maxLength":316,"pattern":"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"}
          port: int!
          protocol: string!
        KamajiVersionStatus
          status: string = "Provisioning" with {"enum":["Unknown","Provisioning","CertificateAuthorityRotating","Upgrading","Migrating","Ready","NotReady","Sleeping","WriteLimited"]}
          version: string
        KamajiStorageStatus
          certificate: KamajiFileStatus
          config: KamajiStorageConfigStatus
          dataStoreName: string
          driver: string
          setup: KamajiStorageSetupStatus
        KamajiStorageConfigStatus
          checksum: string
          secretName: string
        KamajiStorageSetupStatus
          checksum: string
          lastUpdate: string
          schema: string
          user: string
        """#
}
