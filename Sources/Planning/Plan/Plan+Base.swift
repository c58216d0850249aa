import Document
import Specification

extension Plan {
    /// The revision that the estate, the templates and the catalog of a plan were read from, where its workspaces alone come from
    /// the files at hand: a plan for a branch that is not trusted.
    package struct Base: Sendable, Hashable {
        /// As it was named, with the first digits of the commit: `origin/main (3f2a91c)`.
        package var words: String
        package var commit: String
        package var estate: Digest
        package var templates: Digest
        package var catalog: Digest

        /// `specification` is the one that was composed.
        package init(words: String, commit: String, _ specification: SpecificationSet) {
            self.words = words
            self.commit = commit
            estate = specification.estate.digest
            templates = specification.templates.digest
            catalog = specification.catalogDigest
        }

        /// What a reader of the plan is told.
        package var remark: String {
            "the estate, the templates and the catalog are those of \(words); of the files at hand only specs/workspaces counts"
        }

        /// What of it another specification does not have just so, in words; empty where it has all.
        func differences(from specification: SpecificationSet) -> [String] {
            [
                specification.estate.digest == estate ? nil : "specs/estate.yaml",
                specification.templates.digest == templates ? nil : "the templates",
                specification.catalogDigest == catalog ? nil : "the catalog",
            ].compactMap(\.self)
        }

        var value: Value {
            [
                "words": .string(words), "commit": .string(commit), "estate": .string(estate.description),
                "templates": .string(templates.description), "catalog": .string(catalog.description),
            ]
        }

        init(_ reader: FieldReader) throws {
            func digest(_ key: String) throws -> Digest {
                try reader.required(key, "a digest") { $0.string.flatMap { Digest($0) } }
            }
            words = try reader.string("words")
            commit = try reader.string("commit")
            estate = try digest("estate")
            templates = try digest("templates")
            catalog = try digest("catalog")
        }
    }
}
