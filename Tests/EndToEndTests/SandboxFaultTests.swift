import Document
import Foundation
import TestSupport
import Testing

/// The sandbox's misbehaviour as its users command it: the built program, `curl` and `kubectl`.
struct SandboxFaultTests {
    @Test func aResetComesBeforeOrAfterItsEffect() async throws {
        let site = try await Site()
        for (kind, status) in [("reset-before", 404), ("reset-after", 201), ("truncate", 201)] {
            try await site.sandbox("fault", "add", kind, "--match", "method=POST,path=/configmaps", "--times", "1")
            let cut = try await site.curl("POST", "/api/v1/namespaces/default/configmaps", Self.configMap(kind))
            #expect(cut.status == 0, "\(kind) leaves no answer")
            let there = try await site.curl("GET", "/api/v1/namespaces/default/configmaps/\(kind)")
            #expect(there.status == (status == 201 ? 200 : 404), "\(kind)")
            // The fault is used up.
            let again = try await site.curl("POST", "/api/v1/namespaces/default/configmaps", Self.configMap(kind))
            #expect(again.status == (status == 201 ? 409 : 201), "\(kind)")
        }
        let lines = try await site.sandbox("fault", "log").split(separator: "\n").map { try Value(json: String($0)) }
        #expect(lines.map { $0["kind"] } == ["reset-before", "reset-after", "truncate"])
    }

    @Test func theSameSeedAndRequestsGiveTheSameLog() async throws {
        func log(seed: String) async throws -> String {
            let site = try await Site(seed: seed)
            try await site.sandbox(
                "fault", "add", "status", "--status", "429", "--retry-after", "1", "--probability", "0.4", "--match",
                "path=/configmaps")
            try await site.sandbox(
                "fault", "add", "latency", "--delay", "p50=2ms,p99=60ms", "--match", "path=/configmaps")
            for number in 0..<25 {
                _ = try await site.curl("GET", "/api/v1/namespaces/default/configmaps/c\(number % 5)")
            }
            return try await site.sandbox("fault", "log")
        }
        async let first = log(seed: "7")
        async let second = log(seed: "7")
        async let other = log(seed: "8")
        let (one, same, another) = try await (first, second, other)
        #expect(one == same)
        #expect(one != another)
        #expect(one.contains("\"status\":429") && one.contains("\"milliseconds\":"))
    }

    @Test func faultsAreExplainedListedLimitedAndLifted() async throws {
        let site = try await Site()
        let kinds = try await Program(Workplace.sandbox)("fault", "kinds")
        #expect(kinds.contains("stuck-finalizer") && kinds.contains("aimed by resource, object, cluster"))

        let aim = "method=GET,path=/configmaps,cluster=fsn1-a"
        let first = try await site.sandbox("fault", "add", "status", "--match", aim, "--times", "2").trimmed
        let second = try await site.sandbox("fault", "add", "clock-skew", "--offset", "-5m").trimmed
        let list = try await site.sandbox("fault", "list")
        #expect(list.contains("\"kind\":\"status\"") && list.contains("\"left\":2"))
        #expect(list.contains("\"offset\":\"-300s\""))

        let path = "/api/v1/namespaces/default/configmaps"
        #expect(try await site.curl("GET", path, on: "root-1").status == 200, "another cluster is spared")
        #expect(try await site.curl("GET", "/api/v1/namespaces/default/secrets").status == 200)
        for status in [503, 503, 200] { #expect(try await site.curl("GET", path).status == status) }
        try await site.sandbox("fault", "clear", second)
        #expect(try await !site.sandbox("fault", "list").contains("clock-skew"))
        try await site.sandbox("fault", "clear", first)
        #expect(try await site.sandbox("fault", "list") == "")
    }

    /// The page beside the sources names every kind, and its examples work.
    @Test func theExamplesOfThePageAreTaken() async throws {
        let page = try String(
            contentsOf: Workplace.checkout.appending(path: "Sources/Sandbox/README.md"), encoding: .utf8)
        // A shell takes the quotation marks off.
        let examples = page.matches(of: /\| `(fault add [^`]*)` \|/).map { match in
            match.1.split(separator: " ").map { String($0.filter { $0 != "'" }) }
        }
        let kinds = try await Program(Workplace.sandbox)("fault", "kinds")
            .split(separator: "\n").filter { $0.first != " " }.map { String($0.prefix { $0 != " " }) }
        #expect(examples.map { $0[2] } == kinds)
        let site = try await Site()
        for example in examples { try await site.sandbox(example) }
        #expect(try await site.sandbox("fault", "list").split(separator: "\n").count == kinds.count)
        let answer = try await site.curl("GET", "/healthz")
        #expect(answer.status != 0, "status and resets are aimed at writes: a read is answered")
    }

    @Test func aClockBehindShowsInTheDateHeader() async throws {
        let site = try await Site()
        try await site.sandbox("fault", "add", "clock-skew", "--offset", "-40d", "--match", "cluster=fsn1-a")
        func date(_ cluster: String) async throws -> String {
            let answer = try await site.curl("GET", "/healthz", on: cluster, with: ["-i"]).text
            return answer.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("date:") }.map(
                String.init)
                ?? ""
        }
        let now = try await Program("date")("-u", "+%b %Y")
        #expect(try await date("root-1").contains(now.trimmed))
        #expect(try await !date("fsn1-a").contains(now.trimmed))
    }

    /// What is wrong, and what the complaint says.
    @Test(arguments: [
        (["add", "flood"], "not a kind of fault; there are status, reset-before"),
        (["add", "status", "--match", "verb=GET"], "not by \"verb\""),
        (["add", "status", "--match", "GET"], "\"GET\" is not written as key=value"),
        (["add", "latency", "--delay", "p50"], "\"p50\" is no delay"),
        (["add", "never-ready", "--times", "3"], "\"times\" means nothing to the fault never-ready"),
        (["add", "clock-skew"], "needs an \"offset\""),
    ])
    func wrongFaultsAreRefused(arguments: [String], complaint: String) async throws {
        let program = Program(Workplace.sandbox)
        let outcome = try await program.outcome(["fault"] + arguments + ["--dir", "/nonexistent"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(complaint), "\(outcome.errors)")
    }

    private static func configMap(_ name: String) -> String {
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"}}"#
    }
}

extension Site {
    /// What a management cluster answers to an administrator's `curl`; status 0 where the connection broke.
    fileprivate func curl(
        _ method: String, _ path: String, _ body: String? = nil, on cluster: String = "fsn1-a",
        with options: [String] = []
    ) async throws -> (status: Int, text: String) {
        let endpoints = try Value(json: Data(contentsOf: URL(filePath: folder.path(".sandbox/endpoints.json"))))
        let server = try #require(endpoints["clusters"]?[cluster]?.string)
        let token = try String(contentsOfFile: folder.path(".sandbox/token/\(cluster)"), encoding: .utf8).trimmed
        var arguments = [
            "-sSk", "-m", "30", "-X", method, "-H", "Authorization: Bearer \(token)", "-w", "\n%{http_code}",
        ]
        if let body { arguments += ["-H", "Content-Type: application/json", "-d", body] }
        let outcome = try await Program("curl").outcome(arguments + options + [server + path])
        guard outcome.status == 0 else { return (0, outcome.errors) }
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.last.flatMap { Int($0) } ?? 0, lines.dropLast().joined(separator: "\n"))
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
