import Document

extension SpecificationSet {
    /// The digest of everything that was read: of the estate, all workspaces, the templates and the catalog with its revisions.
    /// It depends on what the files say, not on how they are called or laid out.
    package var digest: Digest {
        Digest(
            of: [
                "estate": .string(estate.digest.description),
                "workspaces": .object(Object(workspaces.map { ($0.id, .string($0.digest.description)) })),
                "templates": .string(templates.digest.description),
                "catalog": catalogValue,
            ])
    }

    /// The digest of the catalog with its revisions.
    package var catalogDigest: Digest { Digest(of: catalogValue) }

    private var catalogValue: Value {
        .object(
            Object(
                catalog.map { application in
                    let revisions = application.revisions.map { ($0.revision, $0.digest) }
                    let digests = [("application.yaml", application.digest)] + revisions
                    return (
                        application.name, .object(Object(digests.map { ($0.0, .string($0.1.description)) }))
                    )
                }))
    }
}
