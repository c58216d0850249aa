import Diagnostics
import Document
import Resources
import Specification

extension WorkspaceComposer {
    /// Step 7: what the platform needs inside the tenant.
    mutating func composeIntegrations() {
        compose(
            .integration, "integration/load-balancer", template: "integration-load-balancer",
            TemplateContext(secrets: ["apiKey": workspace.integration.apiKey]), at: ["spec", "integration"])
        for group in workspace.access.adminGroups.sorted() {
            compose(
                .rbac, "rbac/\(group.slug)", template: "rbac",
                TemplateContext(values: ["group": ["name": .string(group), "slug": .string(group.slug)]]),
                at: ["spec", "access"])
        }
        if workspace.computeProviderType == .hetznerCloud, let token = workspace.integration.hcloudToken {
            compose(
                .secret, "secret/hcloud", template: "secret-hcloud",
                TemplateContext(secrets: ["hcloudToken": token]), at: ["spec", "integration"])
        }
    }

    private mutating func compose(
        _ kind: Resource.Kind, _ name: String, template: String, _ context: TemplateContext, at path: Path
    ) {
        let items = items(of: template, in: name, place: tenant, defaultNamespace: "default", adding: context)
        add(
            Resource(
                address(name), kind, dependencies: dependencies("api", "network"), items: items,
                location: workspace.marks.keyLocation(of: path)))
    }
}

extension String {
    /// The text as part of an object's name: lower-case letters, digits and dots stay, everything else becomes a hyphen;
    /// then a digest keeps texts apart that would become the same.
    fileprivate var slug: String {
        let plain = String(map { $0.isASCII && ($0.isLowercase || $0.isNumber || "-.".contains($0)) ? $0 : "-" })
        guard plain != self || plain.hasPrefix("-") || plain.hasSuffix("-") else { return self }
        let words = plain.split(separator: "-").joined(separator: "-")
        let digest = Digest(of: Array(utf8)).short.prefix(8)
        return words.isEmpty ? String(digest) : "\(words)-\(digest)"
    }
}
