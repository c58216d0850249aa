import Document
import Foundation
import TestSupport
import Testing

/// Reports for programs as their readers take them: a validator of JSON Schema, an interpreter of Rego, readers of XML and metrics.
struct ReportFormatTests {
    private static func read(_ arguments: String...) async throws -> String {
        try await ProviderClient.run("reports.py", arguments, environment: [:])
    }

    private static func schema(_ name: String) -> String {
        Workplace.checkout.appending(path: "specs/schemas/\(name).json").path
    }

    private static func golden(_ name: String) -> String {
        Workplace.checkout.appending(path: "Tests/ReportsTests/Golden/\(name)").path
    }

    private static let policy = Workplace.checkout.appending(path: "templates/policies/plan.rego").path

    @Test(arguments: [("plan", "plan.json", 1), ("drift", "drift.json", 1), ("event", "run.ndjson", 10)])
    func theSampleIsAsItsSchemaSays(_ name: String, _ document: String, _ count: Int) async throws {
        #expect(try await Self.read("schema", Self.schema(name), Self.golden(document)) == "\(count)\n")
    }

    /// A document that is not as the schema says is refused: the schema asks for something.
    @Test(arguments: ["\"resource_changes\"", "\"actions\"", "\"reason\"", "\"format_version\"", "\"code\""])
    func theSchemaRefuses(_ member: String) async throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Self.golden("plan.json"), encoding: .utf8)
        let file = try folder.write(text.replacing(member, with: "\"other\""), to: "plan.json")
        await #expect(throws: (any Error).self) { try await Self.read("schema", Self.schema("plan"), file) }
    }

    @Test(arguments: [("drift", 5), ("plan", 2)])
    func theSampleLogsAreSARIF(_ name: String, _ results: Int) async throws {
        #expect(try await Self.read("sarif", Self.golden("\(name).sarif")) == "\(results)\n")
    }

    /// A log that is not as the schema says is refused, and the place is named.
    @Test(arguments: [
        ("\"$schema\"", "\"schema\"", "SarifLog has no schema"),
        ("\"version\": \"2.1.0\"", "\"version\": \"2.1\"", "none of"),
        ("\"runs\"", "\"run\"", "runs is missing"), ("\"tool\"", "\"Tool\"", "tool is missing"),
        ("\"name\": \"berth\",", "", ".driver: name is missing"),
        ("\"level\": \"warning\"", "\"level\": \"major\"", "none of"),
        ("\"startColumn\": 3", "\"startColumn\": 0", ".startColumn: 0 is less than 1"),
        ("\"startLine\": 18", "\"startLine\": \"18\"", ".startLine: '18' is not of the type int"),
        ("\"startLine\": 18", "\"startLine\": null", ".startLine: None is not of the type int"),
        ("\"ruleIndex\": 1", "\"ruleIndex\": 99", "the rule is not listed"),
        ("\"ruleId\": \"drift/changed\"", "\"ruleId\": \"drift/other\"", "the rule is not listed"),
        ("\"message\": {", "\"message\": [], \"properties\": {", ".message: not an object"),
        ("\"text\"", "\"markdown\"", "none of text, id"),
        ("\"berth/v1\": \"", "\"berth/v1\": 1, \"b\": \"", ".berth/v1: 1 is not"),
        ("\"artifactLocation\"", "\"contextRegion\"", "Region has no uri"),
        ("\"logicalLocations\": [", "\"logicalLocations\": [1,", ".logicalLocations[0]: not an object"),
    ])
    func aLogIsRefused(_ old: String, _ new: String, _ words: String) async throws {
        let text = try String(contentsOfFile: Self.golden("drift.sarif"), encoding: .utf8)
        #expect(text.contains(old))
        let folder = try TemporaryFolder()
        let file = try folder.write(text.replacing(old, with: new), to: "drift.sarif")
        let error = await #expect(throws: Program.Failure.self) { try await Self.read("sarif", file) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func theSampleReportsAreRead() async throws {
        let junit = try Value(json: try await Self.read("junit", Self.golden("drift.junit.xml")))
        #expect(junit["failures"] == 4 && junit["errors"] == 2, "\(junit)")
        #expect(junit["files"] == ["specs/workspaces/analytics.yaml"], "\(junit)")
        for name in ["plan", "drift", "run"] {
            let samples = try Value(json: try await Self.read("metrics", Self.golden("\(name).metrics.txt")))
            #expect(samples["berth_\(name)_duration_seconds{estate=\"loopback\"}"] == .number(3.5), "\(samples)")
        }
    }

    /// A test report that is not as the published schemas say is refused, and so is one that counts wrongly.
    @Test(arguments: [
        (" name=\"namespace\"", "", "'name' is required"),
        ("<testcase ", "<testcase severity=\"high\" ", "'severity' is not allowed"),
        ("<failure ", "<failure line=\"3\" ", "'line' is not allowed"),
        ("<testcase ", "<properties/><testcase ", ""),
        ("name=\"secret/hcloud\" time=\"0\"/>", "name=\"x\"><failed/></testcase>", "This element is not expected"),
        (" tests=\"6\"", "", "'tests' is required"), (" tests=\"6\"", " tests=\"7\"", "7 are 6"),
        (" failures=\"4\"", " failures=\"5\"", "5 are 4"),
        (" skipped=\"0\" time=\"0\"", " time=\"soon\"", "not accepted by the pattern"),
        ("</testsuites>", "<testcase name=\"x\"/></testsuites>", "This element is not expected"),
    ])
    func aTestReportIsRefused(_ old: String, _ new: String, _ words: String) async throws {
        let text = try String(contentsOfFile: Self.golden("drift.junit.xml"), encoding: .utf8)
        #expect(text.contains(old))
        let folder = try TemporaryFolder()
        let file = try folder.write(text.replacing(old, with: new), to: "drift.xml")
        // What the schema allows, it allows.
        guard !words.isEmpty else {
            _ = try await Self.read("junit", file)
            return
        }
        let error = await #expect(throws: Program.Failure.self) { try await Self.read("junit", file) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    /// Whatever others call their things, the report stays one.
    @Test(arguments: ["validate", "drift"]) func aTestReportOfHostileTextsFits(_ command: String) async throws {
        let workplace = try Workplace(environment: Site.planted)
        let file = "specs/workspaces/payments.yaml"
        let words = #""]]><testcase/>&bogus; <!-- '\" \u0001\uFFFE\uFFFF\U0001F600 ##[error]x""#
        try workplace.edit(file) { $0.replacing("v1.35.2", with: words).replacing("hetzner_cloud", with: words) }
        let name = "specs/workspaces/]]>&\"<'x.yaml"
        try FileManager.default.moveItem(atPath: workplace.folder.path(file), toPath: workplace.folder.path(name))
        let outcome = try await workplace.berth([command, "--format", "junit"])
        #expect(outcome.status == 1 && outcome.output.contains("&#35;#[error]x"), "\(outcome)")
        let report = try workplace.folder.write(outcome.output, to: "report.xml")
        let cases = try Value(json: try await Self.read("junit", report))
        #expect(cases["failures"] == 1 && cases["files"] == [.string(name)], "\(cases)")
    }

    /// A whole life in every form, each read by somebody else; the policy speaks up where it shall and is silent otherwise.
    @Test func aPlanADriftAndARunAreRead() async throws {
        let site = try await Site()
        let folder = site.folder
        func write(_ name: String, _ arguments: String..., exits status: Int32 = 0) async throws -> String {
            let outcome = try await site.workplace.berth(arguments)
            #expect(outcome.status == status, "\(name): \(outcome.errors)")
            return try folder.write(outcome.output, to: name)
        }
        let plan = try await write(
            "plan.json", "plan", "payments", "--json", "--out", "p.plan", "--metrics", "plan.prom")
        #expect(try await Self.read("schema", Self.schema("plan"), plan) == "1\n")
        let verdict = try Value(json: try await Self.read("policy", Self.policy, plan))
        #expect(verdict == ["deny": [], "warn": []])
        // On a terminal a long plan is paged, unless the user says otherwise; a pager that is not there loses nothing.
        let berth = Workplace.berth
        for (pager, option, isPaged) in [
            ("sed s/^/PAGED:/", "", true), ("sed s/^/PAGED:/", " --no-pager", false), ("", "", false),
            ("no-such-pager", "", false),
        ] {
            let terminal = Program(
                "script", environment: Site.planted.merging(["BERTH_PAGER": pager, "TERM": "xterm"]) { $1 })
            let shown = try await terminal.outcome(
                ["-qec", "env -u CI \(berth) plan payments\(option)", "/dev/null"], in: folder.path)
            #expect(shown.output.contains("PAGED:") == isPaged, "\(pager)\(option)")
            #expect(shown.status == 0 && shown.output.contains("objects to create"), "\(pager): \(shown.output)")
        }
        let counts = try Value(json: try await site.berth("plan", "payments", "--format", "gitlab", exits: 0).output)
        let objects = try #require(
            try Value(json: String(contentsOfFile: plan, encoding: .utf8))["summary"]?["objects"])
        #expect(counts["create"] == objects["create"] && counts["delete"] == 0)

        let applied = try await site.berth(
            "apply", "p.plan", "--yes", "--events", "run.ndjson", "--metrics", "run.prom", exits: 0)
        #expect(try await Self.read("schema", Self.schema("event"), folder.path("run.ndjson")).contains("\n"))
        let planned = try Value(json: try await Self.read("metrics", folder.path("plan.prom")))
        let run = try Value(json: try await Self.read("metrics", folder.path("run.prom")))
        // One unit: what the plan counts is what the run has done.
        for action in ["create", "update", "delete"] {
            let labels = "{estate=\"loopback\",action=\"\(action)\"}"
            #expect(planned["berth_plan_objects\(labels)"] == run["berth_run_objects\(labels)"], "\(applied.output)")
        }
        #expect(run["berth_run_success{estate=\"loopback\"}"] == 1)
        #expect(run["berth_run_status{estate=\"loopback\",status=\"applied\"}"] == 1)

        try await site.kubectl("fsn1-a", "-n", "k8s-w-payments", "delete", "resourcequota", "--all")
        let drift = try await write("drift.json", "drift", "payments", "--json", "--metrics", "drift.prom", exits: 2)
        #expect(try await Self.read("schema", Self.schema("drift"), drift) == "1\n")
        let found = try Value(json: try await Self.read("metrics", folder.path("drift.prom")))
        #expect(found["berth_drift_found{estate=\"loopback\"}"] == 1)
        let junit = try await write("drift.xml", "drift", "payments", "--format", "junit", exits: 2)
        let cases = try Value(json: try await Self.read("junit", junit))
        #expect(cases["names"] == ["payments/application/workspace-guardrails"])
        let log = try await write("drift.sarif", "drift", "payments", "--format", "sarif", exits: 2)
        #expect(try await Self.read("sarif", log) == "1\n")
        let sarif = try Value(json: String(contentsOfFile: log, encoding: .utf8))
        #expect(sarif["runs"]?[0]?["results"]?[0]?["ruleId"] == "drift/removed")
        // Somebody else's namespace stands in the way of a workspace.
        try await site.kubectl("fra-a", "create", "namespace", "k8s-w-analytics")
        let problems = try await write("plan.sarif", "plan", "analytics", "--format", "sarif", exits: 1)
        #expect(try await Self.read("sarif", problems) == "1\n")

        let destroy = try await write(
            "destroy.json", "destroy", "payments", "--json", "--out", "d.plan", "--allow", "mass-deletion")
        #expect(try await Self.read("schema", Self.schema("plan"), destroy) == "1\n")
        let refused = try Value(json: try await Self.read("policy", Self.policy, destroy))
        #expect(refused["deny"]?.array?.count == 2, "\(refused)")
    }

    /// A faulty specification is a report in every form of findings, not an empty one, and exits with 1 all the same.
    @Test(arguments: ["plan", "drift", "validate"]) func faultySpecsAreFindings(_ command: String) async throws {
        let workplace = try Workplace(environment: Site.planted)
        try workplace.edit("specs/workspaces/payments.yaml") { $0.replacing("hetzner_cloud", with: "no_such_cloud") }
        func report(_ format: String) async throws -> String {
            let outcome = try await workplace.berth([command, "--format", format])
            #expect(outcome.status == 1 && outcome.errors.contains("no_such_cloud"), "\(format): \(outcome)")
            return outcome.output
        }
        let log = try await report("sarif")
        #expect(try await Self.read("sarif", workplace.folder.write(log, to: "report.sarif")) == "1\n")
        let sarif = try Value(json: log)
        #expect(sarif["version"] == "2.1.0" && sarif["runs"]?[0]?["tool"]?["driver"]?["name"] == "berth")
        let result = sarif["runs"]?[0]?["results"]?[0]
        #expect(result?["ruleId"] == "specification/error", "\(result ?? .null)")
        let place = result?["locations"]?[0]?["physicalLocation"]
        #expect(place?["artifactLocation"]?["uri"] == "specs/workspaces/payments.yaml" && place?["region"] != nil)
        let quality = try Value(json: try await report("codequality")).array ?? []
        #expect(quality.first?["location"]?["path"] == "specs/workspaces/payments.yaml", "\(quality)")
        #expect(Set(quality.map { $0["fingerprint"]?.string ?? "" }).count == quality.count && !quality.isEmpty)
        if command != "plan" {
            let junit = try workplace.folder.write(try await report("junit"), to: "report.xml")
            let cases = try Value(json: try await Self.read("junit", junit))
            #expect(
                cases["failures"] == 1 && cases["names"] == ["specification/specs/workspaces/payments.yaml"], "\(cases)"
            )
            if command == "validate" { #expect(cases["tests"] == .integer(Int64(Self.files)), "\(cases)") }
        }
        guard command != "validate" else { return }
        #expect(try await report("markdown").contains("no_such_cloud"))
        let page = try await report("html")
        #expect(page.hasPrefix("<!doctype html>") && page.contains("no_such_cloud") && page.contains("to settle first"))
        let document = try workplace.folder.write(try await report("json"), to: "report.json")
        #expect(try await Self.read("schema", Self.schema(command), document) == "1\n")
        let value = try Value(json: String(contentsOfFile: document, encoding: .utf8))
        #expect(value["faulty"] == true && value["problems"]?[0]?["blocks"] == true, "\(value)")
        #expect(value["problems"]?[0]?["location"]?["file"] == "specs/workspaces/payments.yaml", "\(value)")
        // Nothing can be counted, and GitLab shows no counts where there are none.
        if command == "plan" { #expect(try await report("gitlab").isEmpty) }
        // The numbers of the last good run do not stay.
        let outcome = try await workplace.berth([command, "--metrics", "numbers.prom"])
        #expect(outcome.status == 1)
        let numbers = try Value(json: try await Self.read("metrics", workplace.folder.path("numbers.prom")))
        #expect(numbers["berth_\(command)_success{estate=\"loopback\"}"] == 0, "\(numbers)")
        let problems = numbers["berth_\(command)_problems{estate=\"loopback\",kind=\"invalid\"}"]
        #expect(problems?.integer ?? 0 > 0, "\(numbers)")
    }

    /// So it is where something was to be carried out: a pipeline that applies, and its monitoring, must not take nothing for good.
    @Test(arguments: [
        ["apply", "--yes"], ["destroy", "payments", "--yes"], ["import", "payments/namespace", "--yes"],
        ["rollback", "payments", "--yes"], ["secret", "rotate", "payments", "api-key", "--yes"],
    ])
    func faultySpecsAreFindingsOfWhatWrites(_ command: [String]) async throws {
        let workplace = try Workplace(environment: Site.planted)
        try workplace.edit("specs/estate.yaml") { $0 + "  nonsense: true\n" }
        for option in ["--json", "--format=markdown"] {
            try workplace.folder.write("berth_run_success{estate=\"loopback\"} 1\n# EOF\n", to: "numbers.prom")
            let outcome = try await workplace.berth(command + [option, "--metrics", "numbers.prom"])
            #expect(outcome.status == 1 && outcome.errors.contains("nonsense"), "\(outcome)")
            if option == "--json" {
                let document = try workplace.folder.write(outcome.output, to: "report.json")
                #expect(try await Self.read("schema", Self.schema("plan"), document) == "1\n")
                let value = try Value(json: outcome.output)
                #expect(value["faulty"] == true && value["problems"]?[0]?["kind"] == "invalid", "\(value)")
                #expect(value["problems"]?[0]?["location"]?["file"] == "specs/estate.yaml", "\(value)")
            } else {
                #expect(outcome.output.contains("specs or templates cannot be used"), "\(outcome)")
            }
            let numbers = try Value(json: try await Self.read("metrics", workplace.folder.path("numbers.prom")))
            #expect(numbers["berth_run_success{estate=\"loopback\"}"] == 0, "\(numbers)")
            let problems = numbers["berth_run_problems{estate=\"loopback\",kind=\"invalid\"}"]
            #expect(problems?.integer ?? 0 > 0, "\(numbers)")
        }
    }

    /// How many files of estate, workspaces and catalog the project has.
    private static let files = 7

    @Test func aValidProjectIsAReportWithoutFindings() async throws {
        let workplace = try Workplace(environment: Site.planted)
        let none = "tests=\"\(Self.files)\" failures=\"0\""
        for (format, words) in [("sarif", "\"results\": []"), ("codequality", "[]"), ("junit", none)] {
            let outcome = try await workplace.berth(["validate", "--format", format])
            #expect(outcome.status == 0 && outcome.output.contains(words), "\(format): \(outcome)")
        }
    }

    /// No runner takes for a command what others write into their files, wherever it is told.
    @Test(arguments: [
        ("plan", "text"), ("plan", "markdown"), ("plan", "json"), ("plan", "html"), ("plan", "sarif"),
        ("plan", "codequality"), ("drift", "junit"), ("validate", "json"),
    ])
    func nothingIsACommand(_ command: String, _ format: String) async throws {
        let workplace = try Workplace(environment: Site.planted)
        let file = "specs/workspaces/payments.yaml"
        let words = "'##[error]pwned ::error::x\u{3000}::error::y'"
        try workplace.edit(file) { $0.replacing("v1.35.2", with: words).replacing("hetzner_cloud", with: words) }
        let outcome = try await workplace.berth([command, "--format", format])
        #expect(outcome.status == 1 && (outcome.output + outcome.errors).contains("pwned"), "\(outcome)")
        for line in (outcome.output + outcome.errors).split(whereSeparator: \.isNewline) {
            #expect(!line.drop(while: \.isWhitespace).hasPrefix("::") && !line.contains("##["), "\(line)")
        }
        if format == "json" {
            #expect("\(try Value(json: outcome.output))".contains("##[error]pwned"), "it means the same")
        }
        // Nor the name of a file.
        try FileManager.default.moveItem(
            atPath: workplace.folder.path(file), toPath: workplace.folder.path("specs/workspaces/##[error]x.yaml"))
        let named = try await workplace.berth(["validate"])
        #expect(named.status == 1 && named.errors.contains("# #[error]x.yaml") && !named.errors.contains("##["))
    }

    /// Where a runner wants them, findings stand beside lines, and only on standard error.
    @Test func annotationsGoWhereTheyAreWanted() async throws {
        let workplace = try Workplace(environment: ["GITHUB_ACTIONS": "true"])
        try workplace.edit("specs/workspaces/payments.yaml") { $0.replacing("hetzner_cloud", with: "no_such_cloud") }
        let outcome = try await workplace.berth(["validate"])
        #expect(outcome.status == 1)
        let line = outcome.errors.split(separator: "\n").first {
            $0.hasPrefix("::error file=specs/workspaces/payments.yaml,line=")
        }
        #expect(line?.contains("no_such_cloud") == true, "\(outcome.errors)")
        #expect(!outcome.output.contains("::error"))
        let plain = try Workplace()
        try plain.edit("specs/workspaces/payments.yaml") { $0.replacing("hetzner_cloud", with: "no_such_cloud") }
        #expect(try await !plain.berth(["validate"]).errors.contains("::error"))
    }
}
