import Crypto
import Document
import Synchronization
import Testing

@testable import SandboxAPI

/// Tokens of service accounts on a server whose clock is moved by hand.
struct TokenTests {
    private let server: APIServer
    private let clock = Clock()

    private final class Clock: Sendable {
        let seconds = Mutex<Int64>(1_800_000_000)
    }

    init() throws {
        server = try Self.server(clock: clock)
        try server.create(Self.account, as: "test")
    }

    private static let account: Value = [
        "apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "ada", "namespace": "default"],
    ]

    private static func server(clock: Clock, key: P256.Signing.PrivateKey = .init()) throws -> APIServer {
        let counter = Mutex(0)
        let server = APIServer(
            name: "test", configuration: ServerConfiguration(tokenKey: key), registry: .builtIn,
            environment: APIServer.Environment(
                now: { Timestamp(seconds: clock.seconds.withLock { $0 }) },
                uid: {
                    counter.withLock { count in
                        count += 1
                        return "uid-\(count)"
                    }
                }))
        try server.bootstrap()
        return server
    }

    private func send(_ target: String, _ body: Value, user: APIUser = .administrator) throws -> (Int, Value) {
        let response = server.respond(
            to: APIRequest(
                method: "POST", target: target, headers: [("Content-Type", "application/json")], body: body.json(),
                user: user))
        return (response.status, try Value(json: response.bytes ?? []))
    }

    private func token(_ spec: Value = [:]) throws -> String {
        let (status, answer) = try send("/api/v1/namespaces/default/serviceaccounts/ada/token", ["spec": spec])
        #expect(status == 201, "\(answer.compactJSON)")
        return try #require(answer["status"]?["token"]?.string)
    }

    @Test func aTokenStandsForItsAccountUntilItExpires() throws {
        let token = try token(["expirationSeconds": 600])
        let user = try #require(server.user(ofToken: token))
        #expect(user.name == "system:serviceaccount:default:ada")
        #expect(
            user.groups == ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"])
        clock.seconds.withLock { $0 += 599 }
        #expect(server.user(ofToken: token) != nil)
        clock.seconds.withLock { $0 += 1 }
        #expect(server.user(ofToken: token) == nil)
    }

    @Test func othersTokensAndChangedOnesAreRefused() throws {
        let token = try token()
        // The first character of the signature: all of its bits count, which those of the last do not.
        let parts = token.split(separator: ".").map(String.init)
        let changed = (parts[2].hasPrefix("A") ? "B" : "A") + parts[2].dropFirst()
        #expect(server.user(ofToken: "\(parts[0]).\(parts[1]).\(changed)") == nil)
        #expect(server.user(ofToken: "x.y.z") == nil)
        #expect(server.user(ofToken: "") == nil)
        let other = try Self.server(clock: clock)
        try other.create(Self.account, as: "test")
        #expect(other.user(ofToken: token) == nil)
        let elsewhere = try self.token(["audiences": ["vault"]])
        #expect(server.user(ofToken: elsewhere) == nil)
    }

    @Test func aTokenEndsWithItsAccount() throws {
        let token = try token()
        let response = server.respond(
            to: APIRequest(method: "DELETE", target: "/api/v1/namespaces/default/serviceaccounts/ada"))
        #expect(response.status == 200)
        #expect(server.user(ofToken: token) == nil)
        try server.create(Self.account, as: "test")
        #expect(server.user(ofToken: token) == nil)
    }

    @Test func aTokenEndsWithTheObjectItIsBoundTo() throws {
        try server.create(
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s", "namespace": "default"]], as: "test")
        let token = try token(["boundObjectRef": ["kind": "Secret", "apiVersion": "v1", "name": "s"]])
        #expect(server.user(ofToken: token) != nil)
        let secret = server.get(GroupResource(resource: "secrets"), namespace: "default", name: "s")
        let lasting = try #require(
            server.lastingToken(
                account: ObjectKey(namespace: "default", name: "ada"),
                secret: ObjectKey(namespace: "default", name: "s"), uid: secret?["metadata"]?["uid"]?.string ?? ""))
        clock.seconds.withLock { $0 += 1_000_000 }
        #expect(server.user(ofToken: lasting) != nil)
        _ = server.respond(to: APIRequest(method: "DELETE", target: "/api/v1/namespaces/default/secrets/s"))
        #expect(server.user(ofToken: lasting) == nil)
    }

    @Test func requestsAreChecked() throws {
        let path = "/api/v1/namespaces/default/serviceaccounts"
        let short = try send("\(path)/ada/token", ["spec": ["expirationSeconds": 60]])
        #expect(short.0 == 422)
        #expect(short.1["message"]?.string?.hasSuffix("may not specify a duration less than 10 minutes") == true)
        #expect(try send("\(path)/nobody/token", [:]).0 == 404)
        #expect(try send("\(path)/ada/token", [:], user: APIUser(name: "bob")).0 == 403)
    }

    @Test func aReviewTellsWhoBearsAToken() throws {
        let path = "/apis/authentication.k8s.io/v1/tokenreviews"
        let review = try send(path, ["spec": ["token": .string(try token())]]).1
        #expect(review["status"]?["authenticated"] == true)
        #expect(review["status"]?["user"]?["username"] == "system:serviceaccount:default:ada")
        #expect(review["status"]?["audiences"] == ["https://kubernetes.default.svc.cluster.local"])
        let other = try token(["audiences": ["vault"]])
        #expect(try send(path, ["spec": ["token": .string(other)]]).1["status"]?["authenticated"] == nil)
        let meant = try send(path, ["spec": ["token": .string(other), "audiences": ["vault"]]]).1
        #expect(meant["status"]?["audiences"] == ["vault"])
    }

    @Test func thePublishedKeyVerifiesTokens() throws {
        let response = server.respond(to: APIRequest(method: "GET", target: "/openid/v1/jwks"))
        let keys = try Value(json: response.bytes ?? [])
        let key = try #require(keys["keys"]?[0])
        let x = try #require(URLBase64.urlDecoded(key["x"]?.string ?? ""))
        let y = try #require(URLBase64.urlDecoded(key["y"]?.string ?? ""))
        let published = try P256.Signing.PublicKey(rawRepresentation: x + y)
        let parts = try token().split(separator: ".").map(String.init)
        let bytes = try #require(URLBase64.urlDecoded(parts[2]))
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: bytes)
        #expect(published.isValidSignature(signature, for: Array("\(parts[0]).\(parts[1])".utf8)))
    }

    @Test func impersonatedAccountsHaveTheirGroups() throws {
        let response = server.respond(
            to: APIRequest(
                method: "POST", target: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                headers: [("Impersonate-User", "system:serviceaccount:default:ada")], body: Array("{}".utf8)))
        let review = try Value(json: response.bytes ?? [])
        #expect(
            review["status"]?["userInfo"]?["groups"]
                == ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"])
    }
}
