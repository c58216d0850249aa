extension DefaultsCatalog {
    /// `networking.k8s.io`.
    ///
    /// Source: `pkg/apis/networking/v1/defaults.go`; the plugin DefaultIngressClass. The server writes `podSelector`
    /// even where it was not sent.
    static let networkDefaults = """
        NetworkPolicy.networking.k8s.io
          spec.podSelector = {}
          spec.policyTypes = ["Ingress"] | ["Ingress","Egress"]
          spec.ingress[].ports[].protocol = "TCP"
          spec.egress[].ports[].protocol = "TCP"
        Ingress.networking.k8s.io
          spec.ingressClassName = any
        IngressClass.networking.k8s.io
          spec.parameters.scope = "Cluster"
        """

    /// `rbac.authorization.k8s.io`.
    ///
    /// Source: `pkg/apis/rbac/v1/defaults.go`.
    static let accessDefaults = """
        Role.rbac.authorization.k8s.io
          rules = []
        ClusterRole.rbac.authorization.k8s.io
          rules = []
        RoleBinding.rbac.authorization.k8s.io
          roleRef.apiGroup = "rbac.authorization.k8s.io"
          subjects[]: Subject
          subjects[].namespace = /metadata.namespace
        ClusterRoleBinding.rbac.authorization.k8s.io
          roleRef.apiGroup = "rbac.authorization.k8s.io"
          subjects[]: Subject
        Subject
          apiGroup = group of ^.kind
        """

    /// `autoscaling`, `policy`, `scheduling.k8s.io`, `node.k8s.io` and `flowcontrol.apiserver.k8s.io`.
    ///
    /// Source: `defaults.go` in `pkg/apis/autoscaling/v1` and `v2`, `pkg/apis/policy/v1`, `pkg/apis/scheduling/v1`,
    /// `pkg/apis/node/v1`, `pkg/apis/flowcontrol/v1`.
    static let scalingDefaults = """
        HorizontalPodAutoscaler.autoscaling
          spec.minReplicas = 1
          spec.targetCPUUtilizationPercentage = 80
          spec.metrics = [{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]
          spec.behavior.scaleUp.stabilizationWindowSeconds = 0
          spec.behavior.scaleUp.selectPolicy = "Max"
          spec.behavior.scaleUp.policies = [{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]
          spec.behavior.scaleDown.selectPolicy = "Max"
          spec.behavior.scaleDown.policies = [{"type":"Percent","value":100,"periodSeconds":15}]
        PriorityClass.scheduling.k8s.io
          preemptionPolicy = "PreemptLowerPriority"
          value = 0
        FlowSchema.flowcontrol.apiserver.k8s.io
          spec.matchingPrecedence = 1000
        PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io
          spec.limited.nominalConcurrencyShares = 30
          spec.limited.lendablePercent = 0
          spec.limited.limitResponse.queuing.handSize = 8
          spec.limited.limitResponse.queuing.queues = 64
          spec.limited.limitResponse.queuing.queueLengthLimit = 50
          spec.exempt.nominalConcurrencyShares = 0
          spec.exempt.lendablePercent = 0
        """
}
