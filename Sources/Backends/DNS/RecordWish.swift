import Document
import Resources

/// What a write asks of a name.
struct RecordWish: Sendable, Hashable {
    var name: String
    var ttl: Int
    var content: RecordContent
    var heritage: Heritage
    /// Whether the name is another's and is taken over, its marks included.
    var adopts = false

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
            throw purpose.error(.rejected, "spec.ttl is not a number of seconds")
        }
        guard let heritage = Heritage(marksOf: write.body), heritage.estate == estate else {
            throw purpose.error(.rejected, "its marks do not fit into an ownership record")
        }
        self.init(name: name, ttl: Int(ttl), content: content, heritage: heritage, adopts: write.adopts)
    }
}
