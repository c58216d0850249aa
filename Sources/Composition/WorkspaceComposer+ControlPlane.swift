import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// The secret in which Kamaji leaves the admin kubeconfigs.
    private var kubeconfigSecret: ItemKey {
        ItemKey(
            place: management, apiVersion: "v1", kind: "Secret", namespace: workspace.namespace,
            name: "\(workspace.id)-admin-kubeconfig")
    }

    /// Step 5: the Kamaji control plane, behind all prerequisites.
    mutating func composeControlPlane() {
        let items = items(
            of: "tenant-control-plane", in: "control-plane", place: management, defaultNamespace: workspace.namespace)
        let prerequisites = resources.filter { $0.kind == .prerequisite }.map(\.address)
        add(
            Resource(
                address("control-plane"), .controlPlane,
                dependencies: dependencies("namespace").union(prerequisites), items: items,
                timeout: estate.timeouts.controlPlane, isProtected: workspace.isProtected,
                location: workspace.marks.keyLocation(of: ["spec", "kubernetes"])))
    }

    /// Step 6: the kubeconfig appears, the name is published, the API answers, the kubeconfig is stored.
    mutating func composeAccess() {
        let location = workspace.marks.location(of: .root)
        add(
            Resource(
                address("kubeconfig"), .kubeconfig, dependencies: dependencies("control-plane"),
                gate: .kubeconfig(kubeconfigSecret), timeout: estate.timeouts.controlPlane, location: location))
        composeRecord(location)
        add(
            Resource(
                address("api"), .api, dependencies: dependencies("kubeconfig"), gate: .api(host: host, port: port),
                timeout: estate.timeouts.api, location: location))
        add(
            Resource(
                address("kubeconfig-store"), .kubeconfigStore, dependencies: dependencies("api"),
                gate: .storeKubeconfig(secret: kubeconfigSecret, host: host, port: port), timeout: .seconds(60),
                location: location))
    }

    private mutating func composeRecord(_ location: SourceLocation) {
        let key = ItemKey(place: .dns, kind: "Record", name: host)
        let path = Path(["spec", "address"].map(Path.Component.key))
        let insertion = Insertion([.reference(Reference(address("kubeconfig"), "address"))])
        var desired: Value = [
            "metadata": ["name": .string(host)],
            "spec": ["ttl": .integer(Int64(estate.dns.ttl)), "address": insertion.placeholder],
        ]
        marker("dns", provider: .dns).mark(&desired, as: key)
        add(
            Resource(
                address("dns"), .dns, dependencies: dependencies("kubeconfig"),
                items: [Item(key: key, desired: desired, insertions: [path: insertion], location: location)],
                timeout: .seconds(60), location: location))
    }
}
