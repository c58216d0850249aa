import Document

/// What a workspace is made of, by digests: the same ones give the same workspace in the same estate.
package struct SourceDigests: Sendable, Hashable {
    package var estate: Digest
    /// Of the workspace's own document.
    package var workspace: Digest
    package var templates: Digest
    /// Of the catalog entries and revisions that it uses by itself: what clusters share is not a workspace's to choose.
    package var catalog: Digest
    /// Of its document apart from its names.
    package var nameless: Digest
    /// The file that its document stands in.
    package var file: String
}

extension SpecificationSet {
    /// The digests of workspaces, by id.
    package var sources: [String: SourceDigests] {
        let templates = templates.digest
        return Dictionary(workspaces.map { ($0.id, source(of: $0, templates)) }) { first, _ in first }
    }

    /// The digests of one workspace; nil where there is none of this id.
    package func source(of id: String) -> SourceDigests? {
        workspace(id: id).map { source(of: $0, templates.digest) }
    }

    private func source(of workspace: Workspace, _ templates: Digest) -> SourceDigests {
        let catalog = applications(of: workspace).filter { !$0.application.isShared }.map { selected in
            let digests = [selected.application.digest, selected.revision.digest]
            return (selected.application.name, Value.array(digests.map { .string($0.description) }))
        }
        return SourceDigests(
            estate: estate.digest, workspace: workspace.digest, templates: templates,
            catalog: Digest(of: .object(Object(catalog))), nameless: workspace.namelessDigest, file: workspace.file)
    }
}

extension TemplateSet {
    /// The digest of what the files say, however they are laid out.
    package var digest: Digest {
        Digest(
            of: .object(
                Object(
                    documents.sorted { $0.key < $1.key }.map { name, documents in
                        (name, .array(documents.map(\.value)))
                    })))
    }
}

extension Application {
    /// Whether it is installed once for all workspaces of a management cluster.
    package var isShared: Bool { rules.scope == .managementCluster }
}
