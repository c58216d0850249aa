extension KindFields {
    /// `networking.k8s.io`.
    package static let networkTypes = """
        NetworkPolicy
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: NetworkPolicySpec!
        NetworkPolicySpec
          podSelector: LabelSelector!
          ingress: [NetworkPolicyIngressRule]
          egress: [NetworkPolicyEgressRule]
          policyTypes: [string]
        NetworkPolicyIngressRule
          ports: [NetworkPolicyPort]
          from: [NetworkPolicyPeer]
        NetworkPolicyEgressRule
          ports: [NetworkPolicyPort]
          to: [NetworkPolicyPeer]
        NetworkPolicyPort
          protocol: string? ~ "TCP"
          port: any?
          endPort: int?
        NetworkPolicyPeer
          podSelector: LabelSelector
          namespaceSelector: LabelSelector
          ipBlock: IPBlock
        IPBlock
          cidr: string!
          except: [string]
        Ingress
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: IngressSpec!
          status: IngressStatus!
        IngressSpec
          ingressClassName: string?
          defaultBackend: IngressBackend
          tls: [IngressTLS]
          rules: [IngressRule]
        IngressBackend
          service: IngressServiceBackend
          resource: TypedLocalObjectReference
        IngressServiceBackend
          name: string!
          port: ServiceBackendPort!
        ServiceBackendPort atomic
          name: string
          number: int
        IngressTLS
          hosts: [string]
          secretName: string
        IngressRule
          host: string
          http: HTTPIngressRuleValue
        HTTPIngressRuleValue
          paths: [HTTPIngressPath]!
        HTTPIngressPath
          path: string
          pathType: string?
          backend: IngressBackend!
        IngressStatus
          loadBalancer: IngressLoadBalancerStatus!
        IngressLoadBalancerStatus
          ingress: [IngressLoadBalancerIngress]
        IngressLoadBalancerIngress
          ip: string
          hostname: string
          ports: [IngressPortStatus]
        IngressPortStatus
          port: int!
          protocol: string!
          error: string?
        IngressClass
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: IngressClassSpec!
        IngressClassSpec
          controller: string
          parameters: IngressClassParametersReference
        IngressClassParametersReference
          apiGroup: string?
          kind: string!
          name: string!
          scope: string? ~ "Cluster"
          namespace: string?
        """
}
