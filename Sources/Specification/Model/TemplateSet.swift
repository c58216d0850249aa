import Document
import YAML

/// A manifest whose scalars may hold `${…}` that are still to be filled.
package struct TemplateDocument: Sendable, Hashable {
    package let file: String
    package let value: Value
    package let marks: SourceMarks
    /// What is filled for each workspace.
    package let form: TemplateForm

    package init(file: String, value: Value, marks: SourceMarks) {
        self.file = file
        self.value = value
        self.marks = marks
        form = TemplateForm(value, isText: marks.isWrittenAsText)
    }
}

/// The manifests of Berth's own steps: the files of `templates/`.
package struct TemplateSet: Sendable, Hashable {
    /// The documents of each file, by its name without extension: `tenant-control-plane`.
    package var documents: [String: [TemplateDocument]]

    package init(documents: [String: [TemplateDocument]] = [:]) {
        self.documents = documents
    }

    /// The documents of the file of a step; empty where there is none.
    package subscript(name: String) -> [TemplateDocument] {
        documents[name] ?? []
    }
}
