import Testing

@testable import Kubernetes

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2026-11-23T03:50:42Z", "2026-11-23T03:50:42.000000Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"),
        ("2024-02-29T23:30:00.1234567+01:00", "2024-02-29T22:30:00.123456Z"),
    ])
    func readsAndWrites(_ text: String, _ expected: String) { #expect(Timestamp(text)?.description == expected) }

    @Test(arguments: [
        "", "2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T03:50:42", "2026-11-23T03:50:42.Z",
        "2026-11-23T03:50:42Zx",
    ])
    func refuses(_ text: String) { #expect(Timestamp(text) == nil) }
}

@Suite struct TimestampSumTests {
    /// Durations come from outside: a sum that does not fit is the end of time and no trap.
    @Test(
        arguments: [
            (0, 1, 1_000_000), (Int64.max, 1, Int64.max), (0, Int64.max, Int64.max), (0, Int64.min, Int64.min),
            (Int64.min, -1, Int64.min), (Int64.max, -1, Int64.max - 1_000_000),
        ] as [(Int64, Int64, Int64)])
    func aSumStaysInRange(_ microseconds: Int64, _ seconds: Int64, _ sum: Int64) {
        #expect(Timestamp(microseconds: microseconds).adding(seconds: seconds).microseconds == sum)
    }
}
