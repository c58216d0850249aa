import Backends
import Testing

/// The end of a certificate, out of DER that may be anything.
struct CertificateValidityTests {
    /// As much of a certificate as is looked at: version, serial number, algorithm, issuer, validity.
    private func certificate(_ tag: UInt8, _ end: String) -> [UInt8] {
        func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }
        let start = element(0x17, Array("260101000000Z".utf8))
        let validity = element(0x30, start + element(tag, Array(end.utf8)))
        let body = element(0xA0, [2, 1, 2]) + element(2, [1]) + element(0x30, []) + element(0x30, []) + validity
        return element(0x30, element(0x30, body))
    }

    @Test(
        arguments: [
            (0x17, "271126120000Z", "2027-11-26T12:00:00.000000Z"),
            (0x17, "500101000000Z", "1950-01-01T00:00:00.000000Z"),
            (0x18, "20511126120000Z", "2051-11-26T12:00:00.000000Z"), (0x17, "271126120000", nil),
            (0x17, "2711261200+1Z", nil), (0x18, "271126120000Z", nil), (0x04, "271126120000Z", nil),
            (0x17, "279926120000Z", nil),
        ] as [(UInt8, String, String?)])
    func isRead(_ tag: UInt8, _ end: String, _ expected: String?) {
        #expect(CertificateValidity.end(ofDER: certificate(tag, end))?.description == expected)
    }

    @Test func whatIsCutAnywhereIsNoCertificate() {
        let whole = certificate(0x17, "271126120000Z")
        for count in 0..<whole.count { #expect(CertificateValidity.end(ofDER: Array(whole.prefix(count))) == nil) }
        for place in whole.indices {
            var changed = whole
            changed[place] = 0xFF
            _ = CertificateValidity.end(ofDER: changed)
        }
        #expect(CertificateValidity.end(ofPEM: Array("-----BEGIN CERTIFICATE-----".utf8)) == nil)
        #expect(CertificateValidity.end(ofPEM: []) == nil)
    }
}
