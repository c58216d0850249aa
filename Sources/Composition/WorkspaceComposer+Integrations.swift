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
                .rbac, "rbac/\(group)", template: "rbac",
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
    /// The text as part of an object's name: lower case, everything else than letters, digits and dots a hyphen.
    fileprivate var slug: String {
        String(lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    }
}
