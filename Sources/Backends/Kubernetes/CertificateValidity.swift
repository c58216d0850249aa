import Document
import Kubernetes

/// Until when a certificate is valid, read from its DER (RFC 5280, 4.1): nothing else of it is looked at or checked.
package enum CertificateValidity {
    /// The end of the first certificate of a PEM file; nil where there is none, or it cannot be read.
    package static func end(ofPEM pem: [UInt8]) -> Timestamp? {
        let text = String(decoding: pem, as: UTF8.self)
        guard let begin = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            let end = text[begin.upperBound...].firstRange(of: "-----END CERTIFICATE-----"),
            let der = Base64.decode(
                text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace })
        else { return nil }
        return self.end(ofDER: der)
    }

    /// The end of a certificate; nil where it cannot be read.
    package static func end(ofDER der: [UInt8]) -> Timestamp? {
        var outer = DERReader(der[...])
        guard var certificate = outer.enter(0x30), var body = certificate.enter(0x30) else { return nil }
        if body.tag == 0xA0 { body.skip() }
        // Serial number, signature algorithm, issuer.
        for _ in 0..<3 { body.skip() }
        guard var validity = body.enter(0x30) else { return nil }
        validity.skip()
        guard let tag = validity.tag, let text = validity.take().map({ String(decoding: $0, as: UTF8.self) }) else {
            return nil
        }
        return time(text, tag: tag)
    }

    /// `UTCTime` has two digits of the year, from 1950 to 2049; `GeneralizedTime` has four. Both end in `Z`.
    private static func time(_ text: String, tag: UInt8) -> Timestamp? {
        var digits = text
        guard digits.popLast() == "Z", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if tag == 0x17, digits.utf8.count == 12 {
            digits = (digits.prefix(2) < "50" ? "20" : "19") + digits
        } else if tag != 0x18 {
            return nil
        }
        guard digits.utf8.count == 14 else { return nil }
        var parts: [Substring] = [digits.prefix(4)]
        var rest = digits.dropFirst(4)
        while !rest.isEmpty {
            parts.append(rest.prefix(2))
            rest = rest.dropFirst(2)
        }
        return Timestamp("\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])Z")
    }
}

/// Steps through the elements of DER; whatever is cut or has a length that does not fit ends it.
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The tag of the next element; nil at the end.
    var tag: UInt8? { rest.first }

    /// The content of the next element, which is passed over.
    mutating func take() -> ArraySlice<UInt8>? {
        guard rest.count >= 2 else { return nil }
        var place = rest.startIndex + 1
        var length = Int(rest[place])
        place += 1
        if length >= 0x80 {
            let count = length & 0x7F
            guard (1...4).contains(count), rest.endIndex - place >= count else { return nil }
            length = rest[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
            place += count
        }
        guard rest.endIndex - place >= length else { return nil }
        defer { rest = rest[(place + length)...] }
        return rest[place..<place + length]
    }

    mutating func skip() { if take() == nil { rest = [] } }

    /// The inside of the next element where it has a tag.
    mutating func enter(_ wanted: UInt8) -> DERReader? { tag == wanted ? take().map(DERReader.init) : nil }
}
