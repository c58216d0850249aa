import Testing

@testable import Commands

struct ChartOriginTests {
    struct OriginCase: Sendable {
        var source: String
        var version: String?
        var arguments: [String]?
        var refusal: String?
    }

    @Test(arguments: [
        OriginCase(source: "./charts/web"), OriginCase(source: "/tmp/web-1.2.3.tgz"),
        OriginCase(source: "./charts/web", version: "1", refusal: "has its own"),
        OriginCase(
            source: "https://charts.example.com/stable", version: "1.2.3",
            arguments: ["web", "--repo", "https://charts.example.com/stable", "--version", "1.2.3"]),
        OriginCase(
            source: "https://charts.example.com/web-1.2.3.tgz", arguments: ["https://charts.example.com/web-1.2.3.tgz"]),
        OriginCase(
            source: "oci://registry.example.com/charts/web", version: "1.2.3",
            arguments: ["oci://registry.example.com/charts/web", "--version", "1.2.3"]),
        OriginCase(source: "oci://registry.example.com/charts/web", refusal: "give --version"),
        OriginCase(source: "https://charts.example.com", refusal: "give --version"),
        OriginCase(source: "https://me:secret@charts.example.com", version: "1", refusal: "holds credentials"),
        OriginCase(source: "ftp://charts.example.com", version: "1", refusal: "begins with https:// or oci://"),
    ])
    func readsTheCommandLine(_ test: OriginCase) throws {
        guard let refusal = test.refusal else {
            let origin = try ChartOrigin(test.source, chart: "web", version: test.version)
            #expect(origin.pullArguments == test.arguments)
            #expect(origin.source == test.source)
            return
        }
        let error = #expect(throws: UsageError.self) {
            try ChartOrigin(test.source, chart: "web", version: test.version)
        }
        #expect(error?.description.contains(refusal) == true)
        #expect(error?.description.contains("secret@") == false)
    }
}
