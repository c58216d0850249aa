import Foundation
import TestSupport
import Testing

@testable import HTTP

@Suite struct HTTP2Tests {
    private static let program = "/usr/sbin/nghttpd"

    /// nghttpd speaks nothing but HTTP/2.
    private static var isPossible: Bool {
        CurlSetup.canMultiplex && FileManager.default.isExecutableFile(atPath: program)
    }

    @Test(.enabled("libcurl 8.0 and nghttpd (package nghttp2-server) are needed") { isPossible })
    func requestsShareOneConnection() async throws {
        let authority = try await TestAuthority()
        let certificate = try await authority.issue("server", names: "IP:127.0.0.1")
        let folder = try TemporaryFolder()
        let page = String(repeating: "x", count: 200_000)
        try folder.write(page, to: "page")
        // nghttpd does not say which port it took, so it is given one that was free a moment ago.
        let free = try StubServer { _ in .text(200, "") }
        free.stop()
        let program = try ServerProgram([
            "stdbuf", "-oL", Self.program, "-v", "-a", "127.0.0.1", "-d", folder.path, "\(free.port)",
            certificate.keyFile, certificate.certificateFile,
        ])
        let port = try await program.word(after: "IPv4: listen 127.0.0.1:")
        var request = HTTPRequest("GET", "https://127.0.0.1:\(port)/page")
        request.tls.caPEM = authority.authority.certificatePEM
        let client = HTTPClient()
        try await withThrowingTaskGroup(of: HTTPResponse.self) { [request] group in
            for _ in 0..<100 { group.addTask { try await client.send(request) } }
            for try await response in group { #expect(response.body.count == page.utf8.count) }
        }
        await client.close()
        #expect(program.text.contains("[id=1]"))
        #expect(!program.text.contains("[id=2]"))
    }
}
