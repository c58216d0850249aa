extension String {
    /// Whether this is an RFC 1123 label: lower-case letters, digits and dashes inside, at most 63.
    package var isDNSLabel: Bool {
        guard (1...63).contains(utf8.count), first != "-", last != "-" else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
    }

    /// Whether this is an RFC 1035 label as Kubernetes wants for Services: an RFC 1123 label that starts with a letter.
    package var isDNS1035Label: Bool {
        isDNSLabel && first?.isLetter == true
    }

    /// Whether it can be the id of a workspace: an RFC 1035 label that leaves room for the prefix of its namespace.
    package var isWorkspaceID: Bool { isDNS1035Label && utf8.count <= 57 }
}
