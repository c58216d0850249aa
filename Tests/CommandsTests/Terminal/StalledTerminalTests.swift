import Commands
import Dispatch
import Execution
import Reports
import Resources
import Synchronization
import Testing

@Suite struct StalledTerminalTests {
    /// A terminal that takes nothing until it is told to go on, as after Ctrl-S.
    private final class Terminal: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let state = Mutex((isOpen: false, text: "", writes: 0))

        var text: String { state.withLock(\.text) }
        var writes: Int { state.withLock(\.writes) }

        func write(_ text: String) {
            if !state.withLock(\.isOpen) { gate.wait() }
            state.withLock {
                $0.text += text
                $0.writes += 1
            }
        }

        func goOn() {
            state.withLock { $0.isOpen = true }
            gate.signal()
        }
    }

    /// So many steps that end.
    private func tell(_ count: Int, _ show: (RunEvent) -> Void) {
        show(RunEvent(time: "2026-11-23T04:00:00.000Z", kind: .runStarted(steps: count)))
        for number in 1...count {
            let address = ResourceAddress(workspace: "w\(number)", "network")
            show(RunEvent(time: "2026-11-23T04:00:00.000Z", address: address, kind: .stepStarted))
            show(RunEvent(time: "2026-11-23T04:00:00.000Z", address: address, kind: .stepFinished(.done)))
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func neverHoldsUpTheRunAndShowsEverythingLater(_ isLive: Bool) async {
        let terminal = Terminal()
        let display = RunDisplay(
            layout: TextLayout(), isLive: isLive, size: { (60, 24) }, write: { terminal.write($0) })
        await display.during { show in
            tell(3000, show)
            // Only a run that comes here lets the terminal go on.
            #expect(terminal.text.isEmpty)
            terminal.goOn()
        }
        for number in [1, 1500, 3000] { #expect(terminal.text.contains("w\(number)/network: done")) }
        #expect(!terminal.text.contains("left out"))
        #expect(terminal.writes < 100, "what waits is written together")
    }

    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func keepsWhatWaitsWithinBounds(_ isLive: Bool) async {
        let terminal = Terminal()
        let display = RunDisplay(
            layout: TextLayout(), isLive: isLive, size: { (60, 24) }, write: { terminal.write($0) })
        await display.during { show in
            tell(40_000, show)
            terminal.goOn()
        }
        #expect(terminal.text.contains("w1/network: done"))
        #expect(terminal.text.contains(" lines were left out here"))
    }

    @Test(.timeLimit(.minutes(5))) func aRunThatFailsIsShownToItsEnd() async {
        let terminal = Terminal()
        terminal.goOn()
        let display = RunDisplay(layout: TextLayout(), isLive: true, size: { (60, 24) }, write: { terminal.write($0) })
        await #expect(throws: CancellationError.self) {
            try await display.during { show in
                show(RunEvent(time: "2026-11-23T04:00:00.000Z", kind: .notice("w is held by somebody")))
                throw CancellationError()
            }
        }
        #expect(terminal.text.contains("! w is held by somebody"))
    }
}
