import Document
import Resources
import Testing

@testable import Planning

/// What is sent in the place of a secret fits where the secret would.
struct SecretPlaceholderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var key: String
        var parts: [Insertion.Part] = [.secret(SecretReference(.environment("TOKEN")))]
        var isBase64 = true
        /// What comes out when it is decoded.
        var holds: @Sendable (String) -> Bool
    }

    private static let secret = Insertion.Part.secret(SecretReference(.environment("TOKEN")))

    static let cases = [
        Case(testDescription: "a token", key: "token", holds: { !$0.isEmpty }),
        Case(
            testDescription: "a registry's credentials", key: ".dockerconfigjson",
            holds: { (try? Value(json: $0))?["auths"] != nil }),
        Case(
            testDescription: "a registry's credentials, put together", key: ".dockerconfigjson",
            parts: [.text(#"{"auths":{"r":{"password":""#), secret, .text(#""}}}"#)],
            holds: { (try? Value(json: $0))?["auths"]?["r"]?["password"]?.string?.isEmpty == false }),
        Case(testDescription: "the old form", key: ".dockercfg", holds: { (try? Value(json: $0))?.object != nil }),
        Case(
            testDescription: "a certificate", key: "tls.crt", holds: { $0.hasPrefix("-----BEGIN CERTIFICATE-----\n") }),
        Case(testDescription: "its key", key: "tls.key", holds: { $0.hasPrefix("-----BEGIN PRIVATE KEY-----\n") }),
        Case(testDescription: "a key to log in", key: "ssh-privatekey", holds: { $0.hasSuffix("-----\n") }),
        Case(testDescription: "base64 already", key: "token", isBase64: false, holds: { !$0.isEmpty }),
        Case(
            testDescription: "base64 already, put together", key: "token", parts: [.text("YWJj"), secret],
            isBase64: false, holds: { !$0.isEmpty }),
        Case(
            testDescription: "with an output", key: "url",
            parts: [
                .text("https://"), secret, .text("@"),
                .reference(Reference(ResourceAddress(workspace: "w", "n"), "id")),
            ], holds: { $0.hasPrefix("https://") && $0.hasSuffix("@known") }),
    ]

    @Test(arguments: cases)
    func hasTheFormOfWhatItStandsFor(_ test: Case) throws {
        let path = Path([.key("data"), .key(test.key)])
        let insertion = Insertion(test.parts, isBase64: test.isBase64)
        let item = Item(
            key: ItemKey(place: .management("m"), apiVersion: "v1", kind: "Secret", namespace: "n", name: "s"),
            desired: [:], insertions: [path: insertion])
        let text = SecretPlaceholder(item: item, path: path).value(of: insertion) { _ in "known" }.string ?? ""
        let bytes = try #require(Base64.decode(text), "values of a Secret are base64")
        #expect(test.holds(String(decoding: bytes, as: UTF8.self)))
    }
}
