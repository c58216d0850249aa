extension KindFields {
    /// `coordination.k8s.io`, `storage.k8s.io` and `scheduling.k8s.io`.
    package static let clusterTypes = """
        Lease
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          spec: LeaseSpec!
        LeaseSpec
          holderIdentity: string?
          leaseDurationSeconds: int?
          acquireTime: any
          renewTime: any
          leaseTransitions: int?
          strategy: string?
          preferredHolder: string?
        StorageClass
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          provisioner: string!
          parameters: {string}
          reclaimPolicy: string? ~ "Delete"
          mountOptions: [string]
          allowVolumeExpansion: bool?
          volumeBindingMode: string? ~ "Immediate"
          allowedTopologies: [TopologySelectorTerm]
        TopologySelectorTerm atomic
          matchLabelExpressions: [TopologySelectorLabelRequirement]
        TopologySelectorLabelRequirement
          key: string!
          values: [string]!
        PriorityClass
          kind: string
          apiVersion: string
          metadata: ObjectMeta!
          value: int!
          globalDefault: bool
          description: string
          preemptionPolicy: string? ~ "PreemptLowerPriority"
        """
}
