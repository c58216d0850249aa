import TestSupport
import Testing

@testable import HTTP

@Suite struct TLSTests {
    /// A server of OpenSSL's own, which answers every GET with a page.
    struct Server {
        let authority: TestAuthority
        let program: ServerProgram
        let port: String

        init(
            names: String = "IP:127.0.0.1,DNS:named.test", _ validity: TestAuthority.Validity = .current,
            asksForCertificate: Bool = false
        ) async throws {
            authority = try await TestAuthority()
            let certificate = try await authority.issue("server", names: names, validity)
            let client = ["-Verify", "1", "-verify_return_error", "-CAfile", authority.authority.certificateFile]
            program = try ServerProgram(
                [
                    "openssl", "s_server", "-accept", "127.0.0.1:0", "-www",
                    "-cert", certificate.certificateFile, "-key", certificate.keyFile,
                ] + (asksForCertificate ? client : []))
            port = try await program.word(after: "ACCEPT 127.0.0.1:")
        }

        func request(ca: [UInt8]?) -> HTTPRequest {
            var request = HTTPRequest("GET", "https://127.0.0.1:\(port)/")
            request.tls.caPEM = ca
            return request
        }

        var caPEM: [UInt8] { authority.authority.certificatePEM }
    }

    let client = HTTPClient()

    @Test func trustsTheGivenAuthorityAlone() async throws {
        let server = try await Server()
        #expect(try await client.send(server.request(ca: server.caPEM)).status == 200)
        let other = try await TestAuthority().authority.certificatePEM
        for ca in [other, nil, Array("no certificate".utf8)] {
            let error = await client.outcome(of: server.request(ca: ca)).failure
            #expect(error?.kind == .tls)
            #expect(error?.mayHaveReachedServer == false)
        }
    }

    @Test func checksTheNameAskedFor() async throws {
        let server = try await Server(names: "DNS:named.test")
        var request = server.request(ca: server.caPEM)
        #expect(await client.outcome(of: request).failure?.kind == .tls)
        request.tls.serverName = "named.test"
        #expect(try await client.send(request).status == 200)
        request.tls.serverName = nil
        request.url = "https://named.test/"
        request.connectTo = "127.0.0.1:\(server.port)"
        #expect(try await client.send(request).status == 200)
    }

    @Test func refusesAnExpiredCertificate() async throws {
        let server = try await Server(.expired)
        let error = await client.outcome(of: server.request(ca: server.caPEM)).failure
        #expect(error?.kind == .tls)
        #expect(error?.reason.contains("expired") == true)
    }

    @Test func skipsVerificationWhereTold() async throws {
        let server = try await Server(.expired)
        var request = server.request(ca: nil)
        request.tls.skipsVerification = true
        #expect(try await client.send(request).status == 200)
    }

    @Test func presentsTheClientCertificate() async throws {
        let server = try await Server(asksForCertificate: true)
        var request = server.request(ca: server.caPEM)
        #expect(await client.outcome(of: request).failure != nil)
        let certificate = try await server.authority.issue("someone")
        request.tls.clientCertificatePEM = certificate.certificatePEM
        request.tls.clientKeyPEM = certificate.keyPEM
        #expect(try await client.send(request).status == 200)
    }

    @Test func theHandshakeCountsToTheConnectTimeout() async throws {
        let server = try StubServer { _ in .text(200, "") }
        var request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)/")
        request.connectTimeout = .milliseconds(200)
        let error = await client.outcome(of: request).failure
        #expect(error?.kind == .timeout)
        #expect(error?.mayHaveReachedServer == false)
    }
}
