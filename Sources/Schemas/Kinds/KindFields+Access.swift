extension KindFields {
    /// `rbac.authorization.k8s.io`.
    package static let accessTypes = """
        Role
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          rules: [PolicyRule]!
        ClusterRole
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          rules: [PolicyRule]!
          aggregationRule: AggregationRule
        PolicyRule
          verbs: [string]!
          apiGroups: [string]
          resources: [string]
          resourceNames: [string]
          nonResourceURLs: [string]
        AggregationRule
          clusterRoleSelectors: [LabelSelector]
        RoleBinding
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          subjects: [Subject]
          roleRef: RoleRef!
        ClusterRoleBinding
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          subjects: [Subject]
          roleRef: RoleRef!
        Subject atomic
          kind: string!
          apiGroup: string
          name: string!
          namespace: string
        RoleRef atomic
          apiGroup: string!
          kind: string!
          name: string!
        """
}
