extension APIResource {
    /// The resources that every server serves, in the order in which it lists their groups.
    ///
    /// A line is `plural Kind [singular] [options]`; options: `cluster` (not namespaced), `short=`, `in=` (categories),
    /// `verbs=`, `stored=`, `converted=`, `status`, `scale`, `sub=name:Kind:verbs[:group/version]`.
    package static let builtIn: [APIResource] = groups.flatMap { group, version, lines in
        lines.split(separator: "\n").map { parse(String($0), group: group, version: version) }
    }

    private static let groups: [(group: String, version: String, lines: String)] = [
        (
            "", "v1",
            """
            bindings Binding verbs=create
            componentstatuses ComponentStatus cluster short=cs verbs=get,list
            configmaps ConfigMap short=cm
            endpoints Endpoints singular=endpoints short=ep
            events Event short=ev
            limitranges LimitRange short=limits
            namespaces Namespace cluster short=ns verbs=create,delete,get,list,patch,update,watch sub=finalize:Namespace:update status
            nodes Node cluster short=no sub=proxy:NodeProxyOptions:create,delete,get,patch,update status
            persistentvolumeclaims PersistentVolumeClaim short=pvc status
            persistentvolumes PersistentVolume cluster short=pv status
            pods Pod short=po in=all sub=attach:PodAttachOptions:create,get sub=binding:Binding:create sub=ephemeralcontainers:Pod:get,patch,update sub=eviction:Eviction:create:policy/v1 sub=exec:PodExecOptions:create,get sub=log:Pod:get sub=portforward:PodPortForwardOptions:create,get sub=proxy:PodProxyOptions:create,delete,get,patch,update sub=resize:Pod:get,patch,update status
            podtemplates PodTemplate
            replicationcontrollers ReplicationController short=rc in=all scale status
            resourcequotas ResourceQuota short=quota status
            secrets Secret
            serviceaccounts ServiceAccount short=sa sub=token:TokenRequest:create:authentication.k8s.io/v1
            services Service short=svc in=all sub=proxy:ServiceProxyOptions:create,delete,get,patch,update status
            """
        ),
        ("apiregistration.k8s.io", "v1", "apiservices APIService cluster in=api-extensions status"),
        (
            "apps", "v1",
            """
            controllerrevisions ControllerRevision
            daemonsets DaemonSet short=ds in=all status
            deployments Deployment short=deploy in=all scale status
            replicasets ReplicaSet short=rs in=all scale status
            statefulsets StatefulSet short=sts in=all scale status
            """
        ),
        ("events.k8s.io", "v1", "events Event short=ev"),
        (
            "authentication.k8s.io", "v1",
            """
            selfsubjectreviews SelfSubjectReview cluster verbs=create
            tokenreviews TokenReview cluster verbs=create
            """
        ),
        (
            "authorization.k8s.io", "v1",
            """
            localsubjectaccessreviews LocalSubjectAccessReview verbs=create
            selfsubjectaccessreviews SelfSubjectAccessReview cluster verbs=create
            selfsubjectrulesreviews SelfSubjectRulesReview cluster verbs=create
            subjectaccessreviews SubjectAccessReview cluster verbs=create
            """
        ),
        ("autoscaling", "v2", "horizontalpodautoscalers HorizontalPodAutoscaler short=hpa in=all status"),
        (
            "autoscaling", "v1",
            "horizontalpodautoscalers HorizontalPodAutoscaler short=hpa in=all stored=v2 converted=horizontalPodAutoscalerV1 status"
        ),
        (
            "batch", "v1",
            """
            cronjobs CronJob short=cj in=all status
            jobs Job in=all status
            """
        ),
        (
            "certificates.k8s.io", "v1",
            "certificatesigningrequests CertificateSigningRequest cluster short=csr sub=approval:CertificateSigningRequest:get,patch,update status"
        ),
        (
            "networking.k8s.io", "v1",
            """
            ingressclasses IngressClass cluster
            ingresses Ingress short=ing status
            ipaddresses IPAddress cluster short=ip
            networkpolicies NetworkPolicy short=netpol
            servicecidrs ServiceCIDR cluster status
            """
        ),
        ("policy", "v1", "poddisruptionbudgets PodDisruptionBudget short=pdb status"),
        (
            "rbac.authorization.k8s.io", "v1",
            """
            clusterrolebindings ClusterRoleBinding cluster
            clusterroles ClusterRole cluster
            rolebindings RoleBinding
            roles Role
            """
        ),
        (
            "storage.k8s.io", "v1",
            """
            csidrivers CSIDriver cluster
            csinodes CSINode cluster
            csistoragecapacities CSIStorageCapacity
            storageclasses StorageClass cluster short=sc
            volumeattachments VolumeAttachment cluster status
            volumeattributesclasses VolumeAttributesClass cluster short=vac
            """
        ),
        (
            "admissionregistration.k8s.io", "v1",
            """
            mutatingadmissionpolicies MutatingAdmissionPolicy cluster in=api-extensions
            mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding cluster in=api-extensions
            mutatingwebhookconfigurations MutatingWebhookConfiguration cluster in=api-extensions
            validatingadmissionpolicies ValidatingAdmissionPolicy cluster in=api-extensions status
            validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding cluster in=api-extensions
            validatingwebhookconfigurations ValidatingWebhookConfiguration cluster in=api-extensions
            """
        ),
        (
            "apiextensions.k8s.io", "v1",
            "customresourcedefinitions CustomResourceDefinition cluster short=crd,crds in=api-extensions stored=v1beta1 status"
        ),
        ("scheduling.k8s.io", "v1", "priorityclasses PriorityClass cluster short=pc"),
        ("coordination.k8s.io", "v1", "leases Lease"),
        ("node.k8s.io", "v1", "runtimeclasses RuntimeClass cluster"),
        ("discovery.k8s.io", "v1", "endpointslices EndpointSlice"),
        (
            "resource.k8s.io", "v1",
            """
            deviceclasses DeviceClass cluster
            resourceclaims ResourceClaim status
            resourceclaimtemplates ResourceClaimTemplate
            resourceslices ResourceSlice cluster
            """
        ),
        (
            "flowcontrol.apiserver.k8s.io", "v1",
            """
            flowschemas FlowSchema cluster status
            prioritylevelconfigurations PriorityLevelConfiguration cluster status
            """
        ),
    ]

    private static func parse(_ line: String, group: String, version: String) -> APIResource {
        let words = line.split(separator: " ").map(String.init)
        let kind = words[1]
        var resource = APIResource(
            group: group, version: version, name: words[0], singularName: kind.lowercased(), kind: kind,
            isNamespaced: true, storageVersion: version)
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let list = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
            switch parts[0] {
            case "cluster": resource.isNamespaced = false
            case "singular": resource.singularName = parts[1]
            case "short": resource.shortNames = list
            case "in": resource.categories = list
            case "verbs": resource.verbs = list
            case "stored": resource.storageVersion = parts[1]
            case "converted": resource.conversion = VersionConversion(rawValue: parts[1])
            case "status": resource.subresources.append(.status(of: kind))
            case "scale": resource.subresources.append(.scale)
            default: resource.subresources.append(subresource(parts[1]))
            }
        }
        return resource
    }

    private static func subresource(_ text: String) -> Subresource {
        let parts = text.split(separator: ":").map(String.init)
        return Subresource(
            name: parts[0], kind: parts[1], verbs: parts[2].split(separator: ",").map(String.init),
            groupVersion: parts.count > 3 ? parts[3] : nil)
    }
}

extension APIResource.Subresource {
    /// The endpoint of an object's status.
    package static func status(of kind: String) -> Self {
        Self(name: "status", kind: kind, verbs: ["get", "patch", "update"], groupVersion: nil)
    }

    /// The endpoint that shows an object's replicas as an `autoscaling/v1` Scale.
    package static let scale = Self(
        name: "scale", kind: "Scale", verbs: ["get", "patch", "update"], groupVersion: "autoscaling/v1")
}
