/// The table of defaults: what servers fill into the kinds they bring, and what Kamaji's webhook fills in.
///
/// Sources: the `defaults.go` and `zz_generated.defaults.go` of each group below `k8s.io/kubernetes/pkg/apis`, the
/// strategies below `pkg/registry` (allocation, finalizers, generated selectors), and the admission plugins that
/// `pkg/kubeapiserver/options/plugins.go` turns on by default; up to Kubernetes 1.36, and back to 1.28.
enum DefaultsCatalog {
    static let notation = DefaultsNotation([
        podDefaults, volumeDefaults, workloadDefaults, coreDefaults, serviceDefaults, storageDefaults, networkDefaults,
        accessDefaults, scalingDefaults, extensionDefaults, admissionDefaults, kamajiDefaults,
    ])

    /// By `Kind.group`, `Kind.` in the core group.
    static let kinds = notation.kinds()
}
