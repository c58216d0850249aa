import Testing

@testable import Sandbox

@Suite struct LatencyTests {
    /// A distribution, a part of all waits, and how long they are at most.
    @Test(arguments: [
        ("500", 0.3, 500), ("1.5s", 0.9, 1500), ("20ms-120ms", 0, 20), ("20ms-120ms", 0.5, 70),
        ("20-120", 1, 120), ("p50=20ms,p99=800ms", 0.25, 10), ("p50=20ms,p99=800ms", 0.5, 20),
        ("p50=20ms,p99=800ms", 0.99, 800), ("p50=20ms,p99=800ms", 1, 1600), ("p50=20ms,p100=1s", 1, 1000),
        ("p99.9=2s", 0.999, 2000),
    ])
    func waitsAreDistributed(text: String, part: Double, milliseconds: Int64) throws {
        #expect(try Latency(text).wait(at: part) == .milliseconds(milliseconds))
        #expect(try Latency(text).description == text)
    }

    @Test func thePercentilesComeOut() throws {
        let latency = try Latency("p50=20ms,p90=100ms,p99=800ms")
        var chance = SeededChance(seed: 5)
        let waits = (0..<10_000).map { _ in latency.wait(at: chance.next()) }
        for (milliseconds, parts) in [(20, 0.48...0.52), (100, 0.88...0.92), (800, 0.985...0.995)] {
            let count = waits.count { $0 <= .milliseconds(milliseconds) }
            #expect(parts.contains(Double(count) / Double(waits.count)))
        }
    }
}
