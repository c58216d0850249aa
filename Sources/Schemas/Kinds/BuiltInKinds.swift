import Diagnostics

/// The kinds that Kubernetes serves by itself.
///
/// Source: the discovery document of Kubernetes 1.36, which tests hold this against; and the kinds of the alpha and beta
/// versions, which clusters serve when they are told to.
package enum BuiltInKinds {
    /// A version of a group a line, `*` behind kinds that belong to no namespace.
    private static let table = """
        v1 Binding ComponentStatus* ConfigMap Endpoints Event LimitRange Namespace* Node* PersistentVolume* \
        PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount
        admissionregistration.k8s.io/v1 MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding* \
        MutatingWebhookConfiguration* ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding* \
        ValidatingWebhookConfiguration*
        apiextensions.k8s.io/v1 CustomResourceDefinition*
        apiregistration.k8s.io/v1 APIService*
        apps/v1 ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
        authentication.k8s.io/v1 SelfSubjectReview* TokenReview*
        authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview* SelfSubjectRulesReview* \
        SubjectAccessReview*
        autoscaling/v1 HorizontalPodAutoscaler
        autoscaling/v2 HorizontalPodAutoscaler
        batch/v1 CronJob Job
        certificates.k8s.io/v1 CertificateSigningRequest*
        certificates.k8s.io/v1beta1 ClusterTrustBundle* PodCertificateRequest
        coordination.k8s.io/v1 Lease
        coordination.k8s.io/v1beta1 LeaseCandidate
        discovery.k8s.io/v1 EndpointSlice
        events.k8s.io/v1 Event
        flowcontrol.apiserver.k8s.io/v1 FlowSchema* PriorityLevelConfiguration*
        networking.k8s.io/v1 IPAddress* Ingress IngressClass* NetworkPolicy ServiceCIDR*
        node.k8s.io/v1 RuntimeClass*
        policy/v1 PodDisruptionBudget
        rbac.authorization.k8s.io/v1 ClusterRole* ClusterRoleBinding* Role RoleBinding
        resource.k8s.io/v1 DeviceClass* ResourceClaim ResourceClaimTemplate ResourceSlice*
        scheduling.k8s.io/v1 PriorityClass*
        storage.k8s.io/v1 CSIDriver* CSINode* CSIStorageCapacity StorageClass* VolumeAttachment* VolumeAttributesClass*
        """

    /// Whether the objects of each kind live in namespaces, by version, group and kind.
    private static let versions: [String: [String: Bool]] = {
        var versions: [String: [String: Bool]] = [:]
        for line in table.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            let kinds = words.dropFirst().map { word in (String(word.prefix { $0 != "*" }), !word.hasSuffix("*")) }
            versions[words[0]] = Dictionary(uniqueKeysWithValues: kinds)
        }
        return versions
    }()

    /// Since which minor version of Kubernetes 1 kinds are served, of those that have not always been in the versions above.
    /// Source: the deprecation guide and the changelogs.
    private static let firstMinors: [String: Int] = [
        "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy": 30,
        "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding": 30,
        "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy": 36,
        "admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding": 36,
        "authentication.k8s.io/v1 SelfSubjectReview": 28,
        "flowcontrol.apiserver.k8s.io/v1 FlowSchema": 29,
        "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration": 29,
        "networking.k8s.io/v1 IPAddress": 33, "networking.k8s.io/v1 ServiceCIDR": 33,
        "resource.k8s.io/v1 DeviceClass": 34, "resource.k8s.io/v1 ResourceClaim": 34,
        "resource.k8s.io/v1 ResourceClaimTemplate": 34, "resource.k8s.io/v1 ResourceSlice": 34,
        "storage.k8s.io/v1 VolumeAttributesClass": 34,
    ]

    /// The versions and kinds that Kubernetes 1.`minor` serves unless it is told otherwise: none of alpha and beta versions.
    package static func served(minor: Int) -> [(apiVersion: String, kind: String, isNamespaced: Bool)] {
        versions.filter { !$0.key.contains("alpha") && !$0.key.contains("beta") }.flatMap { apiVersion, kinds in
            kinds.filter { minor >= firstMinors["\(apiVersion) \($0.key)"] ?? 0 }
                .map { (apiVersion, $0.key, $0.value) }
        }
    }

    private static let groups: [String: [String: Bool]] = versions.reduce(into: [:]) { groups, entry in
        groups[group(of: entry.key), default: [:]].merge(entry.value) { one, _ in one }
    }

    /// Whether objects of a kind live in namespaces; nil for what is no built-in kind. The core group is empty.
    package static func isNamespaced(group: String, kind: String) -> Bool? {
        groups[group]?[kind]
    }

    private static func group(of apiVersion: String) -> String {
        apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
    }

    /// What is wrong with the kind of a manifest.
    package struct Problem: Sendable, Hashable {
        /// Whether it lies in the version rather than in the kind.
        package var isInVersion: Bool
        package var message: String
        package var hint: String
    }

    /// What is wrong with a kind and its version: no Kubernetes serves it, and neither do the custom kinds given by
    /// group; nil where nothing is known to be wrong. Kinds of groups that nothing here defines may be anybody's.
    package static func problem(
        apiVersion: String, kind: String, custom: [String: Set<String>] = [:]
    ) -> Problem? {
        let group = group(of: apiVersion)
        if let own = custom[group] {
            guard !own.contains(kind), groups[group]?[kind] == nil, let near = kind.nearest(among: own) else {
                return nil
            }
            return Problem(
                isInVersion: false, message: "the catalog defines no kind `\(kind)` of \(group)",
                hint: "did you mean `\(near)`?")
        }
        guard let kinds = groups[group] else { return unknownGroup(group, kind) }
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? ""
        // Alpha and beta versions come and go, and a cluster serves them when it is told to.
        if version.contains("alpha") || version.contains("beta") { return nil }
        let name = group.isEmpty ? "the core group" : group
        guard kinds[kind] != nil else {
            return Problem(
                isInVersion: false, message: "Kubernetes has no kind `\(kind)` in \(name)",
                hint: hint(kind: kind, in: group, kinds))
        }
        guard versions[apiVersion]?[kind] == nil else { return nil }
        let served = versions.filter { self.group(of: $0.key) == group && $0.value[kind] != nil }.keys.sorted()
        return Problem(
            isInVersion: true, message: "Kubernetes has no version `\(apiVersion)` of \(kind)",
            hint: "did you mean `\(served.joined(separator: "` or `"))`?")
    }

    private static func hint(kind: String, in group: String, _ kinds: [String: Bool]) -> String {
        if let near = kind.nearest(among: kinds.keys) { return "did you mean `\(near)`?" }
        let elsewhere = versions.filter { $0.value[kind] != nil }.keys.sorted()
        if !elsewhere.isEmpty { return "\(kind) is of `\(elsewhere.joined(separator: "` or `"))`" }
        return "there are \(kinds.keys.sorted().joined(separator: ", "))"
    }

    /// A group with a dot may be anybody's, unless it is nearly one of Kubernetes that has such a kind. Without a dot it
    /// is none that a definition can have.
    private static func unknownGroup(_ group: String, _ kind: String) -> Problem? {
        let withKind = versions.filter { $0.value[kind] != nil }.keys.sorted()
        let near = group.nearest(among: withKind.map(self.group(of:)))
        guard near != nil || !group.contains(".") else { return nil }
        let meant = withKind.filter { near == nil || self.group(of: $0) == near }
        return Problem(
            isInVersion: true, message: "Kubernetes has no group `\(group)`",
            hint: meant.isEmpty
                ? "groups of custom kinds have a dot, as example.com"
                : "did you mean `\(meant.joined(separator: "` or `"))`?")
    }
}
