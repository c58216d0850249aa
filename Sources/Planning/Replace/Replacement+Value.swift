import Document

extension Replacement {
    /// The replacement as plan files keep it.
    var value: Value {
        [
            "brief": .string(brief), "message": .string(message), "losses": .array(losses.map(Value.string)),
            "leaves": .array(leaves.map(\.value)),
        ]
    }

    /// Reads what `value` writes.
    init(_ reader: FieldReader) throws {
        self.init(
            brief: try reader.string("brief"), message: try reader.string("message"),
            losses: try reader.items("losses").map { try $0.text() },
            leaves: try reader.items("leaves").map(LeafChange.init))
    }
}
