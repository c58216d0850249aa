import Diagnostics
import Document
import Schemas
import YAML

/// Holds manifests against the fields that their kinds have, and says what to do.
package struct ManifestFields {
    /// What an unknown field is: an error, or a warning where a server may be newer than what is known here.
    package let unknownFields: Diagnostic.Severity

    /// For manifests that go to clusters of the estate's Kubernetes versions.
    package init(estate: Estate?) {
        let minors = (estate?.kubernetesVersions ?? []).compactMap { entry in
            entry.version.split(separator: ".").dropFirst().first.flatMap { Int($0) }
        }
        unknownFields = minors.contains { $0 > KindFields.newestMinor } ? .warning : .error
    }

    /// What is wrong with a template that is not filled yet. A scalar that is nothing but a reference may become
    /// anything; in quotation marks or with more around it, it is some text.
    package func diagnostics(of template: TemplateDocument) -> [Diagnostic] {
        let leaf: (Path) -> FieldCheck.Leaf = { path in
            guard let text = template.value[path]?.string, text.contains("${") else { return .known }
            let isAlone = text.hasPrefix("${") && text.firstIndex(of: "}") == text.indices.last
            return isAlone && !template.marks.isWrittenAsText(at: path) ? .anything : .text
        }
        return diagnostics(of: template.value, template.marks, leaf)
    }

    /// What is wrong with a manifest that is filled. `leaf` says what is known of its texts (nil: all are known); `origin` gives
    /// the reference, and where what it leads to is written, for a place that was filled by it.
    package func diagnostics(
        of manifest: Value, _ marks: SourceMarks, _ leaf: ((Path) -> FieldCheck.Leaf)?,
        origin: (Path) -> (reference: String, location: SourceLocation?)? = { _ in nil }
    ) -> [Diagnostic] {
        guard let apiVersion = manifest["apiVersion"]?.string, let kind = manifest["kind"]?.string else { return [] }
        // What a Secret holds is never repeated.
        let isSecret = kind == "Secret"
        let isComplete = FieldCheck.isComplete(
            group: apiVersion.contains("/") ? String(apiVersion.prefix { $0 != "/" }) : "")
        return FieldCheck.problems(in: manifest, apiVersion: apiVersion, kind: kind, leaf: leaf).map { problem in
            var notes = [problem.hint].compactMap(\.self)
            if let (reference, location) = origin(problem.path) {
                if problem.wantsText {
                    notes.append("put the reference in quotation marks to mean a string: \"\(reference)\"")
                }
                if let location { notes.append("what it is filled with is at \(location)") }
            } else if problem.wantsText {
                let spelling = isSecret ? nil : marks.sourceText(at: problem.path)
                notes.append("put it in quotation marks to mean a string" + (spelling.map { ": \"\($0)\"" } ?? ""))
            }
            return Diagnostic(
                problem.isUnknownField ? (isComplete ? unknownFields : .warning) : .error, problem.message,
                at: problem.isUnknownField ? marks.keyLocation(of: problem.path) : marks.location(of: problem.path),
                notes: notes, isSensitive: isSecret)
        }
    }
}
