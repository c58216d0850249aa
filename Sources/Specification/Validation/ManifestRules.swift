import Diagnostics
import Document
import YAML

/// What must hold for one manifest of an application before its variables are filled.
struct ManifestRules {
    let manifest: TemplateDocument
    let application: Application
    let findings: Findings

    func check() {
        let value = manifest.value
        guard case .object = value else {
            report("a manifest must be a map, not \(value.typeNameWithArticle)", .root, "check the indentation")
            return
        }
        for key in ["apiVersion", "kind"] {
            switch value[key]?.string {
            case nil: report("the manifest has no `\(key)`", [key], "every Kubernetes object has one")
            case let text? where text.contains("${"):
                report("the `\(key)` of a manifest cannot be a variable", [key], "write it out")
            default: continue
            }
        }
        if value["kind"]?.string == "List" {
            report("a List cannot be installed", ["kind"], "write its items as documents separated by `---`")
            return
        }
        if value[["metadata", "name"]]?.string == nil {
            report(
                value[["metadata", "generateName"]] == nil
                    ? "the manifest has no `metadata.name`" : "the manifest has a generated name",
                ["metadata"], "the objects of an application are known by their names")
        }
        if application.rules.scope == .workspace { checkScope() }
    }

    /// A prerequisite of one workspace keeps to the workspace's namespace.
    private func checkScope() {
        let kind = manifest.value["kind"]?.string ?? ""
        let hint = "use `\(Self.namespaceVariable)`, leave it out, or give the application `scope: managementCluster`"
        if ClusterScopedKinds.contains(apiVersion: manifest.value["apiVersion"]?.string ?? "", kind: kind) {
            report(
                "the prerequisite `\(application.name)` leaves its scope: a \(kind) belongs to no namespace", ["kind"],
                "prerequisites of scope workspace hold objects of the workspace's namespace only; "
                    + "give the application `scope: managementCluster`")
        } else if let namespace = manifest.value[["metadata", "namespace"]], namespace != .null,
            namespace.string != Self.namespaceVariable
        {
            report(
                "the prerequisite `\(application.name)` leaves its scope: namespace `\(namespace.plain)`",
                ["metadata", "namespace"], hint)
        }
    }

    private static let namespaceVariable = "${workspace.namespace}"

    private func report(_ message: String, _ path: Path, _ note: String) {
        findings.report(message, at: manifest.marks.location(of: path), notes: note)
    }
}

/// The kinds of Kubernetes itself that belong to no namespace. Kinds of custom resources are looked up on the cluster.
enum ClusterScopedKinds {
    static func contains(apiVersion: String, kind: String) -> Bool {
        let group = apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : ""
        return kinds[group]?.contains(kind) ?? false
    }

    private static let kinds: [String: Set<String>] = [
        "": ["Namespace", "Node", "PersistentVolume"],
        "admissionregistration.k8s.io": [
            "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
        ],
        "apiextensions.k8s.io": ["CustomResourceDefinition"],
        "apiregistration.k8s.io": ["APIService"],
        "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
        "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
        "networking.k8s.io": ["IngressClass", "IPAddress", "ServiceCIDR"],
        "node.k8s.io": ["RuntimeClass"],
        "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
        "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
        "scheduling.k8s.io": ["PriorityClass"],
        "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
    ]
}
