/// A name server that is asked what it answers, not a resolver: no caches stand between.
protocol NameServer: Sendable {
    /// `127.0.0.1:5300`, for messages.
    var address: String { get }

    /// What it answers to each question, in their order; throws where it cannot be asked.
    func answers(to questions: [NameQuestion]) async throws -> [NameAnswer]
}

/// A question to a name server.
struct NameQuestion: Sendable, Hashable {
    var name: String
    var type: String
}

/// What a name server answers to one question.
enum NameAnswer: Sendable, Hashable {
    /// The records of the name and type that were asked for; empty where there are none.
    case records([RecordSet.Value], ttl: Int?)
    /// It sends elsewhere: a name at or above the one asked for has records of type NS, or one above has DNAME.
    case elsewhere(owner: String, type: String)
    /// Why it gives none: `REFUSED`, `SERVFAIL`.
    case refused(String)
}
