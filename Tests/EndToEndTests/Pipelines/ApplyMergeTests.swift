import Document
import Foundation
import TestSupport
import Testing

/// What a pipeline's job behind a merge calls, without a forge.
struct ApplyMergeTests {
    @Test func whatIsSeenIsAppliedAndTheRestIsPlanned() async throws {
        let site = try await Site.onBranch()
        let folder = site.folder
        func merge(_ arguments: String..., exits status: Int32) async throws -> (note: String, files: Set<String>) {
            let outcome = try await site.workplace.berth(["apply-merge", "--into", "out"] + arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome)")
            let note = try String(contentsOfFile: folder.path("out/note"), encoding: .utf8)
            return (note, Set(try FileManager.default.contentsOfDirectory(atPath: folder.path("out"))))
        }
        func exists(_ workspace: String) async throws -> Bool {
            try await site.cluster()("get", "namespaces", "-o", "name").contains("k8s-w-\(workspace)")
        }
        // Nobody reviewed a plan: there is one to look at, and nothing is written. Nothing was before, so that all counts.
        try site.workspace("w3")
        try await site.commit("Add w3")
        let since = String(repeating: "0", count: 40)
        let new = try await merge("--since", since, "out/estate.plan", exits: 3)
        #expect(
            new.note.contains("This is a new one") && new.files == ["comment.md", "estate.plan", "note", "plan.html"])
        let told = try String(contentsOfFile: folder.path("out/comment.md"), encoding: .utf8)
        #expect(told.contains("by that forges mean that there was nothing before"), "\(told)")
        #expect(try await !exists("w3"))
        // What was before a push by force is not here, and neither is what was before a first commit.
        for gone in [String(repeating: "1", count: 40), "HEAD~1000"] {
            let forced = try await site.berth("apply-merge", "--since", gone, "--into", "out", exits: 3)
            #expect(forced.errors.contains("--since \(gone) is not here: everything counts as changed"), "\(forced)")
        }
        // What is no revision is a mistake.
        try await site.berth("apply-merge", "--since", "a..b", "--into", "other", exits: 1)
        // It is looked at and applied, and nothing is left.
        let applied = try await merge("--since", since, "out/estate.plan", exits: 0)
        #expect(applied.note == "Applied.\n" && applied.files == ["comment.md", "note", "run.ndjson"])
        #expect(try await exists("w3"))
        let comment = try String(contentsOfFile: folder.path("out/comment.md"), encoding: .utf8)
        #expect(comment.contains("<code>w3</code>"))
        // The branch has moved on: nothing is planned that would take that back.
        try site.workspace("w4")
        try await site.commit("Add w4")
        let outdated = try await merge("--since", "HEAD~1", "--outdated", "out/estate.plan", exits: 3)
        #expect(outdated.note.contains("the branch has moved on") && outdated.files == ["note"])
        // A reviewed plan of a part: the rest is planned, and kept.
        try await site.berth("plan", "w4", "--out", "seen.plan", exits: 0)
        try site.web("2.0.0", data: "2")
        try await site.commit("A new revision of web")
        try await site.berth("plan", "w4", "--out", "seen.plan", exits: 0)
        let part = try await merge("--since", "HEAD~1", "seen.plan", exits: 3)
        #expect(part.note.contains("Applied what was reviewed. The merge changes more"), "\(part.note)")
        #expect(part.files == ["comment.md", "estate.plan", "note", "plan.html", "run.ndjson"])
        #expect(try await exists("w4"))
        // A plan is a file, whatever else has its name.
        try "garbage, not a plan".write(toFile: folder.path("w4"), atomically: true, encoding: .utf8)
        #expect(try await merge("--since", "HEAD~1", "w4", exits: 1).note.contains("This was not applied"))
        try await site.berth("apply-merge", "--since", "HEAD~1", "--into", "out", "-", exits: 64)
        // One that another berth wrote does not fit, and stands in nobody's way.
        let seen = try String(contentsOfFile: folder.path("seen.plan"), encoding: .utf8)
        let other = seen.replacing(/"version":\d+/, with: "\"version\":1")
        #expect(other != seen)
        try other.write(toFile: folder.path("other.plan"), atomically: true, encoding: .utf8)
        #expect(try await merge("--since", "HEAD~1", "other.plan", exits: 3).note.contains("This is a new one"))
        // What destroys was not seen in a pull request.
        try await site.berth(
            "destroy", "w4", "--out", "d.plan", "--allow", "mass-deletion", "--allow", "cascade", exits: 0)
        #expect(try await merge("--since", "HEAD~1", "d.plan", exits: 5).note.contains("a guard of the estate"))
        #expect(try await exists("w4"))
        // Faulty specs are told in the place of a plan.
        try site.workspace("w5", "kubernetez: {}")
        let faulty = try await merge("--since", "HEAD~1", exits: 1)
        #expect(faulty.note.contains("no new one can be made") && faulty.files == ["comment.md", "note"])
        let faults = try String(contentsOfFile: folder.path("out/comment.md"), encoding: .utf8)
        #expect(faults.contains("kubernetez") && faults.contains("specs/workspaces/w5.yaml"), "\(faults)")
        // A folder that cannot be is found out before anything is applied.
        let nowhere = try await site.berth("apply-merge", "--since", "HEAD", "--into", "specs/estate.yaml/x", "d.plan")
        #expect(nowhere.status == 64 && nowhere.errors.contains("--into specs/estate.yaml/x is not a folder"))
    }
}
