import Document
import Resources

/// How a name is shown as an item.
enum RecordItem {
    static let kind = ItemKind(apiVersion: "", kind: "Record")

    static func key(_ name: String) -> ItemKey { ItemKey(place: .dns, kind: kind.kind, name: name) }

    /// `heritage` gives its marks; `uid` is another than the name where somebody else keeps it.
    static func observation(
        _ name: String, heritage: Heritage?, uid: String? = nil, ttl: Int?, address: String
    ) -> Observation {
        let marks = heritage?.marks ?? (labels: [:], annotations: [:])
        var value: Value = [
            "metadata": [
                "name": .string(name), "uid": .string(uid ?? name), "labels": .object(marks.labels),
                "annotations": .object(marks.annotations),
            ],
            "spec": [:],
        ]
        if let ttl { value["spec"]?["ttl"] = .integer(Int64(ttl)) }
        if !address.isEmpty { value["spec"]?["address"] = .string(address) }
        return Observation(key: key(name), value: value)
    }

    /// What stands in a zone for a name; nil where nothing does.
    static func observation(_ name: String, in contents: ZoneContents) -> Observation? {
        var heritage: Heritage?
        var uid: String?
        var keeper: String?
        switch contents.holder(of: name) {
        case .nobody: return nil
        case .berth(let found): heritage = found
        case .unmarked(let words): keeper = words
        // A name that another program keeps is not the one that Berth made, whatever the state recorded.
        case .other(let words): (uid, keeper) = ("\(name): \(words)", words)
        }
        let sets = contents.content(of: name)
        var observation = observation(
            name, heritage: heritage, uid: uid, ttl: sets.first?.ttl, address: RecordContent.description(of: sets))
        if let keeper { observation.value[["status", "keeper"]] = .string(keeper) }
        // A delegation that came later hides it, whatever the service has.
        if let cut = contents.cut(above: name) { observation.value[AnswerCheck.path] = .string(cut) }
        return observation
    }

    /// The item as the service has it, without what is only told about it.
    static func withoutStatus(_ observation: Observation) -> Observation {
        var observation = observation
        observation.value["status"] = nil
        return observation
    }
}
