import Testing

@testable import Tools

/// Files come through editors, mail and git on other systems.
struct CiphertextTests {
    private let bytes = Array((0..<200).map { UInt8($0) })

    @Test(
        arguments: [
            { $0 }, { $0.replacing("\n", with: "\r\n") }, { "\n\n  \t\n" + $0.replacing("\n", with: " \t\n  ") },
            { $0.replacing("\n", with: "\n\n") }, { $0 + "\nwhat stands behind it\n" },
            { String($0.dropLast()) },
        ] as [@Sendable (String) -> String])
    func armorIsReadInWhateverLines(_ changed: @Sendable (String) -> String) {
        let armored = String(decoding: Ciphertext(bytes).armored, as: UTF8.self)
        #expect(Ciphertext(Array(changed(armored).utf8)).bytes == bytes)
    }

    @Test func whatHasNoArmorStaysAsItIs() {
        #expect(Ciphertext(bytes).bytes == bytes)
        #expect(Ciphertext([]).bytes == [])
    }
}
