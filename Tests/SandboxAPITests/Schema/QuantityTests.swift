import Testing

@testable import SandboxAPI

@Suite struct QuantityTests {
    struct Case: Sendable {
        var text: String
        var canonical: String?
    }

    @Test(arguments: [
        Case(text: "1000m", canonical: "1"), Case(text: "0.5Gi", canonical: "512Mi"),
        Case(text: "1024Mi", canonical: "1Gi"), Case(text: "1500m", canonical: "1500m"),
        Case(text: "1.5", canonical: "1500m"), Case(text: "1000", canonical: "1k"), Case(text: "0", canonical: "0"),
        Case(text: "100Ki", canonical: "100Ki"), Case(text: "1000Ki", canonical: "1000Ki"),
        Case(text: "0.5Ki", canonical: "512"), Case(text: "-2000m", canonical: "-2"),
        Case(text: "1e3", canonical: "1e3"), Case(text: "12e4", canonical: "120e3"),
        Case(text: "0.1n", canonical: "1n"), Case(text: "1.5Gi", canonical: "1536Mi"),
        Case(text: ".5", canonical: "500m"),
        Case(text: "2E", canonical: "2E"), Case(text: "abc", canonical: nil), Case(text: "1 Gi", canonical: nil),
        Case(text: "", canonical: nil), Case(text: "1Zi", canonical: nil),
        Case(text: "1e-9223372036854775808", canonical: nil), Case(text: "1e9223372036854775807", canonical: nil),
    ])
    func isStoredAsTheServerDoes(_ example: Case) {
        #expect(Quantity(example.text)?.canonical == example.canonical)
    }
}
