import Diagnostics
import Document
import Resources
import Specification

/// The resources of one workspace: steps 1 to 9 of the product page.
struct WorkspaceComposer {
    let specification: SpecificationSet
    let workspace: Workspace
    let cluster: String
    let rendered: RenderedApplications
    /// Whether custom kinds live in namespaces, as far as anything here defines them.
    let customScopes: [ItemKind: Bool]
    var collector = DiagnosticCollector()
    /// The renderings of charts, by application, once they were asked for.
    var chartRequests: [String: ChartRequest?] = [:]
    private(set) var resources: [Resource] = []
    /// What the workspace gets of the catalog.
    let applications: [SelectedApplication]
    /// What all templates of this workspace can refer to.
    private(set) var context = TemplateContext()
    /// What the manifests are held against.
    private let fields: ManifestFields
    /// What was composed for others on the cluster already.
    let sharedManifests: SharedManifests
    /// False for who only looks for what is wrong.
    private let keepsContents: Bool

    init(
        specification: SpecificationSet, workspace: Workspace, cluster: String, rendered: RenderedApplications,
        customScopes: [ItemKind: Bool], sharedManifests: SharedManifests, keepsContents: Bool
    ) {
        self.sharedManifests = sharedManifests
        self.keepsContents = keepsContents
        self.specification = specification
        self.workspace = workspace
        self.cluster = cluster
        self.rendered = rendered
        self.customScopes = customScopes
        applications = specification.applications(of: workspace)
        fields = ManifestFields(estate: specification.estate)
        context = makeContext()
    }

    var estate: Estate { specification.estate }
    var host: String { workspace.host(managementDomain: estate.managementDomain) }
    var management: Place { .management(cluster) }
    var tenant: Place { .tenant(workspace.id) }
    let port = 6443

    func address(_ name: String) -> ResourceAddress { ResourceAddress(workspace: workspace.id, name) }

    /// Changes a resource that was added.
    mutating func change(_ address: ResourceAddress, _ change: (inout Resource) -> Void) {
        guard let index = resources.firstIndex(where: { $0.address == address }) else { return }
        change(&resources[index])
    }

    mutating func add(_ resource: Resource) {
        var resource = resource
        // What a cluster's workspaces share none of them takes over by itself.
        if workspace.adopts, resource.address.workspace != nil { resource.adopts = true }
        resources.append(resource)
    }

    mutating func compose() {
        composeNetwork()
        composePlacement()
        composeNamespace()
        composePrerequisites()
        composeControlPlane()
        composeAccess()
        composeIntegrations()
        composeApplications()
        composeChartNamespaces()
        add(
            Resource(
                address("active"), .active,
                dependencies: Set(resources.map(\.address).filter { $0.workspace == workspace.id }), gate: .active,
                location: workspace.marks.location(of: .root)))
        protectNamespace()
    }

    /// Looks for edges that lead nowhere, or in a circle, for callers that build no graph of all workspaces.
    mutating func checkEdges() {
        do throws(DiagnosticsError) {
            // What is wanted twice is told when all workspaces are brought together.
            _ = try ResourceGraph(Dictionary(resources.map { ($0.address, $0) }) { first, _ in first }.values)
        } catch {
            collector.add(contentsOf: error.diagnostics)
        }
    }

    /// Lets items that are what they were before share its memory.
    mutating func share(_ known: Composer.Known) {
        for index in resources.indices {
            for place in resources[index].items.indices {
                let item = resources[index].items[place]
                guard let former = known(resources[index].address, item.key), former == item.desired else { continue }
                resources[index].items[place].share(former)
            }
        }
    }

    /// Step 2. The choice was made before; the gate shows it.
    private mutating func composePlacement() {
        add(
            Resource(
                address("placement"), .placement, gate: .placement(cluster: cluster),
                location: workspace.marks.keyLocation(of: ["spec", "managementCluster"])))
    }

    /// Step 3.
    private mutating func composeNamespace() {
        let items = items(of: "namespace", in: "namespace", place: management, defaultNamespace: workspace.namespace)
        add(
            Resource(
                address("namespace"), .namespace, dependencies: dependencies("placement", "network"), items: items,
                timeout: .seconds(60), isProtected: workspace.isProtected,
                location: workspace.marks.location(of: .root)))
    }

    /// Those of the named resources that this workspace has.
    func dependencies(_ names: String...) -> Set<ResourceAddress> {
        Set(names.map(address).filter { name in resources.contains { $0.address == name } })
    }

    /// The items of a step's template, under the address `name`.
    mutating func items(
        of template: String, in name: String, place: Place, defaultNamespace: String,
        adding more: TemplateContext = TemplateContext()
    ) -> [Item] {
        let documents = specification.templates[template]
        if documents.isEmpty {
            collector.add(
                .error(
                    "the template templates/\(template).yaml is missing or empty",
                    at: estate.marks.location(of: .root), notes: "`berth init` writes the templates a step needs"))
        }
        return items(
            documents, address: address(name), place: place, defaultNamespace: defaultNamespace,
            context: context(adding: more))
    }

    /// The items of manifests.
    mutating func items(
        _ documents: [TemplateDocument], address: ResourceAddress, place: Place, defaultNamespace: String,
        isConfined: Bool = false, isProtected: Bool = false, context: TemplateContext
    ) -> [Item] {
        let composer = objectComposer(
            address, place: place, defaultNamespace: defaultNamespace, isConfined: isConfined, isProtected: isProtected,
            context: context)
        let items = documents.compactMap { composer.item($0, &collector) }
        return items.sorted { ItemKey.installOrder($0.key, $1.key) }
    }

    func objectComposer(
        _ address: ResourceAddress, place: Place, defaultNamespace: String, isConfined: Bool, isProtected: Bool,
        context: TemplateContext
    ) -> ObjectComposer {
        var scopes = customScopes
        if let served = rendered.targets[place]?.kinds {
            for kind in served where scopes[kind.itemKind] == nil { scopes[kind.itemKind] = kind.isNamespaced }
        }
        return ObjectComposer(
            estate: estate.name, address: address, place: place, defaultNamespace: defaultNamespace,
            isConfined: isConfined, isProtected: isProtected, customScopes: scopes, context: context,
            fields: fields, keepsContents: keepsContents)
    }

    /// Protection stands on the namespace, so that it outlives the specification.
    private mutating func protectNamespace() {
        guard workspace.isProtected, let position = resources.firstIndex(where: { $0.kind == .namespace }) else {
            return
        }
        for index in resources[position].items.indices where resources[position].items[index].key.kind == "Namespace" {
            resources[position].items[index].desired[["metadata", "annotations", Item.Mark.protectedAnnotation]] =
                "true"
        }
    }
}

extension SpecificationSet {
    /// Whether the custom kinds that the catalog's own definitions make live in namespaces.
    var customScopes: [ItemKind: Bool] {
        let revisions = catalog.flatMap(\.revisions)
        let kinds =
            revisions.flatMap(\.manifests).flatMap { KindVersion.all(in: $0.value) }
            + revisions.compactMap(\.chart).flatMap(\.customKinds)
        return Dictionary(kinds.map { ($0.itemKind, $0.isNamespaced) }) { first, _ in first }
    }
}
