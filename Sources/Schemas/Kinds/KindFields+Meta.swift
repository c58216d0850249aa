extension KindFields {
    /// `meta/v1`. The selectors and references are owned whole.
    package static let metaTypes = """
        ObjectMeta
          name: string
          generateName: string
          namespace: string
          selfLink: string
          uid: string
          resourceVersion: string
          generation: int
          creationTimestamp: any
          deletionTimestamp: any
          deletionGracePeriodSeconds: int?
          labels: {string}
          annotations: {string}
          ownerReferences: [OwnerReference] key uid
          finalizers: [string] set
          managedFields: [raw]
        OwnerReference atomic
          apiVersion: string!
          kind: string!
          name: string!
          uid: string!
          controller: bool?
          blockOwnerDeletion: bool?
        LabelSelector atomic
          matchLabels: {string}
          matchExpressions: [LabelSelectorRequirement]
        LabelSelectorRequirement
          key: string!
          operator: string!
          values: [string]
        Condition
          type: string!
          status: string!
          observedGeneration: int
          lastTransitionTime: any
          reason: string!
          message: string!
        LocalObjectReference atomic
          name: string = ""
        TypedLocalObjectReference atomic
          apiGroup: string?
          kind: string!
          name: string!
        TypedObjectReference
          apiGroup: string?
          kind: string!
          name: string!
          namespace: string?
        ObjectReference atomic
          kind: string
          namespace: string
          name: string
          uid: string
          apiVersion: string
          resourceVersion: string
          fieldPath: string
        SecretReference atomic
          name: string
          namespace: string
        """
}
