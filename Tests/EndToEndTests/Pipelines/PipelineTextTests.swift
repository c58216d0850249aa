import Document
import Foundation
import TestSupport
import Testing

/// What every shipped pipeline keeps to, whatever it does.
struct PipelineTextTests {
    private static let folder = Workplace.checkout.appending(path: "templates/pipelines").path
    static let workflows = ["github", "forgejo"].flatMap { forge in
        ["plan", "apply", "drift"].map { "\(forge)-\($0).yaml" }
    }

    /// Text of others never becomes a part of a program, and what is not berth's own is pinned.
    @Test(arguments: workflows)
    func stepsAreSafe(_ file: String) throws {
        let job = try PipelineJob(workflow: "\(Self.folder)/\(file)")
        #expect(job.steps.count > 3)
        for step in job.steps {
            #expect(step.script?.contains("${{") != true, "\(step.name)")
            if let action = step.action { #expect(action.contains(/@[0-9a-f]{40}$/), "\(action)") }
            // The token of the forge is where it is needed, and not where berth plans or applies.
            let hasToken = step.environment.keys.contains { ["BERTH_FORGE_TOKEN", "GH_TOKEN"].contains($0) }
            let plans = step.script?.contains(#/berth (plan|apply|apply-merge|drift) /#) == true
            #expect(!(hasToken && plans), "\(step.name)")
        }
    }

    @Test(arguments: ["plan", "apply", "drift"])
    func workflowsOfGitHubMayDoNoMoreThanTheyNeed(_ name: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/github-\(name).yaml", encoding: .utf8)
        #expect(text.contains("\npermissions: {}\n"))
        let rights = text.matches(of: /(?m)^      ([a-z-]+): (read|write)/).map { "\($0.output.1): \($0.output.2)" }
        let expected = [
            "plan": ["contents: read", "pull-requests: write"],
            "apply": ["contents: read", "actions: read", "pull-requests: write"],
            "drift": ["contents: read", "issues: write"],
        ]
        #expect(rights == expected[name])
    }

    /// The forges' own schemas take them; Forgejo takes the syntax of GitHub.
    @Test(arguments: workflows + ["gitlab.yml"])
    func theyAreAsTheirSchemasSay(_ file: String) async throws {
        try await Self.check(file, "\(Self.folder)/\(file)")
    }

    /// One that is not is refused: the schemas ask for something.
    @Test(arguments: [
        ("github-plan.yaml", "runs-on:", "runs_on:"), ("github-apply.yaml", "actions: read", "actions: look"),
        ("forgejo-drift.yaml", "schedule:", "scheduled:"), ("gitlab.yml", "when: always", "when: sometimes"),
        ("gitlab.yml", "interruptible: true", "interruptible: maybe"),
    ])
    func othersAreRefused(_ file: String, _ old: String, _ new: String) async throws {
        let text = try String(contentsOfFile: "\(Self.folder)/\(file)", encoding: .utf8)
        #expect(text.contains(old))
        let folder = try TemporaryFolder()
        let other = try folder.write(text.replacing(old, with: new), to: file)
        let error = await #expect(throws: Program.Failure.self) { try await Self.check(file, other) }
        #expect(error?.description.contains("Schema validation errors") == true, "\(error?.description ?? "")")
    }

    private static func check(_ file: String, _ path: String) async throws {
        let kind = file.hasPrefix("gitlab") ? "gitlab-ci" : "github-workflows"
        try await ProviderClient.run("reports.py", ["pipeline", kind, path], environment: [:])
    }

    /// Any shell reads the steps.
    @Test(arguments: workflows + ["gitlab.yml"])
    func stepsArePlainShell(_ file: String) async throws {
        let jobs =
            file.hasPrefix("gitlab")
            ? try ["berth-plan", "berth-apply", "berth-drift"].map {
                try PipelineJob(gitLab: "\(Self.folder)/\(file)", job: $0)
            } : [try PipelineJob(workflow: "\(Self.folder)/\(file)")]
        for script in jobs.flatMap(\.steps).compactMap(\.script) {
            let outcome = try await Program("sh").outcome(["-n"], input: script)
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }
}
