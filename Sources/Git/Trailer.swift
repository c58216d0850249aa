import CGit2

/// A `Key: value` line in the last paragraph of a commit message.
package struct Trailer: Sendable, Hashable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }

    /// A commit message of `text` and these trailers.
    ///
    /// Line breaks in a trailer's value become spaces, so that a value cannot bring a trailer of its own.
    package static func message(_ text: String, trailers: [Trailer]) -> String {
        let lines = trailers.map { trailer in
            let value = trailer.value.split(whereSeparator: \.isNewline).joined(separator: " ")
            return "\(trailer.key): \(value)\n"
        }
        let body = String(text.reversed().drop { $0.isWhitespace }.reversed())
        return lines.isEmpty ? body + "\n" : body + "\n\n" + lines.joined()
    }

    static func trailers(of message: String) -> [Trailer] {
        var array = git_message_trailer_array()
        guard git_message_trailers(&array, message) == 0 else { return [] }
        defer { git_message_trailer_array_free(&array) }
        return (0..<array.count).map { index in
            Trailer(String(cString: array.trailers[index].key), String(cString: array.trailers[index].value))
        }
    }
}
