extension String {
    /// The text in a URL's query: everything but unreserved characters (RFC 3986) as `%XX`.
    var queryEncoded: String {
        let digits = Array("0123456789ABCDEF")
        let unreserved = Set("-._~".utf8)
        return utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            if unreserved.contains(byte) || (byte < 0x80 && (character.isLetter || character.isNumber)) {
                return String(character)
            }
            return "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }
}
