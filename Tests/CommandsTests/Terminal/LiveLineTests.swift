import Foundation
import Synchronization
import Testing

@testable import Commands

struct LiveLineTests {
    private final class Output: Sendable {
        private let written = Mutex("")
        var text: String { written.withLock(\.self) }
        func add(_ text: String) { written.withLock { $0 += text } }
    }

    private static let erasing = "\r\u{1B}[K"

    /// Waits until the line was drawn.
    private func drawn(_ output: Output) async throws {
        while !output.text.contains("asking") { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test(.timeLimit(.minutes(5))) func isGoneWhenAllIsDone() async throws {
        let output = Output()
        let line = LiveLine(isLive: true, columns: { 20 }, write: { output.add($0) })
        try await line.during {
            "asking: 3 of up to 12 clusters"
        } _: {
            try await drawn(output)
            #expect(
                !output.text.contains("clusters"), "it is cut to the terminal: a line that folds cannot be drawn over")
        }
        #expect(output.text.hasSuffix(Self.erasing))
    }

    /// What a command begins with is said before it has gone on, however short it is.
    @Test(.timeLimit(.minutes(5))) func beginsAtOnce() async throws {
        let output = Output()
        let line = LiveLine(isLive: true, columns: { 80 }, write: { output.add($0) })
        try await line.during({ "asking" }, atOnce: true) {
            while output.text.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        }
    }

    @Test(.timeLimit(.minutes(5))) func givesWayToWarnings() async throws {
        let output = Output()
        let line = LiveLine(isLive: true, columns: { 80 }, write: { output.add($0) })
        try await line.during {
            "asking"
        } _: {
            try await drawn(output)
            line.interrupted { output.add("warning: the state is old\n") }
        }
        #expect(output.text.contains("\(Self.erasing)warning: the state is old\n"))
        let end = try #require(output.text.components(separatedBy: "warning: the state is old\n").last)
        #expect(end.isEmpty || end.hasSuffix(Self.erasing))
    }

    @Test(.timeLimit(.minutes(5))) func isGoneAfterAnError() async throws {
        struct Broken: Error {}
        let output = Output()
        let line = LiveLine(isLive: true, columns: { 80 }, write: { output.add($0) })
        await #expect(throws: Broken.self) {
            try await line.during {
                "asking"
            } _: {
                try await drawn(output)
                throw Broken()
            }
        }
        #expect(output.text.hasSuffix(Self.erasing))
    }

    @Test func isNothingInAFile() async throws {
        let output = Output()
        let line = LiveLine(isLive: false, columns: { 80 }, write: { output.add($0) })
        try await line.during {
            "asking"
        } _: {
            try await Task.sleep(for: .milliseconds(400))
        }
        line.interrupted { output.add("warning\n") }
        #expect(output.text == "warning\n")
    }
}
