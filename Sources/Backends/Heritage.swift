import Document
import Resources

/// Who keeps a thing that carries one line of text: as external-dns writes it into a TXT record beside a DNS name.
///
/// `heritage=berth,berth/estate=loopback,berth/resource=payments/dns`; further annotations of Berth follow under their
/// names (`berth/applied=…`), so that what is observed says all that its mark said.
package struct Heritage: Sendable, Hashable {
    /// `berth`, `external-dns`: the program that keeps the name.
    package var keeper: String
    /// What stands behind `<keeper>/`.
    package var members: [String: String]

    /// Berth's own.
    package static let berth = "berth"
    private static let annotationPrefix = "berth.dev/"

    package init(keeper: String, members: [String: String]) {
        self.keeper = keeper
        self.members = members
    }

    /// Reads such a text; nil where it says nothing of heritage.
    package init?(_ text: String) {
        let parts = text.split(separator: ",").map { part in
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (key: String(pair[0]), value: pair.count == 2 ? String(pair[1]) : "")
        }
        guard let first = parts.first, first.key == "heritage", !first.value.isEmpty else { return nil }
        keeper = first.value
        let prefix = "\(first.value)/"
        members = Dictionary(
            parts.dropFirst().filter { $0.key.hasPrefix(prefix) }
                .map { (String($0.key.dropFirst(prefix.count)), $0.value) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The text, without quotation marks: estate and resource first, the rest sorted.
    package var text: String {
        let leading = ["estate", "resource", "owner"]
        let keys = leading.filter { members[$0] != nil } + members.keys.filter { !leading.contains($0) }.sorted()
        return (["heritage=\(keeper)"] + keys.map { "\(keeper)/\($0)=\(members[$0] ?? "")" }).joined(separator: ",")
    }

    package var isBerth: Bool { keeper == Self.berth }
    package var estate: String? { members["estate"] }
    package var resource: ResourceAddress? { members["resource"].flatMap { ResourceAddress($0) } }
}

extension Heritage {
    /// The heritage that carries the marks of a desired item; nil where it has no estate or address, or a value that
    /// the text cannot hold.
    init?(marksOf item: Value) {
        let metadata = item["metadata"]
        guard let estate = metadata?["labels"]?[Item.Mark.estateLabel]?.string,
            let annotations = metadata?["annotations"]?.object,
            let address = annotations[Item.Mark.addressAnnotation]?.string
        else { return nil }
        var members = ["estate": estate, "resource": address]
        for (key, value) in annotations
        where key.hasPrefix(Self.annotationPrefix) && key != Item.Mark.addressAnnotation {
            guard let text = value.string else { return nil }
            members[String(key.dropFirst(Self.annotationPrefix.count))] = text
        }
        let unsafe: Set<Character> = [",", "\"", "\\", "\n"]
        guard !members.values.contains(where: { $0.contains(where: unsafe.contains) }) else { return nil }
        self.init(keeper: Self.berth, members: members)
    }

    /// The labels and annotations that it stands for; empty where another program keeps the name.
    var marks: (labels: Object, annotations: Object) {
        guard isBerth else { return ([:], [:]) }
        var labels: Object = [Item.Mark.managedByLabel: .string(Item.Mark.manager)]
        var annotations = Object()
        if let estate { labels[Item.Mark.estateLabel] = .string(estate) }
        if let workspace = resource?.workspace { labels[Item.Mark.workspaceLabel] = .string(workspace) }
        for (key, value) in members.sorted(by: { $0.key < $1.key }) where key != "estate" {
            let name = key == "resource" ? Item.Mark.addressAnnotation : Self.annotationPrefix + key
            annotations[name] = .string(value)
        }
        return (labels, annotations)
    }
}
