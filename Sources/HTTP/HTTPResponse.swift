/// A complete answer, whatever its status.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// True where the server may have seen the request before this time, because an earlier attempt broke off.
    package var mayRepeatEarlierAttempt = false

    /// How often the request was sent, if this is the last answer of several.
    package var attempts = 1

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// True for 200 to 299.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// Where a redirect points to, as far as it may be shown; nil for any other answer.
    package var redirect: String? {
        guard [301, 302, 303, 307, 308].contains(status), let target = headers["Location"] else { return nil }
        return CurlURL(target)?.bare ?? "another path"
    }
}
