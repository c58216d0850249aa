import Document
import Foundation

extension Site {
    /// Writes `edited.json`: a saved plan with a change, as its bearer could make it, and with a digest that fits.
    func edit(plan name: String, _ change: (inout Value) -> Void) throws {
        var plan = try Value(json: Data(contentsOf: URL(filePath: folder.path(name))))
        plan["digest"] = nil
        change(&plan)
        plan["digest"] = .string(Digest(of: plan).description)
        try folder.write(plan.compactJSON, to: "edited.json")
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
