import Document
import HTTP
import Resources
import TestSupport
import Testing

@testable import Backends

/// Providers that never come to an end: of a list, of throttling, of an answer.
struct ProviderBoundsTests {
    private let client = HTTPClient()

    private func hetzner(_ server: StubServer, budget: Duration = PollingPace.test.budget) -> HetznerCloudNetworks {
        var pace = PollingPace.test
        pace.budget = budget
        return HetznerCloudNetworks(
            provider: "hetzner-prod", estate: "loopback", client: client, token: Secret("planted-token"),
            reference: SecretReference(.environment("HCLOUD_TOKEN")), endpoint: server.url, pace: pace)
    }

    private func ionos(_ server: StubServer) -> IONOSNetworks {
        IONOSNetworks(
            provider: "ionos-prod", estate: "loopback", client: client, token: Secret("planted-token"),
            reference: SecretReference(.environment("IONOS_TOKEN")), endpoint: server.url, pace: .test)
    }

    private func failure(of backend: any Backend) async -> BackendError? {
        do {
            _ = try await backend.observe(kinds: [NetworkItem.kind], named: [])
            return nil
        } catch {
            return error as? BackendError
        }
    }

    @Test func pagesOfHetznerThatNeverEnd() async throws {
        let server = try StubServer { request in
            let page = request.parameter("page").flatMap { Int64($0) } ?? 1
            return .json(200, ["networks": [], "meta": ["pagination": ["next_page": .integer(page + 1)]]])
        }
        let error = await failure(of: hetzner(server))
        #expect(error?.reason == .invalidAnswer && error?.message.contains("does not end: 200 pages") == true)
        #expect(server.requests.count == 200)
    }

    @Test func aPageThatIsFollowedByAnyOther() async throws {
        let server = try StubServer { _ in
            .json(200, ["networks": [], "meta": ["pagination": ["next_page": 9_223_372_036_854_775_807]]])
        }
        #expect(await failure(of: hetzner(server))?.reason == .invalidAnswer)
        #expect(server.requests.count == 1)
    }

    @Test func pagesOfIONOSThatNeverEnd() async throws {
        let count = Counter()
        let server = try StubServer { _ in
            let items = (0..<100).map { _ -> Value in ["id": .string("dc\(count.increment())")] }
            return .json(200, ["items": .array(items)])
        }
        let error = await failure(of: ionos(server))
        #expect(error?.reason == .invalidAnswer && error?.message.contains("does not end") == true)
        #expect(server.requests.count == 200)
    }

    /// One loop of attempts, not two that multiply; it says how often it asked.
    @Test(arguments: [429, 423, 503])
    func throttlingForEver(_ status: Int) async throws {
        let server = try StubServer { _ in .text(status, "", headers: ["Retry-After": "0"]) }
        let error = await failure(of: hetzner(server))
        #expect(error?.message.contains("after 6 attempts") == true, "\(String(describing: error))")
        #expect(server.requests.count == 6)
    }

    @Test(arguments: ["9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"])
    func aPauseLongerThanARun(_ pause: String) async throws {
        let server = try StubServer { _ in .text(429, "", headers: ["Retry-After": pause]) }
        #expect(await failure(of: hetzner(server))?.reason == .busy)
        #expect(server.requests.count == 1)
    }

    @Test func anAnswerThatNeverComes() async throws {
        let server = try StubServer { _ in .silence() }
        #expect(await failure(of: hetzner(server, budget: .seconds(1)))?.reason == .unreachable)
        #expect(server.requests.count < 6)
    }

    @Test func anAnswerWithoutBound() async throws {
        let server = try StubServer { _ in
            .stream { writer in
                let piece = String(repeating: " ", count: 1 << 20)
                while writer.send(piece) {}
            }
        }
        #expect(await failure(of: hetzner(server))?.reason == .invalidAnswer)
    }

    @Test func aRedirectIsToldAndNotFollowed() async throws {
        let other = try StubServer { _ in .json(200, ["networks": []]) }
        let server = try StubServer { _ in .text(307, "", headers: ["Location": "\(other.url)/x?token=planted"]) }
        let error = await failure(of: hetzner(server))
        #expect(error?.message.contains("redirects to \(other.url)/x, and redirects are not followed") == true)
        #expect(other.requests.isEmpty)
    }
}
