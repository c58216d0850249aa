extension ProtobufCatalog {
    /// `meta/v1`.
    static let metaMessages = """
        ObjectMeta: name generateName namespace selfLink uid resourceVersion generation:int creationTimestamp:time
          deletionTimestamp:time deletionGracePeriodSeconds:int? labels:{string} annotations:{string}
          ownerReferences:[OwnerReference] finalizers:[string] @17 managedFields:[ManagedFieldsEntry]
        OwnerReference: kind @3 name uid apiVersion controller:bool? blockOwnerDeletion:bool?
        ManagedFieldsEntry: manager operation apiVersion time:time @6 fieldsType fieldsV1:raw subresource
        DeleteOptions: gracePeriodSeconds:int? preconditions:Preconditions orphanDependents:bool?
          propagationPolicy:string? dryRun:[string] ignoreStoreReadErrorWithClusterBreakingPotential:bool?
        Preconditions: uid:string? resourceVersion:string?
        Condition: type status observedGeneration:int lastTransitionTime:time reason message
        LabelSelector: matchLabels:{string} matchExpressions:[LabelSelectorRequirement]
        LabelSelectorRequirement: key operator values:[string]
        """
}
