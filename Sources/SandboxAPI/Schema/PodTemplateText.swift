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
            let value = name == "securityContext" ? securityContext(spec) : self.value(spec[name], field)
            shown[goName(name)] = value
        }
        return .object(shown)
    }

    private static func securityContext(_ spec: Value) -> Value {
        guard case .map(let podType)? = SchemaCatalog.builtIn["PodSpec"],
            case .map(let type)? = SchemaCatalog.builtIn["PodSecurityContext"]
        else { return .null }
        var shown = Object()
        for name in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
            shown[goName(name)] = podType.fields[name].map { value(spec[name], $0) }
        }
        for name in fieldsOfSecurityContext {
            shown[goName(name)] = type.fields[name].map { value(spec["securityContext"]?[name], $0) }
        }
        return .object(shown)
    }

    /// A field as Go encodes it without names and `omitempty`.
    private static func value(_ value: Value?, _ field: SchemaField) -> Value {
        guard let value else { return zero(of: field) }
        return shown(value, field.type)
    }

    private static func shown(_ value: Value, _ type: SchemaType) -> Value {
        switch (type.resolved, value) {
        case (.list(let list), .array(let items)): return .array(items.map { shown($0, list.element) })
        case (.map(let map), .object(let object)) where map.element == nil:
            return .object(
                Object(
                    map.order.compactMap { name in
                        map.fields[name].map { (goName(name), Self.value(object[name], $0)) }
                    }))
        case (.map, .object(let object)): return .object(Object(object.sorted))
        default: return value
        }
    }

    private static func zero(of field: SchemaField) -> Value {
        guard field.presence != .optional else { return .null }
        switch field.type.resolved {
        case .scalar(.string), .scalar(.bytes): return ""
        case .scalar(.integer), .scalar(.number): return 0
        case .scalar(.boolean): return false
        case .map(let map) where map.element == nil: return shown(.object([:]), .map(map))
        default: return .null
        }
    }

    private static func goName(_ name: String) -> String {
        goNames[name] ?? name.prefix(1).uppercased() + name.dropFirst()
    }

    /// Names that are more than capitalised.
    private static let goNames = [
        "dnsPolicy": "DNSPolicy", "dnsConfig": "DNSConfig", "os": "OS", "tty": "TTY", "fsGroup": "FSGroup",
        "fsGroupChangePolicy": "FSGroupChangePolicy", "seLinuxOptions": "SELinuxOptions",
        "seLinuxChangePolicy": "SELinuxChangePolicy", "httpGet": "HTTPGet", "tcpSocket": "TCPSocket", "grpc": "GRPC",
        "httpHeaders": "HTTPHeaders", "ip": "IP", "nfs": "NFS", "iscsi": "ISCSI", "rbd": "RBD", "fc": "FC",
        "csi": "CSI", "awsElasticBlockStore": "AWSElasticBlockStore", "gcePersistentDisk": "GCEPersistentDisk",
    ]

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
