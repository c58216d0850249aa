extension String {
    /// The text with control and direction-changing characters made visible, safe to print on a terminal.
    ///
    /// Terminals act on escape sequences, and bidirectional overrides make text read as what it is not; both
    /// can stand in a YAML file or in what a server answers. Line feeds become `\n`.
    package var sanitized: String {
        guard unicodeScalars.contains(where: \.isUnsafeToPrint) else { return self }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case _ where scalar.isUnsafeToPrint:
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isUnsafeToPrint: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xFFFE...0xFFFF:
            true
        default: false
        }
    }
}
