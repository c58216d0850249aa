import Resources

/// A place that could not be asked. The plan tells once why, and each thing that is unknown with it names the place.
struct Silence: Sendable, Hashable {
    let place: Place

    /// In a few words: it may be a server that is silent as well as a token that is not set or a file that cannot be read.
    var reason: String { "\(place.description) could not be read" }
}
