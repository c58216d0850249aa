import Resources

/// Whose an observed item is.
package enum OwnershipVerdict: Sendable, Hashable {
    /// This estate's, at this address.
    case ours(ResourceAddress, Evidence)
    /// It carries the mark of this address, and Berth did not put it there: nobody's, left alone.
    case copy(of: ResourceAddress)
    /// Somebody else's; with the address and the estate in its mark where it is another estate's.
    case foreign(Owner?)

    /// How far what proves it is whole; what is not is drift that an apply mends.
    package enum Evidence: Sendable, Hashable {
        /// The mark, set by Berth.
        case whole
        /// The uid in state, and something else of Berth's; its mark is gone or was changed.
        case markLost
        /// The mark and the uid in state; the server's record of who set it is gone.
        case recordLost
        /// The mark, at the key that the state knows, on an object that was made anew: a restored backup. It is taken up
        /// where it is wanted, and never deleted.
        case restored
        /// The uid in state alone: its mark and all that Berth applied are gone. It is taken up where it is wanted, and never
        /// deleted, since whoever may write the state could have anything deleted then.
        case recorded
    }

    /// From whom an item is taken over.
    package enum Origin: Sendable, Hashable {
        /// No mark that is true says whose it is.
        case unmarked
        /// Another estate keeps it.
        case estate(String)
    }

    package struct Owner: Sendable, Hashable {
        package var address: ResourceAddress?
        package var estate: String
    }

    /// The address where it is ours.
    package var address: ResourceAddress? {
        if case .ours(let address, _) = self { address } else { nil }
    }

    /// From whom it would be taken over; nil where it is this estate's.
    package var origin: Origin? {
        switch self {
        case .ours: nil
        case .copy, .foreign(nil): .unmarked
        case .foreign(let owner?): .estate(owner.estate)
        }
    }

    /// Whether it may be deleted for what it is: only with a mark that is valid, or the uid that the state recorded and something
    /// that bears it out.
    package var allowsDeletion: Bool {
        if case .ours(_, let evidence) = self { ![.restored, .recorded].contains(evidence) } else { false }
    }

    /// For messages: `belongs to w/dns of estate other`, `was not made by Berth`.
    package var words: String {
        switch self {
        case .ours(let address, .restored): "belongs to \(address) by a mark that Berth did not put there"
        case .ours(let address, .recorded): "belongs to \(address) by the state alone"
        case .ours(let address, _): "belongs to \(address)"
        case .copy(let address): "carries the mark of \(address), which Berth did not put there"
        case .foreign(nil): "was not made by Berth"
        case .foreign(let owner?):
            "belongs to \(owner.address.map { "\($0) of " } ?? "")estate \(owner.estate)"
        }
    }
}
