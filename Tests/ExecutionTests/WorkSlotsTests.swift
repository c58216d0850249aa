import Testing

@testable import Execution

@Suite struct WorkSlotsTests {
    @Test func aStepThatWaitsGivesItsSlotToAnother() async {
        let slots = WorkSlots(1)
        #expect(slots.tryTake())
        #expect(!slots.tryTake())
        let isTaken = await slots.whileWaiting {
            let isTaken = slots.tryTake()
            slots.giveBack()
            return isTaken
        }
        #expect(isTaken)
        #expect(!slots.tryTake())
    }

    /// What was begun goes on before anything new starts, in the order in which it is done waiting.
    @Test func whatWaitedComesBeforeWhatIsNew() async {
        let slots = WorkSlots(1)
        let (freed, sender) = AsyncStream.makeStream(of: Void.self)
        slots.onFreed { sender.yield() }
        #expect(slots.tryTake())
        let (waiting, mayGoOn) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
        async let waited: Void = slots.whileWaiting {
            waiting.continuation.yield()
            for await _ in mayGoOn.stream { break }
        }
        for await _ in waiting.stream { break }
        for await _ in freed { break }
        #expect(slots.tryTake())
        mayGoOn.continuation.yield()
        // Until it is in the queue a slot that is given back is anybody's.
        while !slots.hasQueue { await Task.yield() }
        slots.giveBack()
        await waited
        #expect(!slots.tryTake())
    }

    @Test func whatWaitsKeepsItsSlotWhereNoMoreMayBegin() async {
        let slots = WorkSlots(1, keepsWhileWaiting: true)
        #expect(slots.tryTake())
        await slots.whileWaiting { #expect(!slots.tryTake()) }
    }
}
