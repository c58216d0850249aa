import Resources

/// What was asked of one zone at the same time: one reading answers and judges all of it, and the changes are sent together.
struct RecordBatch: Sendable {
    let driver: any RecordDriver
    let estate: String
    let zone: RecordZone
    let requests: [RecordService.Request]
    /// The zone's records, where they are not to be read.
    var known: ZoneContents?

    typealias Result = Swift.Result<Observation?, any Error>

    /// One for each request, in their order.
    func results() async -> [Result] {
        let contents: ZoneContents
        do {
            contents = if let known { known } else { try await read() }
        } catch {
            return requests.map { .failure(named(error, $0)) }
        }
        var outcomes = judged(contents)
        for stage in 0..<Self.stages {
            let due = outcomes.indices.compactMap { index -> (index: Int, change: RecordChange)? in
                guard case .success(let outcome) = outcomes[index], outcome.stages.indices.contains(stage) else {
                    return nil
                }
                return (index, outcome.stages[stage])
            }
            for (index, error) in await send(due) { outcomes[index] = .failure(named(error, requests[index])) }
        }
        return outcomes.map { outcome in outcome.map(\.result) }
    }

    private func read() async throws -> ZoneContents {
        let names = requests.reduce(into: Set<String>()) { $0.formUnion(ZoneContents.names(about: $1.name, in: zone)) }
        return try await driver.contents(of: zone, about: names)
    }

    /// Of one change, at most.
    private static let stages = 2

    private func judged(_ contents: ZoneContents) -> [Swift.Result<RecordDecision.Outcome, any Error>] {
        let decision = RecordDecision(contents: contents, estate: estate, traits: driver.traits)
        var changed: Set<String> = []
        return requests.map { request in
            Swift.Result {
                let purpose = request.purpose
                guard !request.isChange || changed.insert(request.name).inserted else {
                    throw purpose.error(.busy, "another change of it is under way")
                }
                switch request {
                case .read(let name):
                    return .init(stages: [], result: RecordItem.observation(name, in: contents))
                case .preview(let wish, let observed):
                    var outcome = try decision.outcome(of: wish, over: observed, for: purpose)
                    outcome.stages = []
                    return outcome
                case .write(let wish, let observed):
                    return try decision.outcome(of: wish, over: observed, for: purpose)
                case .delete(let observed): return try decision.outcome(ofDeleting: observed, for: purpose)
                }
            }
        }
    }

    /// Sends changes in as few requests as the service takes, and gives the errors of those that failed.
    private func send(_ due: [(index: Int, change: RecordChange)]) async -> [(Int, any Error)] {
        return await parts(due).concurrentMap(limit: max(driver.traits.concurrentRequests, 1)) { await sendAtOnce($0) }
            .flatMap(\.self)
    }

    /// As few parts as the service's limits on changes and records allow.
    private func parts(_ due: [(index: Int, change: RecordChange)]) -> [[(index: Int, change: RecordChange)]] {
        let limit = max(driver.traits.changesPerRequest, 1)
        let records = zone.recordsPerRequest ?? .max
        var parts: [[(index: Int, change: RecordChange)]] = []
        var count = 0
        for item in due {
            count += item.change.recordCount
            if let last = parts.last, last.count < limit, count <= records {
                parts[parts.count - 1].append(item)
            } else {
                parts.append([item])
                count = item.change.recordCount
            }
        }
        return parts
    }

    /// Where a service refuses a batch for one change in it, the others are sent without it.
    private func sendAtOnce(_ part: [(index: Int, change: RecordChange)]) async -> [(Int, any Error)] {
        do {
            try await driver.apply(part.map(\.change), in: zone)
            return []
        } catch let error as BackendError where part.count > 1 && error.isOfOneChange {
            let middle = part.count / 2
            return await sendAtOnce(Array(part[..<middle])) + sendAtOnce(Array(part[middle...]))
        } catch {
            return part.map { ($0.index, error) }
        }
    }

    /// The error as one of the name that it befell.
    private func named(_ error: any Error, _ request: RecordService.Request) -> any Error {
        guard let error = error as? BackendError else { return error }
        return request.purpose.error(error.reason, error.message, hint: error.hint, isTransient: error.isTransient)
    }
}

extension BackendError {
    /// Whether nothing of a batch was done because one change in it cannot be.
    fileprivate var isOfOneChange: Bool { [.rejected, .changed, .exists].contains(reason) }
}
