import CYAML
import Diagnostics

/// What libyaml holds against a text, said so that one can act on it.
struct SyntaxProblem {
    let diagnostic: Diagnostic

    init(parser: UnsafeMutablePointer<yaml_parser_t>, bytes: [UInt8], file: String) {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text cannot be read"
        if parser.pointee.error == YAML_READER_ERROR {
            let place = bytes.location(ofByte: Int(parser.pointee.problem_offset), file: file)
            diagnostic = .error("broken YAML: \(problem)", at: place)
            return
        }
        let mark = parser.pointee.problem_mark
        let place = SourceLocation(file: file, line: Int(mark.line) + 1, column: Int(mark.column) + 1)
        let explanation = Self.explain(problem, character: bytes.character(at: place))
        var notes = explanation.hint.map { [$0] } ?? []
        if let context = parser.pointee.context.map({ String(cString: $0) }) {
            let start = parser.pointee.context_mark
            notes.append("\(context) that begins at \(file):\(start.line + 1):\(start.column + 1)")
        }
        diagnostic = Diagnostic(.error, "broken YAML: \(explanation.message)", at: place, notes: notes)
    }

    private static func explain(_ problem: String, character: Unicode.Scalar?) -> (message: String, hint: String?) {
        switch problem {
        case "found character that cannot start any token" where character == "\t":
            ("a tab stands where the text is indented", "YAML is indented with blanks only")
        case "found character that cannot start any token":
            (
                "a value cannot start with '\(character.map { "\($0)" } ?? "")'",
                "put the value in quotation marks"
            )
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            ("a tab stands where the text is indented", "YAML is indented with blanks only")
        case "mapping values are not allowed in this context":
            (
                "a second ':' stands where the value of a key is",
                "put the value in quotation marks, or check the indentation"
            )
        case "did not find expected key":
            ("a key was expected here", "check the indentation, and that quotation marks and brackets are closed")
        case "could not find expected ':'":
            ("a ':' was expected after the key", "write `key: value`, with a blank after the colon")
        case "did not find expected '-' indicator":
            ("a list item beginning with '-' was expected here", "check the indentation")
        case "block sequence entries are not allowed in this context":
            ("a list cannot begin here", "put the list on a line of its own below the key")
        case "did not find expected ',' or '}'":
            ("the map in braces is not continued by ',' nor closed by '}'", nil)
        case "did not find expected ',' or ']'":
            ("the list in brackets is not continued by ',' nor closed by ']'", nil)
        case "found unexpected end of stream":
            ("the file ends inside a quoted string", nil)
        case "found unknown escape character":
            ("unknown escape in a double-quoted string", "write the backslash twice, or use single ones")
        case "did not find expected <document start>":
            ("a further document begins without a line `---`", nil)
        default: (problem, nil)
        }
    }
}

extension [UInt8] {
    fileprivate func character(at place: SourceLocation) -> Unicode.Scalar? {
        let lines = split(separator: UInt8(ascii: "\n"), maxSplits: place.line, omittingEmptySubsequences: false)
        guard place.line <= lines.count else { return nil }
        return String(decoding: lines[place.line - 1], as: UTF8.self).unicodeScalars.dropFirst(place.column - 1).first
    }
}
