/// A complete answer, whatever its status.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// True where the server may have seen the request before this time, because an earlier attempt broke off.
    package var mayRepeatEarlierAttempt = false

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// True for 200 to 299.
    package var isSuccess: Bool { (200..<300).contains(status) }
}
