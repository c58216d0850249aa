import Document
import Resources

extension NetworkItem {
    /// The name in the plan, kept so that a network that people rename is still known.
    private static let nameLabel = "berth.dev/name"
    /// The address without its workspace, `/` written as `_`: label values allow no slash and 63 letters.
    private static let resourceLabel = "berth.dev/resource"
    private static let prefix = "berth.dev/"

    /// A network as Hetzner Cloud shows it; nil where it is none.
    init?(hetzner network: Value?) {
        guard let id = network?["id"]?.integer, let name = network?["name"]?.string else { return nil }
        let labels = (network?["labels"]?.object ?? [:]).compactMap { member in
            member.value.string.map { (member.key, $0) }
        }
        let marks = Dictionary(labels, uniquingKeysWith: { $1 })
        let subnet = (network?["subnets"]?.array ?? []).first { $0["type"]?.string == "cloud" }
        self.init(
            form: HetznerCloudNetworks.form, name: marks[Self.nameLabel] ?? name, nameThere: name, id: String(id),
            heritage: Self.heritage(marks), cidr: network?["ip_range"]?.string, site: subnet?["network_zone"]?.string,
            state: "available")
    }

    private static func heritage(_ labels: [String: String]) -> Heritage? {
        guard labels[Item.Mark.managedByLabel] == Item.Mark.manager, let estate = labels[Item.Mark.estateLabel],
            let workspace = labels[Item.Mark.workspaceLabel], let resource = labels[resourceLabel]
        else { return nil }
        let known = [Item.Mark.estateLabel, Item.Mark.workspaceLabel, nameLabel, resourceLabel]
        var members = [
            "estate": estate, "resource": "\(workspace)/\(resource.map { $0 == "_" ? "/" : String($0) }.joined())",
        ]
        for (key, value) in labels where key.hasPrefix(prefix) && !known.contains(key) {
            members[String(key.dropFirst(prefix.count))] = value
        }
        return Heritage(keeper: Heritage.berth, members: members)
    }

    /// The labels that carry its marks; throws where they cannot.
    func hetznerLabels(for purpose: Purpose) throws -> Value {
        guard let heritage, let address = heritage.resource, let workspace = address.workspace else {
            throw purpose.error(.rejected, "it has no address of a workspace")
        }
        var labels = [
            Item.Mark.managedByLabel: Item.Mark.manager, Item.Mark.estateLabel: heritage.estate ?? "",
            Item.Mark.workspaceLabel: workspace, Self.nameLabel: name,
            Self.resourceLabel: address.name.map { $0 == "/" ? "_" : String($0) }.joined(),
        ]
        for (key, value) in heritage.members where key != "estate" && key != "resource" {
            labels[Self.prefix + key] = value
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) where !value.isLabelValue {
            throw purpose.error(.rejected, "Hetzner Cloud cannot keep the label \(key)=\(value)")
        }
        return .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// True where this is what was asked for, marks included.
    func isSame(as desired: NetworkItem) -> Bool {
        heritage == desired.heritage && cidr == desired.cidr && site == desired.site && nameThere == desired.nameThere
    }
}

extension String {
    /// What Hetzner Cloud and Kubernetes accept as the value of a label.
    fileprivate var isLabelValue: Bool {
        let isOuter = { (byte: UInt8) in
            byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
        }
        let inner = Set("-_.".utf8)
        return utf8.count <= 63 && utf8.allSatisfy { isOuter($0) || inner.contains($0) }
            && utf8.first.map(isOuter) != false && utf8.last.map(isOuter) != false
    }
}
