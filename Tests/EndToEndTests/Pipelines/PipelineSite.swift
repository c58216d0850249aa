import Document
import Foundation
import Synchronization
import TestSupport
import Testing

/// A repository of specifications at a forge, with a sandbox as its estate; its pipelines run as the forge would run them.
final class PipelineSite: Sendable {
    let site: Site
    let forge: ForgeStandIn
    private let scratch: TemporaryFolder
    private let runs = Counter()

    /// What may never be seen outside of the processes that need it.
    static let planted = Site.planted.values + [ForgeStandIn.token, "planted-job-4711"]

    /// Two workspaces, applied; the state has a remote, since no runner keeps anything.
    init(_ kind: ForgeStandIn.Kind) async throws {
        forge = try ForgeStandIn(kind)
        scratch = try TemporaryFolder()
        let remote = scratch.path("state.git")
        try await Program.git("init", "-q", "--bare", "-b", "main", remote)
        site = try await Site.project { estate in
            estate.replacing("../state/estate.git}", with: "../state/estate.git, remote: \"file://\(remote)\"}")
        }
        let sandbox = site.folder.path(".sandbox")
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("../.sandbox", with: sandbox) }
        try site.workspace("w2")
        try await site.commitSpecs()
        try await site.berth("apply", "--yes", exits: 0)
        forge.state.accounts["planted-job-4711"] = ForgeStandIn.Account(id: 3, login: "job", maySeeItself: false)
    }

    var remoteState: String { scratch.path("state.git") }

    struct Outcome: Sendable {
        var status: Int32
        var log: String
        /// The files that the job kept, their texts.
        var kept: [String] = []
        /// Nil: it ran.
        var wasSkipped = false
    }

    /// The id of a commit.
    func commit(_ name: String) async throws -> String {
        try await site.specsGit("rev-parse", name).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Merges a branch into `main`, as the forge does, and lets it know by which request.
    func merge(_ branch: String, request: Int64) async throws {
        try await site.specsGit("checkout", "-q", "main")
        try await site.specsGit("merge", "-q", "--no-ff", "-m", "Merge \(branch)", branch)
        forge.state.merged[try await commit("main")] = request
    }

    // MARK: Pipelines

    /// What runs when a branch is pushed of which there is a request.
    ///
    /// GitHub checks the branch out as it is merged; `isMerged` is false where the base has moved on since, of which its merge knows
    /// nothing.
    func plan(
        _ branch: String, request: Int64, isFork: Bool = false, isMerged: Bool = true
    ) async throws -> Outcome {
        let merges = forge.kind == .github && isMerged
        let checkout = try await checkout(merges ? "main" : branch)
        if merges {
            try await Program.git(
                "-C", checkout, "merge", "-q", "--no-ff", "-m", "Merge", "origin/\(branch)")
        }
        let ref = "refs/pull/\(request)/merge"
        return try await run(
            "plan", in: checkout,
            [
                "github.event.pull_request.number": "\(request)", "github.base_ref": "main", "github.ref": ref,
                "github.event.pull_request.head.repo.full_name": isFork ? "mallory/infra" : "octo/infra",
                "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "\(request)",
                "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": isFork ? "mallory/infra" : "octo/infra",
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_MERGE_REQUEST_PROJECT_ID": "42",
            ], event: #"{"pull_request": {"number": \#(request)}}"#)
    }

    /// What runs when `main` moved; `before` is where it was, and `commit` where it is, or was when the job first ran.
    func apply(before: String, at commit: String? = nil) async throws -> Outcome {
        let folder = try await checkout("main")
        if let commit { try await Program.git("-C", folder, "checkout", "-q", "--detach", commit) }
        return try await run(
            "apply", in: folder,
            [
                "github.event.before": before, "github.ref": "refs/heads/main", "CI_PIPELINE_SOURCE": "push",
                "CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": before,
            ], event: "{}")
    }

    /// What runs every hour.
    func drift() async throws -> Outcome {
        try await run(
            "drift", in: try await checkout("main"),
            ["github.ref": "refs/heads/main", "CI_PIPELINE_SOURCE": "schedule"], event: "{}")
    }

    private func checkout(_ ref: String) async throws -> String {
        let folder = scratch.path("work-\(runs.increment())")
        try await Program.git("clone", "-q", site.folder.path, folder)
        try await Program.git("-C", folder, "checkout", "-q", "--detach", "origin/\(ref)")
        return folder
    }

    private func run(
        _ name: String, in folder: String, _ more: [String: String], event: String
    ) async throws -> Outcome {
        let pipelines = Workplace.checkout.appending(path: "templates/pipelines").path
        let job =
            forge.kind == .gitlab
            ? try PipelineJob(gitLab: "\(pipelines)/gitlab.yml", job: "berth-\(name)")
            : try PipelineJob(workflow: "\(pipelines)/\(forge.kind.rawValue)-\(name).yaml")
        let run = PipelineRun(
            job: job, forge: forge, folder: folder, scratch: try TemporaryFolder(), number: Int64(runs.increment()))
        return try await run.outcome(
            more,
            commit: try await Program.git("-C", folder, "rev-parse", "HEAD").trimmingCharacters(
                in: .whitespacesAndNewlines), event: event)
    }
}
