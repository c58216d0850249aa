import Document
import Testing

struct DigestTests {
    @Test func readsWhatItWrites() {
        let digest = Digest(of: "some value")
        #expect(Digest(digest.description) == digest)
    }

    @Test(
        arguments: [
            "", "sha256:", "sha256:" + String(repeating: "a", count: 63), "sha256:" + String(repeating: "a", count: 65),
            "sha256:" + String(repeating: "A", count: 64), "sha256:" + String(repeating: "g", count: 64),
            "sha512:" + String(repeating: "a", count: 64), "sha256:" + String(repeating: "a", count: 62) + "é",
            String(repeating: "a", count: 71),
        ])
    func isNothingElse(_ text: String) {
        #expect(Digest(text) == nil)
    }
}
