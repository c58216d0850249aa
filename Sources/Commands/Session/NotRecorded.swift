/// The state knows nothing of what was asked for.
struct NotRecorded: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}
