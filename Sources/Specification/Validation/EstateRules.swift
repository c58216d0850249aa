import Diagnostics
import Document

/// What must hold between the parts of an estate.
struct EstateRules {
    let estate: Estate
    /// Berth's own.
    let version: String
    let findings: Findings

    func check() {
        if let constraint = estate.requiredVersion, !constraint.allows(version) {
            findings.report(
                "the estate wants Berth \(constraint), this is \(version)",
                at: estate.marks.location(of: ["spec", "requiredVersion"]),
                notes: "use another version of Berth, or change `requiredVersion`")
        }
        if estate.managementCluster(named: estate.lockCluster) == nil {
            reportUnknownCluster(estate.lockCluster, at: estate.marks.location(of: ["spec", "lockCluster"]))
        }
        let name = "k8s.\(estate.managementDomain)"
        if !estate.dns.zones.contains(where: { name == $0 || name.hasSuffix(".\($0)") }) {
            findings.report(
                "the DNS zone `\(estate.dns.zones.joined(separator: "`, `"))` does not cover `\(name)`, where workspaces are published",
                at: estate.marks.location(of: ["spec", "dns", "zone"]),
                notes: "name the zone that \(estate.managementDomain) belongs to")
        }
        checkTTL()
        for secret in estate.secrets {
            if case .clusterSecret(let cluster, _, _, _) = secret.source,
                estate.managementCluster(named: cluster) == nil
            {
                reportUnknownCluster(cluster, at: secret.location)
            }
        }
        for grant in estate.secretGrants {
            for secret in grant.secrets where estate.managementCluster(named: secret.cluster) == nil {
                reportUnknownCluster(secret.cluster, at: secret.declaredAt)
            }
        }
    }

    private func reportUnknownCluster(_ name: String, at location: SourceLocation?) {
        findings.reportUnknown(
            "management cluster", name, among: estate.managementClusters.map(\.name), at: location)
    }
}

extension Findings {
    /// Says that a name refers to nothing, with the nearest one that exists, or all of them.
    func reportUnknown(
        _ what: String, _ name: String, among names: some Collection<String>, at location: SourceLocation?
    ) {
        let note: String
        if let nearest = name.nearest(among: names) {
            note = "did you mean `\(nearest)`?"
        } else {
            note = names.isEmpty ? "there is none" : "there are \(names.sorted().joined(separator: ", "))"
        }
        report("there is no \(what) `\(name)`", at: location, notes: note)
    }
}
