import Document
import Planning

extension LeafChange {
    /// The leaf as reports for programs write it; a sensitive one without its values, whatever it holds.
    var json: Value {
        var result: Value = [
            "path": .string(path.description), "reason": .string(reason.rawValue), "sensitive": .bool(isSensitive),
        ]
        if !isSensitive {
            result["old"] = old
            result["new"] = new
        }
        if let author {
            var value: Value = ["manager": .string(author.manager)]
            value["time"] = author.time.map(Value.string)
            result["author"] = value
        }
        return result
    }
}
