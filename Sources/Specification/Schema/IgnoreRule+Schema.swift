import Document

extension Schema where Output == IgnoreRule {
    /// A rule of an application, which is about its own items.
    static var applicationIgnoreRule: Schema<IgnoreRule> {
        .object(item, path, reason) { node, item, path, reason in
            IgnoreRule(item: item, path: path, reason: reason, declaredAt: node.location)
        }
    }

    /// A rule of the estate, which names the resources it is about.
    static var estateIgnoreRule: Schema<IgnoreRule> {
        .object(
            Field.required(
                "address", .text, "The resource, as `payments/application/web`; `*` stands for any one part."),
            item, path, reason
        ) { node, address, item, path, reason in
            IgnoreRule(address: address, item: item, path: path, reason: reason, declaredAt: node.location)
        }
    }

    private static var item: Field<String?> {
        Field.optional(
            "item", .text, "`Deployment`, or one by name: `Deployment/web`; every item where it is left out.")
    }

    private static var path: Field<Path> {
        Field.required("path", .leafPath, "The leaf: `spec.replicas`, `metadata.annotations[\"example.com/team\"]`.")
    }

    private static var reason: Field<String> {
        Field.required("reason", .text, "Who sets it instead; plans show it.")
    }
}

extension Schema where Output == Path {
    /// A path below the marks that Berth itself needs.
    fileprivate static var leafPath: Schema<Path> {
        Schema<String>.text.map { text, node in
            guard let path = Path(text: text) else {
                node.report(
                    "\(node.name) must be a path, not `\(text)`",
                    notes: ["as `spec.replicas` or `spec.template.spec.containers[name=web].image`"])
                return nil
            }
            let needed: [Path] = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]]
            if path == ["metadata"] || needed.contains(where: path.hasPrefix) || text.contains("berth.dev/") {
                node.report("\(node.name) names `\(text)`, which Berth itself needs")
                return nil
            }
            return path
        }
    }
}
