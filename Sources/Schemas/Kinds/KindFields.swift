/// The fields of the kinds that Kubernetes brings, and of Kamaji's TenantControlPlane, in the notation of
/// `FieldNotation`.
///
/// Sources: the OpenAPI documents of Kubernetes 1.36, which tests hold the core, apps, batch and rbac groups against; for
/// the other groups the types of `k8s.io/api`; Kamaji's definition.
package enum KindFields {
    /// The minor version of Kubernetes 1 whose fields are all here.
    package static let newestMinor = 36

    /// The types of built-in kinds.
    package static let builtIn = [
        metaTypes, coreTypes, podTypes, containerTypes, volumeTypes, workloadTypes, accessTypes, networkTypes,
        clusterTypes, extensionTypes, policyTypes, autoscalingTypes,
    ]

    /// The types of Kamaji's custom resource, beside the built-in ones that they embed.
    package static let kamaji = [kamajiSpecTypes, kamajiPodTypes, kamajiStatusTypes]
}
