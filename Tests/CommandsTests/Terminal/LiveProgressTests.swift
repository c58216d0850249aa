import Commands
import Execution
import Planning
import Reports
import Resources
import Synchronization
import Testing

struct LiveProgressTests {
    private static let plane = ResourceAddress(workspace: "payments", "control-plane")

    /// What a terminal shows after these bytes: a frame that was drawn over leaves no trace.
    private static func screen(_ output: String) -> [String] {
        var lines: [String] = []
        var rest = output[...]
        while !rest.isEmpty {
            if let match = rest.prefixMatch(of: /\x1B\[([0-9]+)A\r\x1B\[J/) {
                lines.removeLast(Int(match.output.1) ?? 0)
                rest = rest[match.range.upperBound...]
            } else {
                let end = rest.firstIndex(of: "\n") ?? rest.endIndex
                lines.append(String(rest[..<end]))
                rest = end < rest.endIndex ? rest[rest.index(after: end)...] : ""
            }
        }
        return lines
    }

    @Test func leavesNothingButALogOfFinishedSteps() async {
        let output = Output()
        let progress = LiveProgress(layout: TextLayout(), size: { (60, 24) }, write: { output.add($0) })
        await progress.live {
            progress.show(RunEvent(time: "2026-11-23T04:00:00.000Z", kind: .runStarted(steps: 2)))
            progress.show(RunEvent(time: "2026-11-23T04:00:01.000Z", address: Self.plane, kind: .stepStarted))
            progress.show(
                RunEvent(
                    time: "2026-11-23T04:00:02.000Z", address: Self.plane,
                    kind: .stepProgress("waits for 2 of 3 replicas, which takes a while on a cold cluster")))
            progress.draw()
            let running = Self.screen(output.text)
            #expect(running.count == 3)
            #expect(running[1].contains("payments/control-plane") && running[1].contains("waits for 2"))
            #expect(running[2].contains("0 of 2 done, 1 running"))
            #expect(running.allSatisfy { $0.columns <= 60 })
            progress.show(
                RunEvent(time: "2026-11-23T04:00:05.000Z", address: Self.plane, kind: .stepFinished(.done)))
        }
        await progress.finish()
        #expect(
            Self.screen(output.text) == [
                "   0.0s ▸ 2 steps to carry out", "   5.0s ✓ payments/control-plane: done after 4.0s",
            ])
    }

    /// Before the first step there is nothing to count: what holds the run up is told, and who.
    @Test(arguments: [40, 120]) func whatARunWaitsForIsTold(_ columns: Int) {
        let output = Output()
        let progress = LiveProgress(layout: TextLayout(), size: { (columns, 24) }, write: { output.add($0) })
        let words = "payments is held by run r-1 of alice on ci-7: whether that still runs shows within 25s"
        progress.show(RunEvent(time: "2026-11-23T04:00:00.000Z", kind: .notice(words)))
        progress.draw()
        let lines = Self.screen(output.text)
        let frame = lines.dropFirst().joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(frame.hasSuffix("nothing has begun yet: \(words)"), "\(lines)")
        #expect(lines.dropFirst().allSatisfy { $0.columns <= columns } && !output.text.contains("0 of 0"))
        progress.show(RunEvent(time: "2026-11-23T04:00:09.000Z", kind: .runStarted(steps: 2)))
        progress.draw()
        #expect(Self.screen(output.text).last?.contains("0 of 2 done") == true)
    }

    @Test func foldsWhatDoesNotFit() {
        let output = Output()
        let progress = LiveProgress(layout: TextLayout(), size: { (40, 8) }, write: { output.add($0) })
        for index in 0..<30 {
            progress.show(
                RunEvent(
                    time: "2026-11-23T04:00:00.000Z",
                    address: ResourceAddress(workspace: "w\(index)", "control-plane"), kind: .stepStarted))
        }
        progress.draw()
        let lines = Self.screen(output.text)
        #expect(lines.count == 6)
        #expect(lines[4].contains("… and 26 more"))
    }

    @Test(arguments: [60, 120]) func showsWhatWaitsAndTheLongestWay(_ columns: Int) {
        let names = ["control-plane", "kubeconfig", "api", "application/web", "active"]
        let steps = names.enumerated().map { index, name in
            Step(
                address: ResourceAddress(workspace: "payments", name), kind: .application, action: .create,
                dependencies: index == 0 ? [] : [ResourceAddress(workspace: "payments", names[index - 1])])
        }
        let output = Output()
        let progress = LiveProgress(
            layout: TextLayout(), outlook: RunOutlook(Plan(estate: "e", purpose: .apply, steps: steps, groups: [])),
            size: { (columns, 24) }, write: { output.add($0) })
        progress.show(RunEvent(time: "2026-11-23T04:00:01.000Z", address: Self.plane, kind: .stepStarted))
        progress.show(
            RunEvent(
                time: "2026-11-23T04:00:02.000Z", address: Self.plane,
                kind: .stepProgress("waits for 2 of 3 replicas, which takes a while")))
        progress.draw()
        let lines = Self.screen(output.text)
        #expect(lines.count == 3 && lines.allSatisfy { $0.columns <= columns }, "\(lines)")
        #expect(lines[0].contains("waits for 2"), "\(lines)")
        #expect(lines[0].hasSuffix("(4 wait)") == (columns == 120), "\(lines)")
        #expect(lines[1].contains("longest way: payments/control-plane → kubeconfig →"), "\(lines)")
        #expect(lines[1].hasSuffix("→ active") == (columns == 120), "\(lines)")
    }

    private final class Output: Sendable {
        private let written = Mutex("")
        var text: String { written.withLock(\.self) }
        func add(_ text: String) { written.withLock { $0 += text } }
    }
}
