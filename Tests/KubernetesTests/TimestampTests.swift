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
