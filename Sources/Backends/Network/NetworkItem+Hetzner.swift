import Document
import Resources

extension NetworkItem {
    /// A network as Hetzner Cloud shows it; nil where it is none.
    init?(hetzner network: Value?) {
        guard let id = network?["id"]?.integer, let name = network?["name"]?.string else { return nil }
        let marks = HetznerMarks(network?["labels"])
        let subnet = (network?["subnets"]?.array ?? []).first { $0["type"]?.string == "cloud" }
        // The name in the plan is kept, so that a network that people rename is still known.
        self.init(
            form: HetznerCloudNetworks.form, name: marks.name ?? name, nameThere: name, id: String(id),
            heritage: marks.heritage, cidr: network?["ip_range"]?.string, site: subnet?["network_zone"]?.string,
            state: "available")
    }

    /// The labels that carry its marks; throws where they cannot.
    func hetznerMarks(for purpose: Purpose) throws(BackendError) -> HetznerMarks {
        try HetznerMarks(heritage, name: name, for: purpose)
    }

    /// True where this is what was asked for, marks included.
    func isSame(as desired: NetworkItem) -> Bool {
        heritage == desired.heritage && cidr == desired.cidr && site == desired.site && nameThere == desired.nameThere
    }
}
