import Document

/// A pod template as the server's messages show it: its internal Go struct, unset fields and all.
///
/// The internal struct has no JSON names, so Go's own stand there; what pods of v1 keep beside their security context
/// is in it.
enum PodTemplateText {
    static func value(of template: Value) -> Value {
        let metadata = template["metadata"]?.object ?? [:]
        var result = Object(metadata.map { ($0.key, $0.value.object.map { .object(Object($0.sorted)) } ?? $0.value) })
        result["Spec"] = podSpec(template["spec"] ?? [:])
        return .object(result)
    }

    private static func podSpec(_ spec: Value) -> Value {
        guard case .map(let type)? = SchemaCatalog.builtIn["PodSpec"] else { return spec }
        var shown = Object()
        for name in fieldsOfSpec {
            guard let field = type.fields[name] else { continue }
            let value = name == "securityContext" ? securityContext(spec) : GoStructText.value(spec[name], field)
            shown[GoStructText.goName(name)] = value
        }
        return .object(shown)
    }

    private static func securityContext(_ spec: Value) -> Value {
        guard case .map(let podType)? = SchemaCatalog.builtIn["PodSpec"],
            case .map(let type)? = SchemaCatalog.builtIn["PodSecurityContext"]
        else { return .null }
        var shown = Object()
        for name in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
            shown[GoStructText.goName(name)] = podType.fields[name].map { GoStructText.value(spec[name], $0) }
        }
        for name in fieldsOfSecurityContext {
            shown[GoStructText.goName(name)] = type.fields[name].map {
                GoStructText.value(spec["securityContext"]?[name], $0)
            }
        }
        return .object(shown)
    }

    private static let fieldsOfSpec = [
        "volumes", "initContainers", "containers", "ephemeralContainers", "restartPolicy",
        "terminationGracePeriodSeconds", "activeDeadlineSeconds", "dnsPolicy", "nodeSelector", "serviceAccountName",
        "automountServiceAccountToken", "nodeName", "securityContext", "imagePullSecrets", "hostname", "subdomain",
        "setHostnameAsFQDN", "affinity", "schedulerName", "tolerations", "hostAliases", "priorityClassName",
        "priority", "preemptionPolicy", "dnsConfig", "readinessGates", "runtimeClassName", "overhead",
        "enableServiceLinks", "topologySpreadConstraints", "os", "schedulingGates", "resourceClaims", "resources",
        "hostnameOverride", "schedulingGroup",
    ]

    private static let fieldsOfSecurityContext = [
        "seLinuxOptions", "windowsOptions", "runAsUser", "runAsGroup", "runAsNonRoot", "supplementalGroups",
        "supplementalGroupsPolicy", "fsGroup", "fsGroupChangePolicy", "sysctls", "seccompProfile", "appArmorProfile",
        "seLinuxChangePolicy",
    ]
}
