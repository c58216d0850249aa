import Document

extension APIServer {
    /// The answer of a health endpoint, which needs no credentials; nil where the path is none.
    func healthAnswer(_ request: APIRequest) throws(StatusError) -> APIResponse? {
        let parts = request.path.split(separator: "/").map(String.init)
        guard let endpoint = parts.first, ["healthz", "livez", "readyz"].contains(endpoint), parts.count == 1
        else { return nil }
        let passes = endpoint != "readyz" || isReady
        guard request.parameter("verbose") != nil || !passes else { return APIResponse(text: "ok") }
        var lines = Self.checks.map { "[+]\($0) ok" }
        if endpoint == "readyz" {
            lines.append(
                contentsOf: passes
                    ? ["[+]shutdown ok"] : ["[-]poststarthook/rbac/bootstrap-roles failed: reason withheld"])
        }
        lines.append(passes ? "\(endpoint) check passed" : "\(endpoint) check failed")
        return APIResponse(status: passes ? 200 : 500, text: lines.joined(separator: "\n") + "\n")
    }

    /// What a server checks, in the order in which it says so.
    private static let checks = [
        "ping", "log", "informer-sync", "poststarthook/start-apiserver-admission-initializer",
        "poststarthook/generic-apiserver-start-informers", "poststarthook/priority-and-fairness-config-consumer",
        "poststarthook/priority-and-fairness-filter", "poststarthook/storage-object-count-tracker-hook",
        "poststarthook/start-apiextensions-informers", "poststarthook/start-apiextensions-controllers",
        "poststarthook/crd-informer-synced", "poststarthook/start-system-namespaces-controller",
        "poststarthook/peer-endpoint-reconciler-controller",
        "poststarthook/start-cluster-authentication-info-controller",
        "poststarthook/start-kube-apiserver-identity-lease-controller",
        "poststarthook/start-kube-apiserver-identity-lease-garbage-collector", "poststarthook/storage-readiness",
        "poststarthook/start-legacy-token-tracking-controller", "poststarthook/start-service-ip-repair-controllers",
        "poststarthook/rbac/bootstrap-roles", "poststarthook/scheduling/bootstrap-system-priority-classes",
        "poststarthook/priority-and-fairness-config-producer", "poststarthook/bootstrap-controller",
        "poststarthook/start-kubernetes-service-cidr-controller", "poststarthook/start-kube-aggregator-informers",
        "poststarthook/apiservice-status-local-available-controller",
        "poststarthook/apiservice-status-remote-available-controller",
        "poststarthook/apiservice-registration-controller",
        "poststarthook/apiservice-wait-for-first-sync", "poststarthook/apiservice-discovery-controller",
        "poststarthook/kube-apiserver-autoregistration", "autoregister-completion",
        "poststarthook/apiservice-openapi-controller", "poststarthook/apiservice-openapiv3-controller",
    ]

    /// The answer to `/version`.
    var versionDocument: Value {
        let numbers = gitVersion.dropFirst().split(separator: ".")
        let major = numbers.first.map(String.init) ?? "1"
        let minor = numbers.count > 1 ? String(numbers[1]) : "0"
        let oldest = Int(minor).map { String(max($0 - 1, 0)) } ?? minor
        return [
            "major": .string(major), "minor": .string(minor), "emulationMajor": .string(major),
            "emulationMinor": .string(minor), "minCompatibilityMajor": .string(major),
            "minCompatibilityMinor": .string(oldest), "gitVersion": .string(gitVersion),
            "gitCommit": "0000000000000000000000000000000000000000", "gitTreeState": "clean",
            "buildDate": "2026-08-21T00:00:00Z", "goVersion": "go1.26.6", "compiler": "gc", "platform": "linux/amd64",
        ]
    }
}
