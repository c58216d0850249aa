import Testing

@testable import Backends

struct SecretTests {
    @Test func itsValueIsShownNowhere() {
        let secret = Secret("planted-value")
        struct Holder { var secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder(secret: secret))",
            String(reflecting: [secret]), "\(Optional(secret) as Any)", dumped,
        ]
        for text in shown {
            #expect(!text.contains("planted-value") && !text.contains("112"), "\(text)")
        }
        #expect("\(secret)" == "(sensitive)")
        #expect(secret.exposedText == "planted-value")
        #expect(Secret([0xFF]).exposedText == nil)
    }
}
