import Diagnostics
import Document

extension SourceLocation {
    var json: Value {
        var result: Value = ["file": .string(file)]
        if line > 0 { result["line"] = .integer(Int64(line)) }
        if column > 0 { result["column"] = .integer(Int64(column)) }
        return result
    }
}
