/// What a commit does to one path.
package enum FileChange: Sendable, Hashable {
    /// The file holds these bytes afterwards; it is made where it is absent.
    case write([UInt8])
    /// The file is gone afterwards; nothing happens where it is absent.
    case delete
}
