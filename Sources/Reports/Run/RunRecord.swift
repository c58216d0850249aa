import Document
import Resources

/// A run as its events tell it (`--events FILE`): what ran when, what waited for what, and how it ended.
package struct RunRecord: Sendable {
    /// The text is not the events of a run.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// Something that happened to a step on its way.
    struct Moment: Sendable, Hashable {
        var time: Double
        var text: String
        var isRetry = false
    }

    /// A step on its way.
    struct Span: Sendable, Hashable {
        var address: ResourceAddress
        /// Seconds since 1970.
        var started: Double?
        var finished: Double?
        /// `done`, `already-done`, `failed`, `skipped`; nil where the run ended before the step did.
        var outcome: String?
        var reason: String?
        var moments: [Moment] = []
        /// What had to be done first, as far as the events say.
        var after: [ResourceAddress] = []

        var duration: Double? {
            guard let started, let finished else { return nil }
            return max(finished - started, 0)
        }
    }

    private(set) var estate: String?
    private(set) var purpose: String?
    private(set) var plan: String?
    private(set) var started: Double?
    private(set) var startedText = ""
    private(set) var finished: Double?
    /// `applied`, `partly-applied`, `interrupted`; nil where the events end before the run did.
    private(set) var status: String?
    private(set) var reason: String?
    private(set) var commits: [String] = []
    private(set) var notices: [Moment] = []
    /// In the order in which they began; what never began last.
    private(set) var spans: [Span] = []
    private var positions: [ResourceAddress: Int] = [:]
    private var order: [ResourceAddress: [ResourceAddress]] = [:]

    /// Reads the lines of an events file. The last line may be cut, as a killed run leaves it; of several runs in one file the
    /// last is told. Events of a later minor version are read, and of kinds that are not known passed over.
    package init(events text: String) throws(Failure) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        for (index, line) in lines.enumerated() {
            guard let event = try? Value(json: Array(line.utf8)), let type = event["type"]?.string,
                let version = event["format_version"]?.string
            else {
                if index == lines.count - 1, index > 0, !text.hasSuffix("\n") { break }
                throw Failure(description: "line \(index + 1) is not an event of a run, as `--events FILE` writes them")
            }
            let major = version.prefix { $0 != "." }
            guard PlanJSON.readableMajors.contains(String(major)) else {
                throw Failure(
                    description: "line \(index + 1) is of format \(version.prefix(20)); this berth reads up to "
                        + PlanJSON.formatVersion)
            }
            add(event, type)
        }
        guard started != nil else { throw Failure(description: "there is no event of a run in it") }
        finish()
    }

    private mutating func add(_ event: Value, _ type: String) {
        let time = event["time"]?.string.flatMap(EventTime.seconds)
        switch type {
        case "run_planned": begin(event)
        case "run_started":
            if !spans.isEmpty || status != nil { begin([:]) }
            started = time
            startedText = event["time"]?.string ?? ""
        case "run_finished":
            finished = time
            status = event["status"]?.string
            reason = event["reason"]?.string
            commits = event["commits"]?.array?.compactMap(\.string) ?? []
        case "notice":
            if let time, let text = event["message"]?.string { notices.append(Moment(time: time, text: text)) }
        default:
            guard let address = event["address"]?.string.flatMap({ ResourceAddress($0) }), let time else { return }
            add(event, type, at: position(of: address), time)
        }
    }

    private mutating func add(_ event: Value, _ type: String, at position: Int, _ time: Double) {
        let message = event["message"]?.string ?? event["reason"]?.string ?? ""
        switch type {
        case "step_started": spans[position].started = time
        case "step_progress": spans[position].moments.append(Moment(time: time, text: message))
        case "step_retried": spans[position].moments.append(Moment(time: time, text: message, isRetry: true))
        case "undo_started":
            spans[position].moments.append(Moment(time: time, text: "took back what it had created", isRetry: true))
        case "step_finished":
            spans[position].finished = time
            spans[position].outcome = event["outcome"]?.string
            spans[position].reason = event["reason"]?.string
        default: break
        }
    }

    /// A new run, which says what it is about to do.
    private mutating func begin(_ event: Value) {
        (estate, purpose, plan) = (event["estate"]?.string, event["purpose"]?.string, event["plan"]?.string)
        (started, finished, status, reason) = (nil, nil, nil, nil)
        (spans, positions, notices, commits) = ([], [:], [], [])
        order = [:]
        for step in event["steps"]?.array ?? [] {
            guard let address = step["address"]?.string.flatMap({ ResourceAddress($0) }) else { continue }
            order[address] = step["after"]?.array?.compactMap { $0.string.flatMap { ResourceAddress($0) } } ?? []
        }
    }

    private mutating func position(of address: ResourceAddress) -> Int {
        if let position = positions[address] { return position }
        positions[address] = spans.count
        spans.append(Span(address: address, after: order[address] ?? []))
        return spans.count - 1
    }

    private mutating func finish() {
        let last = spans.flatMap { [$0.started, $0.finished].compactMap(\.self) + $0.moments.map(\.time) }.max()
        finished = finished ?? last ?? started
        spans.sort { one, other in
            (one.started ?? .infinity, one.address.description) < (
                other.started ?? .infinity, other.address.description
            )
        }
        positions = Dictionary(uniqueKeysWithValues: spans.enumerated().map { ($1.address, $0) })
    }

    /// The step of an address; nil where the run has none.
    func span(_ address: ResourceAddress) -> Span? { positions[address].map { spans[$0] } }

    /// How long it took, in seconds.
    var duration: Double { max((finished ?? 0) - (started ?? 0), 0) }

    /// When everything that a step stands on was done: from then on it waited for room alone.
    func ready(_ span: Span) -> Double? {
        guard !order.isEmpty else { return nil }
        return span.after.compactMap { self.span($0)?.finished }.max() ?? started
    }

    /// What a step waited for: of what had to be done first, what was done last.
    func blocker(of span: Span) -> Span? {
        span.after.compactMap { self.span($0) }.filter { $0.finished != nil }.max {
            ($0.finished ?? 0) < ($1.finished ?? 0)
        }
    }

    /// The steps that the length of the run is made of, first to last: from what ended last, back over what each waited for.
    var criticalPath: [Span] {
        guard !order.isEmpty,
            let last = spans.filter({ $0.duration != nil }).max(by: { ($0.finished ?? 0) < ($1.finished ?? 0) })
        else { return [] }
        var path = [last]
        var seen: Set<ResourceAddress> = [last.address]
        while let span = path.last, let next = blocker(of: span), seen.insert(next.address).inserted {
            path.append(next)
        }
        return path.reversed()
    }
}
