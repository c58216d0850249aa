import State
import Synchronization
import TestSupport
import Testing

/// Batches of one run: how many commits it makes, who waits, and what is lost.
struct StateWriterTests {
    private let folder: TemporaryFolder
    private let state: StateRepository

    init() async throws {
        folder = try TemporaryFolder()
        state = try await StateRepository.open(at: folder.path("estate.git"))
    }

    /// Nothing is committed unless somebody waits or asks for it.
    private static let patient = BatchPace(gathering: .seconds(3600), free: 8, distance: .zero)

    private func writer(_ pace: BatchPace = patient) async throws -> StateWriter {
        let state = state
        return StateWriter(base: try await state.head(), pace: pace) { changes, base, subjects in
            try await state.commit(changes, basedOn: base, note: .test("\(subjects.count)"))
        }
    }

    @Test func aThousandChangesAreOneCommit() async throws {
        let writer = try await writer()
        for index in 0..<1000 { await writer.add(["workspaces/w\(index)/x": .text("\(index)")], subject: "w\(index)") }
        await writer.flush()
        #expect(await writer.commits.count == 1)
        #expect(try await state.list().count == 1000)
    }

    @Test func whoWaitsFindsItOnRecord() async throws {
        let writer = try await writer()
        await writer.add(["before": .text("1")], subject: "before")
        let ticket = await writer.add(["secret": .text("2")], subject: "secret")
        try await writer.recorded(ticket)
        #expect(try await state.list() == ["before", "secret"])
        // Known already.
        try await writer.recorded(ticket)
    }

    @Test func manyWaitersShareFewCommitsAndNoneIsInVain() async throws {
        let attempts = Mutex(0)
        let state = state
        let gate = Event()
        let writer = StateWriter(base: try await state.head(), pace: Self.patient) { changes, base, subjects in
            attempts.withLock { $0 += 1 }
            if subjects.contains("first") { await gate.wait() }
            return try await state.commit(changes, basedOn: base, note: .test())
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.recorded(writer.add(["first": .text("1")], subject: "first")) }
            while attempts.withLock(\.self) == 0 { await Task.yield() }
            // All these come while the first commit is under way.
            var tickets: [StateWriter.Ticket] = []
            for index in 0..<200 { tickets.append(await writer.add(["\(index)": .text("x")], subject: "\(index)")) }
            for ticket in tickets { group.addTask { try await writer.recorded(ticket) } }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(await writer.commits.count == 2)
        #expect(attempts.withLock(\.self) == 2)
        #expect(try await state.list().count == 201)
    }

    @Test func whatAnotherRunChangedIsNamedAndTheRestRecorded() async throws {
        try await state.commit(["a": .text("1"), "b": .text("1")], note: .test())
        let writer = try await writer()
        try await state.commit(["a": .text("other")], note: .test())
        let lost = await writer.add(["a": .text("mine")], subject: "Apply a")
        let kept = await writer.add(["b": .text("mine")], subject: "Apply b")
        let error = await #expect(throws: StateError.self) { try await writer.recorded(lost) }
        #expect(error?.reason == .conflict(paths: ["a"]))
        try await writer.recorded(kept)
        #expect(await writer.losses.map(\.subject) == ["Apply a"])
        #expect(try await state.text("a") == "other")
        #expect(try await state.text("b") == "mine")
    }

    @Test func aFailedCommitIsTriedAgainAndSaidWhereItNeverSucceeds() async throws {
        struct DiskFull: Error {}
        let isFull = Mutex(true)
        let state = state
        let writer = StateWriter(base: try await state.head(), pace: Self.patient) { changes, base, _ in
            if isFull.withLock(\.self) { throw DiskFull() }
            return try await state.commit(changes, basedOn: base, note: .test())
        }
        let ticket = await writer.add(["a": .text("1")], subject: "Apply a")
        await #expect(throws: DiskFull.self) { try await writer.recorded(ticket) }
        await writer.flush()
        #expect(await writer.losses.map(\.reason) == ["DiskFull()"])
        isFull.withLock { $0 = false }
        await writer.flush()
        #expect(await writer.losses.isEmpty)
        #expect(try await state.text("a") == "1")
    }

    @Test func aLaterChangeOfAPathCounts() async throws {
        let writer = try await writer()
        await writer.add(["run": .text("started")], subject: "Begin")
        await writer.add(["run": .text("ended"), "a": .text("1")], subject: "End")
        await writer.flush()
        await writer.add(["run": .delete], subject: "Forget")
        await writer.flush()
        #expect(try await state.list() == ["a"])
        #expect(await writer.losses.isEmpty)
    }
}

/// Publishing beside a run.
struct StatePublisherTests {
    private struct Away: Error {}

    @Test func aFailureIsToldOnceAndTriedAgainAtTheEnd() async throws {
        let attempts = Counter()
        let told = Mutex<[String]>([])
        let publisher = StatePublisher(pause: .milliseconds(1)) {
            attempts.increment()
            throw Away()
        } warn: { text in
            told.withLock { $0.append(text) }
        }
        await publisher.note()
        while attempts.value < 3 { await Task.yield() }
        #expect(await publisher.finish() is Away)
        #expect(told.withLock(\.self) == ["Away()"])
    }

    @Test func whatIsThereAtTheEndIsPublished() async throws {
        let attempts = Counter()
        let publisher = StatePublisher(pause: .seconds(3600)) {
            _ = attempts.increment()
        } warn: { _ in
        }
        await publisher.note()
        while attempts.value == 0 { await Task.yield() }
        await publisher.note()
        #expect(await publisher.finish() == nil)
        #expect(attempts.value == 2)
    }

    @Test func nothingIsPublishedTwice() async throws {
        let attempts = Counter()
        let publisher = StatePublisher(pause: .milliseconds(1)) {
            _ = attempts.increment()
        } warn: { _ in
        }
        await publisher.note()
        while attempts.value == 0 { await Task.yield() }
        #expect(await publisher.finish() == nil)
        #expect(attempts.value == 1)
    }
}
