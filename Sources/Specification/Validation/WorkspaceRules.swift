import Diagnostics
import Document
import Resources

/// What must hold for workspaces, by themselves and against the estate, where that could be read.
struct WorkspaceRules {
    private static let longestID = 57

    let workspaces: [Workspace]
    let estate: Estate?
    /// Whether the Kubernetes versions must be those that the estate offers now.
    var checksVersions = true
    let findings: Findings

    func check() {
        checkUnique("id", \.id) { $0.idLocation }
        checkUnique("name", \.name) { $0.marks.location(of: ["metadata", "name"]) }
        for workspace in workspaces {
            checkID(workspace)
            checkNetwork(workspace)
            if let estate { check(workspace, in: estate) }
        }
        if let estate { checkSecrets(in: estate) }
    }

    private func checkUnique(
        _ what: String, _ name: KeyPath<Workspace, String>, _ location: (Workspace) -> SourceLocation
    ) {
        let claims = Dictionary(grouping: workspaces) { $0[keyPath: name] }.filter { $0.value.count > 1 }
        for (value, claims) in claims.sorted(by: { $0.key < $1.key }) {
            // Which one is the copy cannot be known: the one in the file of that name is taken for the original.
            let places = claims.map(location).sorted { left, right in
                (left.isInFile(named: value) ? 0 : 1, left) < (right.isInFile(named: value) ? 0 : 1, right)
            }
            for place in places.dropFirst() {
                findings.report(
                    "two workspaces have the \(what) `\(value)`: this one and the one at \(places[0])", at: place,
                    notes: "give one of them another \(what), or remove its file")
            }
        }
    }

    private func checkID(_ workspace: Workspace) {
        let id = workspace.id
        if !id.isDNS1035Label {
            findings.report(
                "the workspace id `\(id)` is not a DNS-1035 label", at: workspace.idLocation,
                notes: "it starts with a letter, then lower-case letters, digits and dashes, no dash at the end")
        } else if id.utf8.count > Self.longestID {
            findings.report(
                "the workspace id `\(id)` has \(id.utf8.count) characters, at most \(Self.longestID) fit",
                at: workspace.idLocation, notes: "the names derived from it are longer by a prefix")
        }
    }

    private func checkNetwork(_ workspace: Workspace) {
        guard let network = workspace.network else { return }
        let place = workspace.marks.location(of: ["spec", "network", "cidr"])
        if network.isManaged, workspace.computeProviderType == nil {
            findings.report(
                "a managed network needs a `computeProviderType`",
                at: workspace.marks.keyLocation(of: ["spec", "network"]))
        }
        if network.isManaged, network.cidr == nil, workspace.computeProviderType == .hetznerCloud {
            findings.report(
                "a managed network at Hetzner Cloud needs a `cidr`",
                at: workspace.marks.keyLocation(of: ["spec", "network"]), notes: "as `cidr: 10.20.0.0/16`")
        }
        guard let text = network.cidr else { return }
        if !network.isManaged {
            findings.report(
                "the network has a `cidr` and is not managed, so that none is made", at: place,
                notes: "add `managed: true`, or leave the range out")
        }
        guard let range = IPv4Range(text) else {
            let hint = IPv4Range.masking(text).map { "did you mean `\($0)`?" } ?? "as 10.20.0.0/16"
            findings.report("`\(text)` is not an IPv4 range", at: place, notes: hint)
            return
        }
        if let (name, other) = IPv4Range.ofClusters.first(where: { range.overlaps($0.range) }) {
            findings.report(
                "the network `\(text)` overlaps the workspace's \(name) range \(other)", at: place,
                notes: "choose another private range, as 10.20.0.0/16")
        }
    }

    private func check(_ workspace: Workspace, in estate: Estate) {
        if checksVersions { checkVersion(workspace, in: estate) }
        checkProvider(workspace, in: estate)
        checkRegion(workspace, in: estate)
        if let cluster = workspace.managementCluster, estate.managementCluster(named: cluster) == nil {
            findings.reportUnknown(
                "management cluster", cluster, among: estate.managementClusters.map(\.name),
                at: workspace.marks.location(of: ["spec", "managementCluster"]))
        }
    }

    private func checkSecrets(in estate: Estate) {
        let boundary = SecretBoundary(estate, workspaces: workspaces)
        for secret in workspaces.flatMap(\.integration.secrets) {
            // What a workspace may not name is its own problem (`SpecificationSet.secretRefusals`).
            if case .clusterSecret(let cluster, _, _, _) = secret.source, boundary.refusal(of: secret) == nil,
                estate.managementCluster(named: cluster) == nil
            {
                findings.reportUnknown(
                    "management cluster", cluster, among: estate.managementClusters.map(\.name), at: secret.location)
            }
        }
    }

    /// A region in which the estate has no cluster, whatever it serves: those that fit are found when it is placed.
    private func checkRegion(_ workspace: Workspace, in estate: Estate) {
        let regions = Set(estate.managementClusters.compactMap(\.region))
        guard let region = workspace.region, !regions.contains(region) else { return }
        findings.reportUnknown(
            "management cluster in the region", region, among: regions,
            at: workspace.marks.location(of: ["spec", "region"]))
    }

    private func checkVersion(_ workspace: Workspace, in estate: Estate) {
        let version = workspace.kubernetes.version
        let place = workspace.marks.location(of: ["spec", "kubernetes", "version"])
        let active = estate.kubernetesVersions.filter(\.isActive).map(\.version)
        guard let entry = estate.kubernetesVersions.first(where: { $0.version == version }) else {
            findings.report(
                "the estate does not know the Kubernetes version `\(version)`", at: place,
                notes: "active are \(active.joined(separator: ", "))",
                "a version that workspaces still run stays in kubernetesVersions with `active: false`: they keep it, and no "
                    + "other gets it")
            return
        }
        // Whether it runs already only the world knows.
        if !entry.isActive {
            findings.add(
                .warning(
                    "the Kubernetes version `\(version)` is not active: a workspace that runs it keeps it, and no other gets it",
                    at: place,
                    notes: "active are \(active.joined(separator: ", "))", "it is switched off at \(entry.declaredAt)"))
        }
    }

    private func checkProvider(_ workspace: Workspace, in estate: Estate) {
        guard let type = workspace.computeProviderType else { return }
        let candidates = estate.computeProviders.filter { $0.type == type }.map(\.name)
        if let name = workspace.computeProvider {
            let place = workspace.marks.location(of: ["spec", "computeProvider"])
            guard let provider = estate.computeProvider(named: name) else {
                findings.reportUnknown("compute provider", name, among: estate.computeProviders.map(\.name), at: place)
                return
            }
            if provider.type != type {
                findings.report(
                    "the compute provider `\(name)` is of type \(provider.type.rawValue), not \(type.rawValue)",
                    at: place, notes: "it is declared at \(provider.declaredAt)")
            }
        } else if candidates.isEmpty {
            findings.report(
                "the estate has no compute provider of type \(type.rawValue)",
                at: workspace.marks.location(of: ["spec", "computeProviderType"]),
                notes: "the operator adds one under `computeProviders`")
        } else {
            findings.report(
                "the estate has several compute providers of type \(type.rawValue)",
                at: workspace.marks.location(of: ["spec", "computeProviderType"]),
                notes: "choose with `computeProvider:` from \(candidates.joined(separator: ", "))")
        }
    }
}

extension SourceLocation {
    /// Whether the file is called like something: `specs/workspaces/payments.yaml` for `payments`.
    fileprivate func isInFile(named name: String) -> Bool {
        let base = file.split(separator: "/").last ?? ""
        return base == "\(name).yaml" || base == "\(name).yml"
    }
}
