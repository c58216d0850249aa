import Diagnostics
import Document
import Specification
import YAML

/// Where the text that is filled was written.
protocol TemplateOrigin: Sendable {
    func location(of path: Path) -> SourceLocation
    /// Whether a scalar is written as a text, as by quotation marks: a reference in it is text whatever it leads to.
    func isWrittenAsText(at path: Path) -> Bool
    /// The spelling of a scalar that reads as a number or boolean.
    func sourceText(at path: Path) -> String?
}

extension SourceMarks: TemplateOrigin {}
extension ValueOrigins: TemplateOrigin {}
