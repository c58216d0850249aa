import Foundation
import TestSupport
import Testing

/// One run of a job: its steps, each in a shell of its own, with the variables that the forge sets.
struct PipelineRun {
    let job: PipelineJob
    let forge: ForgeStandIn
    /// The work tree.
    let folder: String
    let scratch: TemporaryFolder
    let number: Int64

    func outcome(
        _ more: [String: String], commit: String, event: String
    ) async throws -> PipelineSite.Outcome {
        var context = PipelineContext(
            [
                "github.repository": "octo/infra", "github.token": ForgeStandIn.token, "github.sha": commit,
                "github.actor": "octocat", "secrets.BERTH_FORGE_TOKEN": ForgeStandIn.token,
                "runner.temp": scratch.path("temp"), "CI_PROJECT_PATH": "octo/infra", "CI_DEFAULT_BRANCH": "main",
            ].merging(more) { $1 })
        guard context.holds(job.condition) else {
            return PipelineSite.Outcome(status: 0, log: "", wasSkipped: true)
        }
        try FileManager.default.createDirectory(atPath: scratch.path("temp"), withIntermediateDirectories: true)
        let variables = forgeVariables(
            more, commit: commit, event: try scratch.write(event, to: "event.json"))
        var outcome = PipelineSite.Outcome(status: 0, log: "")
        for step in job.steps where context.holds(step.condition) {
            if let action = step.action {
                try await act(action, step, &context, &outcome)
            } else if let script = step.script {
                outcome.status = try await shell(script, step, variables, &context, &outcome)
            }
            guard outcome.status == 0 else { break }
        }
        if forge.kind == .gitlab {
            // There are none where nothing could be planned.
            let isThere = FileManager.default.fileExists(atPath: "\(folder)/berth-pages")
            for file in isThere ? try FileManager.default.contentsOfDirectory(atPath: "\(folder)/berth-pages") : [] {
                outcome.kept.append(try String(contentsOfFile: "\(folder)/berth-pages/\(file)", encoding: .utf8))
            }
        }
        return outcome
    }

    private func shell(
        _ script: String, _ step: PipelineJob.Step, _ variables: [String: String], _ context: inout PipelineContext,
        _ outcome: inout PipelineSite.Outcome
    ) async throws -> Int32 {
        let file = try scratch.write(context.filled(script), to: "step.sh")
        let output = try scratch.write("", to: "output")
        let filled = job.environment.merging(step.environment) { $1 }.mapValues(context.filled)
        let all = variables.merging(["GITHUB_OUTPUT": output]) { $1 }.merging(filled) { $1 }
        let words = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let result = try await Program("env").outcome(["-i"] + words + ["bash", "-e", file], in: folder)
        outcome.log += "## \(step.name)\n\(result.output)\(result.errors)"
        for line in try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if let id = step.id, parts.count == 2 { context.values["steps.\(id).outputs.\(parts[0])"] = parts[1] }
        }
        return result.status
    }

    /// What an action does that is no shell.
    private func act(
        _ action: String, _ step: PipelineJob.Step, _ context: inout PipelineContext,
        _ outcome: inout PipelineSite.Outcome
    ) async throws {
        // The work tree is there.
        guard !action.contains("/checkout@") else { return }
        let name = context.filled(step.inputs["name"] ?? "")
        let files = context.filled(step.inputs["path"] ?? "").split(separator: "\n").map(String.init)
        #expect(action.hasPrefix("actions/upload-artifact@") && !files.isEmpty, "\(action)")
        for file in files { outcome.kept.append(try String(contentsOfFile: file, encoding: .utf8)) }
        let zip = scratch.path("artifact-\(name).zip")
        try await Program("zip")(["-q", "-j", zip] + files)
        forge.keep(artifact: name, [UInt8](try Data(contentsOf: URL(filePath: zip))), run: number)
        if let id = step.id {
            context.values["steps.\(id).outputs.artifact-url"] = "https://forge.example.com/artifacts/\(number)"
        }
    }

    /// The variables of a runner, and what the estate names.
    private func forgeVariables(_ more: [String: String], commit: String, event: String) -> [String: String] {
        let programs = URL(filePath: Workplace.berth).deletingLastPathComponent().path
        var variables = Site.planted.merging([
            "PATH": "\(programs):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
            "HOME": scratch.path, "LANG": "C.UTF-8", "TMPDIR": scratch.path, "GIT_CONFIG_GLOBAL": "/dev/null",
            "BERTH_ACTOR": "octocat", "CI": "true", "no_proxy": "127.0.0.1",
        ]) { $1 }
        switch forge.kind {
        case .gitlab:
            for (key, value) in more where key.hasPrefix("CI_") { variables[key] = value }
            variables.merge([
                "GITLAB_CI": "true", "CI_API_V4_URL": forge.api, "CI_PROJECT_ID": "42", "CI_PROJECT_PATH": "octo/infra",
                "CI_COMMIT_SHA": commit, "CI_JOB_TOKEN": "planted-job-4711", "BERTH_FORGE_TOKEN": ForgeStandIn.token,
                "CI_JOB_URL": "https://forge.example.com/octo/infra/-/jobs/\(number)", "CI_DEFAULT_BRANCH": "main",
            ]) { $1 }
        case .github, .forgejo:
            variables.merge([
                "GITHUB_ACTIONS": "true", "GITHUB_API_URL": forge.api, "GITHUB_REPOSITORY": "octo/infra",
                "GITHUB_SHA": commit, "GITHUB_EVENT_PATH": event, "GITHUB_REF": more["github.ref"] ?? "",
                "GITHUB_SERVER_URL": "\(forge.url)/git", "RUNNER_TEMP": scratch.path("temp"),
                // `gh` speaks without TLS with this host alone, and with the stand-in through a proxy.
                "GH_HOST": "github.localhost", "http_proxy": forge.url,
            ]) { $1 }
            if forge.kind == .forgejo { variables["FORGEJO_ACTIONS"] = "true" }
        }
        return variables
    }
}
