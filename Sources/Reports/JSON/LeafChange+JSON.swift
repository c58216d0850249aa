import Document
import Planning

extension LeafChange {
    /// Whether it says what is there before and after; plans of an older Berth do not, of what is sensitive.
    var tellsPresence: Bool { !isSensitive || old != nil || new != nil }

    /// The leaf as reports for programs write it; a sensitive one without its values, whatever it holds.
    var json: Value {
        var result: Value = [
            "path": .string(path.description), "reason": .string(reason.rawValue), "sensitive": .bool(isSensitive),
        ]
        if !isSensitive {
            result["old"] = old
            result["new"] = new
        } else if tellsPresence {
            result["before_sensitive"] = .bool(old != nil)
            result["after_sensitive"] = .bool(new != nil)
        }
        if isOrder { result["order"] = true }
        if let author {
            var value: Value = ["manager": .string(author.manager)]
            value["time"] = author.time.map(Value.string)
            result["author"] = value
        }
        return result
    }
}
