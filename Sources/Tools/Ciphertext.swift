import Document

/// What `age` wrote, told apart from its armor.
package struct Ciphertext: Sendable, Hashable {
    /// Without armor.
    package let bytes: [UInt8]

    /// Reads a file with or without ASCII armor, in whatever line ends and widths.
    package init(_ file: [UInt8]) {
        let lines = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }
        guard lines.first?.hasPrefix("-----BEGIN AGE") == true,
            let decoded = Base64.decode(
                lines.dropFirst().prefix { !$0.hasPrefix("-----END") }.joined().filter { !$0.isWhitespace })
        else {
            bytes = file
            return
        }
        bytes = decoded
    }

    /// With armor as `age` writes it: lines of 64 characters.
    package var armored: [UInt8] {
        let text = Array(Base64.encode(bytes).utf8)
        var result = Array("-----BEGIN AGE ENCRYPTED FILE-----\n".utf8)
        for start in stride(from: 0, to: text.count, by: 64) {
            result += text[start..<min(start + 64, text.count)]
            result.append(UInt8(ascii: "\n"))
        }
        return result + Array("-----END AGE ENCRYPTED FILE-----\n".utf8)
    }
}
