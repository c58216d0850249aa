import Document
import Resources

/// How Hetzner Cloud keeps whose a thing is: as labels, which the creating request carries.
///
/// Label values hold at most 63 letters, digits, dashes, underscores and dots, so that an address is written without its
/// workspace and with `_` for `/`. Source: https://docs.hetzner.cloud/reference/cloud#labels.
struct HetznerMarks: Sendable, Hashable {
    /// All labels of the thing.
    var labels: [String: String]

    private static let prefix = "berth.dev/"
    private static let resourceLabel = prefix + "resource"
    /// The name in the plan, where the thing can be called otherwise there.
    private static let nameLabel = prefix + "name"

    /// The labels as the API shows them.
    init(_ labels: Value?) {
        let pairs = (labels?.object ?? [:]).compactMap { member in member.value.string.map { (member.key, $0) } }
        self.labels = Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// The labels of what is Berth's; throws where they cannot be kept.
    init(_ heritage: Heritage?, name: String? = nil, for purpose: Purpose) throws(BackendError) {
        guard let heritage, let address = heritage.resource, let workspace = address.workspace else {
            throw purpose.error(.rejected, "it has no address of a workspace")
        }
        labels = [
            Item.Mark.managedByLabel: Item.Mark.manager, Item.Mark.estateLabel: heritage.estate ?? "",
            Item.Mark.workspaceLabel: workspace,
            Self.resourceLabel: address.name.map { $0 == "/" ? "_" : String($0) }.joined(),
        ]
        labels[Self.nameLabel] = name
        for (key, value) in heritage.members where key != "estate" && key != "resource" {
            labels[Self.prefix + key] = value
        }
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) where !value.isLabelValue {
            throw purpose.error(.rejected, "Hetzner Cloud cannot keep the label \(key)=\(value)")
        }
    }

    var name: String? { labels[Self.nameLabel] }

    /// What the labels say of whose it is; nil where they do not say.
    var heritage: Heritage? {
        guard labels[Item.Mark.managedByLabel] == Item.Mark.manager, let estate = labels[Item.Mark.estateLabel],
            let workspace = labels[Item.Mark.workspaceLabel], let resource = labels[Self.resourceLabel]
        else { return nil }
        let known = [Item.Mark.estateLabel, Item.Mark.workspaceLabel, Self.nameLabel, Self.resourceLabel]
        var members = [
            "estate": estate, "resource": "\(workspace)/\(resource.map { $0 == "_" ? "/" : String($0) }.joined())",
        ]
        for (key, value) in labels where key.hasPrefix(Self.prefix) && !known.contains(key) {
            members[String(key.dropFirst(Self.prefix.count))] = value
        }
        return Heritage(keeper: Heritage.berth, members: members)
    }

    /// These labels beside those of others among `present`: labels are replaced as a whole.
    func beside(_ present: Value?) -> HetznerMarks {
        var all = HetznerMarks(present)
        all.labels = all.labels.filter { !$0.key.hasPrefix(Self.prefix) }.merging(labels) { $1 }
        return all
    }

    var value: Value { .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })) }
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
