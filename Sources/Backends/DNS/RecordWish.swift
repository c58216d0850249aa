import Document
import Resources

/// What a write asks of a name.
struct RecordWish: Sendable, Hashable {
    var name: String
    var ttl: Int
    var content: RecordContent
    var heritage: Heritage

    /// The sets that say where the name leads, with their marks where the service keeps them there.
    func sets(_ marking: RecordTraits.Marking) -> [RecordSet] {
        content.values.map { type, texts in
            RecordSet(
                name, type, ttl: ttl, values: texts.map { RecordSet.Value($0) },
                mark: marking == .withSet ? heritage : nil)
        }
    }

    /// The item as it is once this is written.
    var observation: Observation {
        RecordItem.observation(name, heritage: heritage, ttl: ttl, address: content.description)
    }
}

extension RecordWish {
    /// Reads a write; throws what is wrong with it in itself.
    init(_ write: Write, estate: String, for purpose: Purpose) throws(BackendError) {
        let name = ZoneName.canonical(write.key.name)
        let spec = write.body["spec"]
        guard let content = (spec?["address"]?.string).flatMap({ RecordContent($0) }) else {
            throw purpose.error(.rejected, "spec.address is neither IP addresses nor a host name")
        }
        guard content != .alias(name) else { throw purpose.error(.rejected, "it would be an alias of itself") }
        guard let ttl = spec?["ttl"]?.integer, (0...Int64(Int32.max)).contains(ttl) else {
            throw purpose.error(.rejected, "spec.ttl is no number of seconds")
        }
        guard let heritage = Heritage(marksOf: write.body), heritage.estate == estate else {
            throw purpose.error(.rejected, "its marks do not fit into an ownership record")
        }
        self.init(name: name, ttl: Int(ttl), content: content, heritage: heritage)
    }
}

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
        case .other(let words):
            uid = "\(name): \(words)"
            keeper = words
        }
        let sets = contents.content(of: name)
        var observation = observation(
            name, heritage: heritage, uid: uid, ttl: sets.first?.ttl, address: RecordContent.description(of: sets))
        observation.value["metadata"]?["keptBy"] = keeper.map { .string($0) }
        return observation
    }
}
