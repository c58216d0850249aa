import Document
import Foundation

extension Site {
    /// Writes `edited.json`: a saved plan with a change, as its bearer could make it, and with a digest that fits.
    func edit(plan name: String, _ change: (inout Value) -> Void) throws {
        var plan = try Value(json: Data(contentsOf: URL(filePath: folder.path(name))))
        plan["digest"] = nil
        change(&plan)
        // As plan files are written: canonical members, and the steps behind them, a line each.
        var head = plan
        head["steps"] = nil
        let steps = plan.steps.map { String(decoding: $0.terse.json(.canonical), as: UTF8.self) }
        let content =
            String(decoding: head.json(.canonical), as: UTF8.self).dropLast()
            + ",\"steps\":[\(steps.isEmpty ? "" : "\n")\(steps.joined(separator: ",\n"))]}\n"
        let digest = Digest(of: String(content).utf8)
        try folder.write("{\"digest\":\"\(digest)\",\(content.dropFirst())", to: "edited.json")
    }
}

extension Value {
    /// A step as plan files keep it: without what says nothing.
    fileprivate var terse: Value {
        var step = self
        let nothing: Set<Value> = [[], ""]
        for name in ["reason", "dependencies", "changes", "formerly"] where step[name].map(nothing.contains) == true {
            step[name] = nil
        }
        guard let changes = step["changes"]?.array else { return step }
        step["changes"] = .array(
            changes.map { change in
                var change = change
                if change["leaves"] == [] { change["leaves"] = nil }
                if change["verification"] == "none" { change["verification"] = nil }
                return change
            })
        return step
    }
}

/// The parts of a plan file.
extension Value {
    var steps: [Value] {
        get { self["steps"]?.array ?? [] }
        set { self["steps"] = .array(newValue) }
    }

    var groups: [Value] {
        get { self["groups"]?.array ?? [] }
        set { self["groups"] = .array(newValue) }
    }

    var changes: [Value] {
        get { self["changes"]?.array ?? [] }
        set { self["changes"] = .array(newValue) }
    }

    var leaves: [Value] {
        get { self["leaves"]?.array ?? [] }
        set { self["leaves"] = .array(newValue) }
    }
}
