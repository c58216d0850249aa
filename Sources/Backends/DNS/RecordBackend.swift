import Document
import Resources

/// Keeps the workspaces' names at a DNS service, whichever it is.
///
/// A name is one item: where it leads, for how long that may be kept, and whose it is. What a former zone of the estate holds
/// can be read and deleted as long as the service has it; written is only into the zones that the estate names.
package struct RecordBackend: Backend {
    /// The only kind of items here.
    package static let kind = RecordItem.kind

    private let service: RecordService
    private let zones: [String]
    private let answers: AnswerCheck?
    private let pace: PollingPace

    private var driver: any RecordDriver { service.driver }
    private var estate: String { service.estate }

    /// `zones` are those that the estate names; `nameServer` is asked whether what was written is true.
    init(
        _ driver: any RecordDriver, zones: [String], estate: String, nameServer: (any NameServer)? = nil,
        pace: PollingPace = PollingPace(first: .milliseconds(100), longest: .seconds(5))
    ) {
        service = RecordService(driver, estate: estate)
        self.zones = zones.map(ZoneName.canonical)
        answers = nameServer.map { AnswerCheck($0) }
        self.pace = pace
    }

    package func read(_ key: ItemKey) async throws -> Observation? {
        guard key.itemKind == Self.kind else { return nil }
        let name = ZoneName.canonical(key.name)
        guard let zone = try await service.zone(of: name) else {
            guard let reason = invisible(name) else { return nil }
            throw Purpose("read", "DNS name \(name)").error(.other, reason)
        }
        return try await service.ask(.read(name), in: zone)
    }

    package func prospect(of key: ItemKey) async throws -> Prospect {
        let name = ZoneName.canonical(key.name)
        do {
            let zone = try await writableZone(of: name, for: Purpose("change", "DNS name \(name)"))
            let contents = try await service.surroundings(of: name, in: zone)
            if let obstacle = contents.obstacle(to: name) { return .refused(obstacle) }
            return .open(note: contents.note ?? contents.sideEffect(of: name))
        } catch let error as BackendError where error.reason == .rejected {
            return .refused(error.message + (error.hint.map { "; \($0)" } ?? ""))
        }
    }

    package func preview(_ write: Write) async throws -> Preview {
        try await Preview(of: { try await carryOut(write, isPreview: true).value })
    }

    package func apply(_ write: Write) async throws -> Observation {
        try await carryOut(write, isPreview: false)
    }

    private func carryOut(_ write: Write, isPreview: Bool) async throws -> Observation {
        let name = ZoneName.canonical(write.key.name)
        let purpose = Purpose(write.observed == nil ? "create" : "change", "DNS name \(name)")
        let zone = try await writableZone(of: name, for: purpose)
        let wish = try RecordWish(write, estate: estate, for: purpose)
        let observed = write.observed.map(RecordItem.withoutStatus)
        let request: RecordService.Request =
            isPreview ? .preview(wish, over: observed) : .write(wish, over: observed)
        return try await service.ask(request, in: zone) ?? wish.observation
    }

    package func delete(_ observation: Observation) async throws -> Bool {
        let name = ZoneName.canonical(observation.key.name)
        guard let zone = try await service.zone(of: name) else {
            guard let reason = invisible(name) else { return true }
            throw Purpose("delete", "DNS name \(name)").error(.other, reason)
        }
        _ = try await service.ask(.delete(RecordItem.withoutStatus(observation)), in: zone)
        return true
    }

    /// Nothing goes along with a name.
    package func contents(of keys: Set<ItemKey>) async throws -> [ItemKey: [Observation]] { [:] }

    package func billed() async throws -> [Observation] { [] }

    package func condition(of observation: Observation) -> ItemCondition { AnswerCheck.condition(of: observation) }

    package func wait(
        for key: ItemKey, until satisfied: @Sendable (Observation?) throws -> Bool
    ) async throws -> Observation? {
        try await pace.poll(until: satisfied) {
            guard let current = try await read(key) else { return nil }
            return try await answers?.judged([current], isPatient: true).first ?? current
        }
    }

    // MARK: Observing

    package func observe(kinds: Set<ItemKind>, named: Set<ItemKey>) async throws -> Survey {
        let names = Set(named.filter { $0.itemKind == Self.kind }.map { ZoneName.canonical($0.name) })
        var survey = Survey()
        var questions: [RecordZone: Set<String>] = [:]
        let there = try await service.zones()
        for name in names {
            if let zone = try await service.zone(of: name) {
                questions[zone, default: []].insert(name)
            } else if let reason = invisible(name) {
                survey.unknown[RecordItem.key(name)] = reason
            }
        }
        let listed = kinds.contains(Self.kind) ? zones : []
        for zone in listed {
            if let zone = there.first(where: { $0.name == zone }) {
                questions[zone, default: []].formUnion([])
            } else {
                survey.unlisted[Self.kind] = "\(driver.service) has no zone \(zone) that the credential sees"
            }
        }
        var failure: (any Error)?
        let answers = await questions.sorted { $0.key.name < $1.key.name }.concurrentMap(limit: 4) { zone, names in
            await answer(zone, names, isListed: listed.contains(zone.name))
        }
        for answer in answers {
            survey.observations += answer.survey.observations
            survey.unlisted.merge(answer.survey.unlisted) { first, _ in first }
            survey.unknown.merge(answer.survey.unknown) { first, _ in first }
            failure = failure ?? answer.failure
        }
        // Several zones: one that cannot be read does not hide the others.
        if let failure, answers.allSatisfy({ $0.failure != nil }) { throw failure }
        if let check = self.answers {
            survey.observations = try await check.judged(survey.observations, isPatient: false)
        }
        return survey
    }

    private struct ZoneAnswer: Sendable {
        var survey = Survey()
        var failure: (any Error)?
    }

    private func answer(_ zone: RecordZone, _ names: Set<String>, isListed: Bool) async -> ZoneAnswer {
        var answer = ZoneAnswer()
        var names = names
        do {
            let contents: ZoneContents
            do {
                contents =
                    isListed
                    ? try await service.listing(of: zone)
                    : try await driver.contents(of: zone, about: about(names, zone))
            } catch let error as BackendError where isListed && error.reason == .forbidden {
                answer.survey.unlisted[Self.kind] = error.message + (error.hint.map { "; \($0)" } ?? "")
                contents = try await driver.contents(of: zone, about: about(names, zone))
            }
            if isListed {
                names.formUnion(
                    contents.keptNames.filter {
                        if case .berth(let heritage) = contents.holder(of: $0) {
                            heritage.estate == estate
                        } else {
                            false
                        }
                    })
            }
            answer.survey.observations = names.sorted().compactMap { RecordItem.observation($0, in: contents) }
        } catch {
            answer.failure = error
            let reason = (error as? BackendError)?.message ?? "\(error)"
            if isListed { answer.survey.unlisted[Self.kind] = reason }
            for name in names { answer.survey.unknown[RecordItem.key(name)] = reason }
        }
        return answer
    }

    private func about(_ names: Set<String>, _ zone: RecordZone) -> Set<String> {
        names.reduce(into: []) { $0.formUnion(ZoneContents.names(about: $1, in: zone)) }
    }

    // MARK: Zones

    /// Why a name in no zone that the credential sees is not known to be absent; nil where it is.
    private func invisible(_ name: String) -> String? {
        driver.traits.seesAllZones ? nil : "\(driver.service) has no zone for \(name) that the credential sees"
    }

    /// The zone that a name is written into; throws where it is none of the estate's.
    private func writableZone(of name: String, for purpose: Purpose) async throws -> RecordZone {
        guard zones.contains(where: { name.hasSuffix(".\($0)") }), ZoneName.isWritable(name) else {
            throw purpose.error(.rejected, "it is not a name in the zone \(zones.joined(separator: ", "))")
        }
        let there = try await service.zones()
        guard let zone = try await service.zone(of: name) else {
            let names = there.map(\.name).sorted()
            let seen = names.isEmpty ? "it has none" : "it has \(names.prefix(8).joined(separator: ", "))"
            throw purpose.error(
                .rejected, "\(driver.service) has no zone \(zones.joined(separator: ", ")) that the credential sees",
                hint: "\(seen); make the zone there, or correct dns.zone")
        }
        guard name != zone.name || driver.traits.marking == .withSet else {
            throw purpose.error(
                .rejected, "it is a zone of its own, and the mark beside it would lie outside of that",
                hint: "keep the names of workspaces in the zone above it, without a zone of their own")
        }
        guard zones.contains(zone.name) else {
            throw purpose.error(
                .rejected, "\(driver.service) keeps it in the zone \(zone.name), which the estate does not name",
                hint: "put \(zone.name) into dns.zone or dns.zones")
        }
        return zone
    }
}
