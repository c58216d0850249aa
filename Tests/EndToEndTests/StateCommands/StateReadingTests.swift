import Document
import Foundation
import TestSupport
import Testing

/// What the state says of itself, checked by git.
struct StateReadingTests {
    @Test func theHistoryIsReadCommitByCommit() async throws {
        let site = try await Site.project()
        let specs = try await site.commitSpecs()
        #expect(try await site.berth("state", "log", exits: 0).output == "Nothing is recorded.\n")
        let data = { (value: String) in
            Manifests.configMap("web", namespace: "${workspace.namespace}", #"a: "\#(value)""#)
        }
        try site.application("web", in: .namespace, manifests: data("1"))
        try await site.berth("apply", "--yes", exits: 0)
        try site.application("web", "1.1.0", in: .namespace, manifests: data("2"))
        try await site.berth("apply", "--yes", exits: 0)

        let log = try await site.berth("state", "log", "w1", "--verbose", exits: 0)
        let subjects = try await site.git("log", "--format=%h  %s", "--abbrev=12", "--", "workspaces/w1/snapshot.json")
        for line in subjects.split(separator: "\n") {
            let subject = try #require(line.split(separator: " ", maxSplits: 1).last).trimmingCharacters(
                in: .whitespaces)
            #expect(log.output.contains(subject), "\(log.output)")
        }
        #expect(log.output.contains("specs \(specs)") && log.output.contains("run 2"))
        let json = try Value(json: try await site.berth("state", "log", "--json", exits: 0).output)
        let names = try await site.git("show", "--name-only", "--format=", "HEAD")
        #expect(json[0]?["changed"]?.array?.compactMap(\.string) == names.split(separator: "\n").map(String.init))

        let list = try await site.berth("state", "list", exits: 0)
        #expect(list.output.contains("w1") && list.output.contains("active"), "\(list.output)")
        let head = try await site.git("log", "-1", "--format=%h", "--abbrev=12", "--", "workspaces/w1/snapshot.json")
        #expect(list.output.contains(head.trimmingCharacters(in: .whitespacesAndNewlines)))
        let objects = try await site.berth("state", "list", "w1", exits: 0)
        let uid = try await site.cluster(namespace: "k8s-w-w1").uid("configmap", "web")
        #expect(objects.output.contains("ConfigMap k8s-w-w1/web in cluster m1  \(uid)"), "\(objects.output)")

        let first = try await site.git("log", "--format=%H", "--grep", "Apply w1", "--reverse")
        let revision = String(try #require(first.split(separator: "\n").first))
        let diff = try await site.berth("state", "diff", revision, "HEAD", "w1", exits: 0)
        #expect(diff.output.contains("application/web: 1.0.0 installed -> 1.1.0 installed"), "\(diff.output)")
        #expect(diff.output.contains("~ ConfigMap k8s-w-w1/web") && diff.words.contains(#"data.a: "1" → "2""#))
        #expect(try await site.berth("state", "diff", "HEAD", "HEAD", exits: 0).output == "The two are the same.\n")
        for name in ["no-such", "HEAD:workspaces", "HEAD^{tree}"] {
            let unknown = try await site.berth("state", "diff", "HEAD", name, exits: 64)
            #expect(unknown.words.contains("`\(name)` does not name a commit of the state"), "\(unknown.errors)")
            #expect(unknown.words.contains("`berth state log` lists them"), "\(unknown.errors)")
            try await site.berth("state", "show", "w1", "--at", name, exits: 64)
        }
        let mistyped = try await site.berth("state", "diff", revision, "HEAD", "w11", exits: 64)
        #expect(mistyped.words.contains("no workspace w11 is specified or recorded; did you mean w1?"))
        // A workspace that is specified, or was recorded at one of the two, is known.
        try site.workspace("w2")
        #expect(
            try await site.berth("state", "diff", revision, "HEAD", "w2", exits: 0).output == "The two are the same.\n")
        let shown = try await site.berth("state", "show", "w1", "--at", revision, exits: 0)
        #expect(try await site.git("show", "\(revision):workspaces/w1/snapshot.json") == shown.output)
    }

    @Test func whatAnEnemyPutIntoTheStateIsFoundAndHarmsNobody() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let sound = try await site.berth("state", "verify", exits: 0)
        #expect(sound.output.contains("The state is sound: "), "\(sound.output)")

        let work = site.folder.path("work")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), work)
        try FileManager.default.createDirectory(
            atPath: "\(work)/workspaces/linked", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(work)/workspaces/linked/snapshot.json", withDestinationPath: "/etc/passwd")
        try "hunter2\n".write(toFile: "\(work)/workspaces/w1/plain.age", atomically: true, encoding: .utf8)
        try "x".write(toFile: "\(work)/runs/\u{1B}[2J.json", atomically: true, encoding: .utf8)
        try Data(count: 40 << 20).write(to: URL(filePath: "\(work)/workspaces/w1/huge.age"))
        try #"{"version": 12}"#.write(
            toFile: "\(work)/workspaces/w1/snapshot.json", atomically: true, encoding: .utf8)
        try await Program.git("add", "-A", in: work)
        try await Program.git("commit", "-q", "-m", "evil\u{1B}[2J", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)

        let found = try await site.berth("state", "verify", exits: 1)
        for words in [
            "workspaces/linked/snapshot.json: it is a link", "plain.age: it is not encrypted with age",
            #"runs/\u{1b}[2J.json: berth writes no such file"#, "at most 33554432 are read",
            "its format has version 12, and this berth knows version 1", "a newer berth wrote it",
        ] {
            #expect(found.words.contains(words), "\(words): \(found.output)")
        }
        for arguments in [
            ["state", "log"], ["state", "list"], ["state", "diff", "HEAD~1", "HEAD"], ["state", "log", "--verbose"],
        ] {
            let outcome = try await site.workplace.berth(arguments)
            #expect(outcome.status != 139 && !(outcome.output + outcome.errors).contains("\u{1B}"))
            #expect(!outcome.output.contains("hunter2"))
        }
        let refused = try await site.berth("apply", "--yes", exits: 1)
        #expect(refused.words.contains("its format has version 12, and this berth knows version 1"))

        // What berth wrote is there again, and git finds nothing wrong.
        try await Program.git("revert", "--no-edit", "HEAD", in: work)
        try await Program.git("push", "-q", "origin", "HEAD", in: work)
        try await site.berth("state", "verify", exits: 0)
        try await site.git("fsck", "--strict")
    }
}
