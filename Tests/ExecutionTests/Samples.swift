import Diagnostics
import Resources
import Specification

enum Samples {
    /// An estate without anything in it.
    static let estate = Estate(
        name: "e", managementDomain: "example.com", oidc: OIDCSettings(issuer: "https://id.example.com"),
        lockCluster: "m",
        dns: DNSSettings(
            provider: .zoneFile(directory: LocalPath("zones")), zone: "example.com",
            declaredAt: SourceLocation(file: "estate.yaml")), state: StateSettings(repository: LocalPath("state.git")))
}
