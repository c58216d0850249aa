import Diagnostics
import Document

extension EstateRules {
    /// A TTL that the provider refuses would be found out with the first record only.
    func checkTTL() {
        let ttl = estate.dns.ttl
        let taken: String
        switch estate.dns.provider {
        // Enterprise zones take 30, all others 60: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl
        case .cloudflare where ttl != 1 && !(30...86_400).contains(ttl):
            taken = "Cloudflare takes 60 to 86400 (from 30 on Enterprise), or 1 for automatic"
        case .hetzner where ttl < 60: taken = "Hetzner takes at least 60"
        default: return
        }
        findings.report(
            "`spec.dns.ttl` is \(ttl) seconds, which the provider refuses",
            at: estate.marks.location(of: ["spec", "dns", "ttl"]), notes: taken)
    }
}
