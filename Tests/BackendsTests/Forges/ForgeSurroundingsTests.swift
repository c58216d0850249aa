import Resources
import TestSupport
import Testing

@testable import Backends

/// What a pipeline says of itself, and where its token is.
struct ForgeSurroundingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var variables: [String: String]
        var event = ""
        var expected: ForgeSurroundings
        var testDescription: String { name }
    }

    private static func surroundings(_ variables: [String: String], _ event: String = "") -> ForgeSurroundings {
        ForgeSurroundings(variable: { variables[$0] }, event: { $0 == "/event" ? Array(event.utf8) : nil })
    }

    private static func expected(
        _ kind: ForgeKind?, _ endpoint: String? = nil, _ project: String? = nil, _ request: Int64? = nil,
        _ commit: String? = nil, branch: String? = nil
    ) -> ForgeSurroundings {
        var result = surroundings([:])
        (result.kind, result.endpoint, result.project) = (kind, endpoint, project)
        (result.request, result.commit, result.branch) = (request, commit, branch)
        return result
    }

    private static let workflow = [
        "GITHUB_ACTIONS": "true", "GITHUB_API_URL": "https://ghe.example.com/api/v3",
        "GITHUB_REPOSITORY": "octo/infra", "GITHUB_SHA": "abc", "GITHUB_EVENT_PATH": "/event",
    ]

    @Test(arguments: [
        Case(name: "no pipeline", variables: [:], expected: expected(nil)),
        Case(
            name: "GitHub, by the event", variables: workflow, event: #"{"pull_request": {"number": 7}}"#,
            expected: expected(.github, "https://ghe.example.com/api/v3", "octo/infra", 7, "abc")),
        Case(
            name: "GitHub, by the ref", variables: workflow.merging(["GITHUB_REF": "refs/pull/8/merge"]) { $1 },
            event: "not JSON",
            expected: expected(.github, "https://ghe.example.com/api/v3", "octo/infra", 8, "abc")),
        Case(
            name: "GitHub, a push", variables: workflow.merging(["GITHUB_REF": "refs/heads/main"]) { $1 }, event: "{}",
            expected: expected(.github, "https://ghe.example.com/api/v3", "octo/infra", nil, "abc", branch: "main")),
        Case(
            name: "Forgejo", variables: workflow.merging(["FORGEJO_ACTIONS": "true"]) { $1 },
            event: #"{"pull_request": {"number": 7}}"#,
            expected: expected(.forgejo, "https://ghe.example.com/api/v3", "octo/infra", 7, "abc")),
        Case(
            name: "GitLab",
            variables: [
                "GITLAB_CI": "true", "CI_API_V4_URL": "https://example.com/gitlab/api/v4", "CI_PROJECT_ID": "43",
                "CI_MERGE_REQUEST_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "9", "CI_COMMIT_SHA": "abc",
            ], expected: expected(.gitlab, "https://example.com/gitlab/api/v4", "42", 9, "abc")),
    ])
    func areRead(_ sample: Case) {
        #expect(Self.surroundings(sample.variables, sample.event) == sample.expected)
    }

    private func token(_ value: String, job: String? = nil) throws -> ForgeToken {
        try ForgeToken(try #require(ForgeToken.reference("env:T"))) { ["T": value, "CI_JOB_TOKEN": job][$0] ?? nil }
    }

    @Test func aTokenIsWhatAHeaderCanHold() throws {
        #expect(try token("glpat-1\r\n").secret.exposedText == "glpat-1")
        #expect(throws: ForgeToken.Failure.self) { try token("one\nX-Evil: two") }
        #expect(throws: ForgeToken.Failure.self) { try token("\n") }
        #expect(throws: ForgeToken.Failure.self) { try token("tökn") }
        let failure = #expect(throws: ForgeToken.Failure.self) { try token("job-4711", job: "job-4711") }
        #expect(failure?.description.contains("scope api") == true)
        #expect(failure?.description.contains("job-4711") == false)
    }

    @Test(arguments: ["ghp_secret", "env", "literal:ghp_secret", "age:file"])
    func aTokenIsNamedByReferenceOnly(_ text: String) {
        #expect(ForgeToken.reference(text) == nil)
    }
}
