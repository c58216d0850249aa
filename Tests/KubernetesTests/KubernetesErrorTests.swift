import Document
import HTTP
import TestSupport
import Testing

@testable import Kubernetes

@Suite struct KubernetesErrorTests {
    private func error(_ cause: KubernetesError.Cause) -> KubernetesError {
        KubernetesError(
            cluster: "fsn1-a", operation: KubernetesError.Operation("apply", "ConfigMap truth/one"), cause: cause)
    }

    private func recorded(_ scenario: String, _ note: String) throws -> KubernetesError {
        let exchange = try #require(try KubeTruth.scenario(scenario).first { $0.note.hasPrefix(note) })
        let body = exchange.answer.string.map { Array($0.utf8) } ?? exchange.answer.json()
        let response = HTTPResponse(status: exchange.status, body: body)
        return error(.status(StatusFailure(response, now: Timestamp(microseconds: 0))))
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func understandsWhatARealServerAnswers() throws {
        #expect(try recorded("errors", "404 object").isNotFound)
        #expect(try recorded("errors", "404 group").isNotFound)
        #expect(try recorded("errors", "409 AlreadyExists").isAlreadyExists)
        #expect(try recorded("errors", "409 Conflict").isConflict)
        #expect(try recorded("errors", "409 uid precondition").isConflict)
        #expect(try recorded("errors", "403 patch").isForbidden)
        #expect(try recorded("errors", "bad token: 401").isUnauthorized)
        #expect(try recorded("errors", "a resourceVersion from the future").isRetryable)
        #expect(try recorded("ssa-tenantcontrolplane", "unknown field, strict").isRetryable == false)
        #expect(
            try recorded("errors", "403 patch").description
                == "cluster fsn1-a: cannot apply ConfigMap truth/one: configmaps \"one\" is forbidden: User \"ada\" "
                + "cannot patch resource \"configmaps\" in API group \"\" in the namespace \"truth\" (403); grant the "
                + "user the permission to apply ConfigMap truth/one, or use other credentials")
    }

    @Test(.enabled(if: KubeTruth.isPresent)) func readsTheConflictsOfARealServer() throws {
        let conflicts = try recorded("ssa-conflicts", "berth applies b=2").fieldManagerConflicts
        #expect(conflicts.map(\.manager) == ["kubectl-edit"])
        #expect(conflicts.map(\.apiVersion) == ["v1"])
        #expect(conflicts.map(\.field) == [".data.b"])
        let keyed = try recorded("ssa-deployment", "conflict on the image").fieldManagerConflicts
        #expect(keyed.contains { $0.field.contains("[name=") })
        #expect(try recorded("errors", "409 uid precondition").fieldManagerConflicts.isEmpty)
    }

    @Test func saysWhatToDo() {
        let unreachable = error(.transport(HTTPError(.unreachable, "GET", "https://a:1", reason: "refused")))
        #expect(unreachable.isUnreachable)
        #expect(unreachable.description.contains("check the server's address"))
        for reason in ["certificate has expired", "certificate is not yet valid"] {
            let dated = error(.transport(HTTPError(.tls, "GET", "https://a:1", reason: reason)))
            #expect(dated.hint?.contains("clock") == true)
        }
        let authority = error(.transport(HTTPError(.tls, "GET", "https://a:1", reason: "unknown authority")))
        #expect(authority.isUnreachable)
        #expect(!authority.isRetryable)
        #expect(authority.description.contains("certificate authority"))
        let unknown = error(.notDiscovered(GroupVersionKind(apiVersion: "a/v1", kind: "B")))
        #expect(unknown.description.contains("CustomResourceDefinition"))
        let hostile = error(.status(StatusFailure(code: 400, message: "a\u{1B}[31m\nb")))
        #expect(!hostile.description.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func garbageIsNoAnswer() async throws {
        for answer in [StubServer.Answer.text(200, "<html>"), .text(200, "[]"), .text(200, "")] {
            let api = try StubAPI { _ in answer }
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await api.client().get(KubernetesClientTests.reference)
            }
            guard case .garbage = error?.cause else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func aServerThatIsNoneIsSaidToBeSo() async throws {
        let server = try StubServer { _ in .raw("SSH-2.0-OpenSSH_9.2\r\n\r\n") }
        let client = KubernetesClient(name: "c", access: ClusterAccess(server: server.url), http: HTTPClient())
        let error = await #expect(throws: KubernetesError.self) { _ = try await client.version() }
        #expect(error?.isUnreachable == true)
    }
}
