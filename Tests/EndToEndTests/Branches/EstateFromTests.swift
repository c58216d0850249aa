import Document
import Foundation
import TestSupport
import Testing

/// What a branch that is not trusted can do to a plan: change its workspaces, and nothing else.
struct EstateFromTests {
    @Test func aPlanOfABranchIsAppliedAfterTheMerge() async throws {
        let site = try await Site.onBranch()
        try site.workspace("w3")
        try await site.commit("Ask for w3")
        let plan = try await site.berth("plan", "--estate-from", "main", "--out", "pr.plan", exits: 0)
        let commit = try await site.specsGit("rev-parse", "main").prefix(7)
        #expect(
            plan.words.contains(
                "the estate, the templates and the catalog are those of main (\(commit)); of the files at"),
            "\(plan.output)")
        #expect(try Value(json: Data(contentsOf: URL(filePath: site.folder.path("pr.plan"))))["base"]?["commit"] != nil)
        try await site.specsGit("checkout", "-q", "main")
        try await site.specsGit("merge", "-q", "--no-ff", "-m", "Merge", "feature")
        try await site.berth("apply", "pr.plan", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.cluster()("get", "namespace", "k8s-w-w3", "-o", "name").contains("k8s-w-w3"))
    }

    @Test func whatABranchChangesBesideItsWorkspacesHasNoEffect() async throws {
        let site = try await Site.onBranch()
        try site.web(data: "hostile")
        try site.workplace.edit("templates/namespace.yaml") { $0.replacing("kind: Namespace", with: "kind: Nonsense") }
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("managementDomain: cloud", with: "managementDomain: evil")
                .replacing("zone: cloud", with: "zone: evil")
                .replacing("state: {repository: ../state/estate.git}", with: "state: {repository: ../../stolen.git}")
                .replacing("../.sandbox/recipients.txt", with: "../hostile.txt")
                .replacing("file: ../.sandbox/kubeconfig/m1.yaml", with: "file: ../hostile.kubeconfig")
        }
        try site.program("plugin", at: "plugin.sh")
        try await site.commit("Take over")
        for command in [["plan", "--detailed-exitcode"], ["drift"], ["validate"], ["graph"]] {
            let outcome = try await site.workplace.berth(command + ["--estate-from", "main"])
            #expect(outcome.status == 0, "\(command): \(outcome.output)\(outcome.errors)")
            #expect(!(outcome.output + outcome.errors).contains("hostile"), "\(command): \(outcome)")
        }
        #expect(!FileManager.default.fileExists(atPath: site.folder.path("../stolen.git")))
        // Without the option it is what the folder says.
        try await site.berth("validate", exits: 1)
    }

    @Test func aMergeThatChangedWhatAPlanWasMadeWithMakesItStale() async throws {
        let site = try await Site.onBranch()
        try site.workspace("w3")
        try await site.commit("Ask for w3")
        try await site.berth("plan", "--estate-from", "main", "--out", "pr.plan", exits: 0)
        let before = try await site.inventory

        // A template that the plan's workspaces use.
        try site.workplace.edit("templates/namespace.yaml") {
            $0.replacing("metadata:", with: "metadata:\n  annotations: {more: \"yes\"}", maxReplacements: 1)
        }
        let template = try await site.berth("apply", "pr.plan", "--yes", exits: 3)
        #expect(template.errors.contains("the plan is stale"), "\(template.errors)")
        #expect(template.words.contains("the templates are not as in main ("), "\(template.words)")
        try await site.specsGit("checkout", "-q", "--", ".")

        // The estate as a whole: it names what a run talks to.
        try site.workplace.edit("specs/estate.yaml") { $0.replacing("maxDeletes: 50", with: "maxDeletes: 51") }
        let estate = try await site.berth("apply", "pr.plan", "--yes", exits: 3)
        #expect(estate.words.contains("the plan is stale: specs/estate.yaml is not as in main ("), "\(estate.words)")
        try await site.specsGit("checkout", "-q", "--", ".")
        #expect(try await site.inventory == before)

        // What nobody uses changes nothing.
        try site.application(
            "idle", workspaces: "none", manifests: Manifests.configMap("idle", namespace: "default", ""))
        try await site.berth("apply", "pr.plan", "--yes", exits: 0)
    }

    /// Kubeconfigs and recipients in the repository are read from the revision, and programs of the branch do not run.
    @Test func filesOfTheEstateInTheRepositoryAreThoseOfTheRevision() async throws {
        let site = try await Site.project()
        for (from, to) in [("kubeconfig/m1.yaml", "access/m1.yaml"), ("recipients.txt", "access/recipients.txt")] {
            try site.folder.write(
                String(contentsOfFile: site.folder.path(".sandbox/\(from)"), encoding: .utf8), to: to)
        }
        try site.workplace.edit("specs/estate.yaml") {
            $0.replacing("../.sandbox/kubeconfig/m1.yaml", with: "../access/m1.yaml")
                .replacing("../.sandbox/recipients.txt", with: "../access/recipients.txt")
        }
        try await site.commitSpecs()
        try await site.berth("apply", "--yes", exits: 0)
        try await site.specsGit("checkout", "-q", "-b", "feature")
        try site.program("plugin", at: "access/plugin.sh")
        let kubeconfig = try String(contentsOfFile: site.folder.path("access/m1.yaml"), encoding: .utf8)
        try site.folder.write(kubeconfig.withPlugin("./plugin.sh"), to: "access/m1.yaml")
        try site.folder.write(
            AgeKey(in: site.folder, named: ".sandbox/other.key").recipient + "\n", to: "access/recipients.txt")
        try await site.commit("Take over")
        let plan = try await site.berth("plan", "--estate-from", "main", "--detailed-exitcode", exits: 0)
        #expect(!plan.output.contains("encrypt"), "the branch's recipients do not count: \(plan.output)")
        #expect(!site.hasRun("plugin"))
        // It is what would have run.
        _ = try await site.berth("plan")
        #expect(site.hasRun("plugin"))
    }

    struct Hole: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// What is on `main`, and what a branch makes of it.
        var base: @Sendable (Site) throws -> Void
        var branch: @Sendable (Site) throws -> Void
        var words: String
        var command = ["plan"]
    }

    private static func edit(_ old: String, _ new: String) -> @Sendable (Site) throws -> Void {
        { try $0.workplace.edit("specs/estate.yaml") { $0.replacing(old, with: new) } }
    }

    static let holes = [
        Hole(
            testDescription: "the helm program",
            base: {
                try $0.program("good", at: "bin/helm")
                try $0.workplace.edit("specs/estate.yaml") { $0 + "  tools: {helm: ../bin/helm}\n" }
            }, branch: { try $0.program("helm", at: "bin/helm") },
            words: "the helm program is not used: bin/helm of the work tree is not as in main"),
        Hole(
            testDescription: "a credential plugin beside the kubeconfig",
            base: { site in
                try site.program("good", at: "access/plugin.sh")
                try site.plugin("./plugin.sh", at: "access/m1.yaml")
            }, branch: { try $0.program("helm", at: "access/plugin.sh") },
            words: "access/plugin.sh of the work tree is not as in main"),
        Hole(
            testDescription: "a script that a shell is given",
            base: { site in
                try site.program("good", at: "access/token.sh")
                try site.plugin("sh", arguments: "[access/token.sh]", at: "access/m1.yaml")
            }, branch: { try $0.program("helm", at: "access/token.sh") },
            words: "access/token.sh of the work tree is not as in main"),
        Hole(
            testDescription: "a token of the estate",
            base: {
                try $0.folder.write("token", to: "access/token")
                try edit("token: {env: HCLOUD_TOKEN}", "token: {file: ../access/token}")($0)
            },
            branch: {
                try $0.workplace.remove("access/token")
                try FileManager.default.createSymbolicLink(
                    atPath: $0.folder.path("access/token"), withDestinationPath: "../.sandbox/age.key")
            }, words: "access/token of the work tree is not as in main"),
        Hole(
            testDescription: "a state repository that is committed", base: { _ in },
            branch: { try $0.folder.write(".sandbox/\n", to: ".gitignore") },
            words: "the state repository is not used: state/estate.git/"),
    ]

    @Test(arguments: holes) func whatABranchMayHaveReplacedIsNotUsed(_ hole: Hole) async throws {
        let site = try await Site.project()
        try hole.base(site)
        try await site.commitSpecs()
        if hole.words.contains("state repository") { try await site.berth("apply", "--yes", exits: 0) }
        try await site.specsGit("checkout", "-q", "-b", "feature")
        try hole.branch(site)
        try await site.commit("Take over")
        let outcome = try await site.berth("plan", "--estate-from", "main")
        #expect([1, 7].contains(outcome.status), "\(outcome)")
        #expect(outcome.words.contains(hole.words), "\(outcome.words)")
        #expect(!site.hasRun("helm"))
    }

    @Test func aRevisionThatCannotBeReadIsSaid() async throws {
        let workplace = try Workplace(environment: Site.planted)
        let none = try await workplace.berth(["validate", "--estate-from", "main"])
        #expect(none.status == 1 && none.errors.contains("is in no git work tree"), "\(none)")
        try await workplace.git("init", "-q", "-b", "main")
        let unborn = try await workplace.berth(["validate", "--estate-from", "main"])
        #expect(unborn.status == 1 && unborn.errors.contains("there is no such commit"), "\(unborn)")
        try await workplace.git("commit", "-q", "--allow-empty", "-m", "nothing yet")
        try await workplace.git("tag", "empty")
        try await workplace.git("add", "-A")
        try await workplace.git("commit", "-q", "-m", "specs")
        for (revision, words) in [
            ("missing", "there is no such commit"), ("--upload-pack=x", "this is not the name of a branch"),
            ("HEAD^{/specs}", "this is not the name of a branch"),
            ("empty", "there is no specs/estate.yaml in empty ("),
            ("HEAD:specs", "this is not the name of a branch"),
        ] {
            for option in ["--estate-from", "--changed-since"] where revision != "empty" || option == "--estate-from" {
                let outcome = try await workplace.berth(["validate", "\(option)=\(revision)"])
                #expect(outcome.status == 1 && outcome.output.isEmpty, "\(option) \(revision): \(outcome)")
                #expect(
                    outcome.errors.contains("\(option) \(revision): ") && outcome.errors.contains(words), "\(outcome)")
            }
        }
        let clone = workplace.folder.path("clone")
        try await Program.git("clone", "-q", "--depth", "1", "file://\(workplace.folder.path)", clone)
        let shallow = try await workplace.berth(["validate", "-C", clone, "--estate-from", "main~1"])
        #expect(shallow.status == 1 && shallow.errors.contains("fetch-depth: 0"), "\(shallow)")
        let bare = workplace.folder.path("bare.git")
        try await Program.git("clone", "-q", "--bare", "file://\(workplace.folder.path)", bare)
        let inBare = try await workplace.berth(["validate", "-C", bare, "--estate-from", "main"])
        #expect(inBare.status == 1 && inBare.errors.contains("is in no git work tree"), "\(inBare)")
    }

    /// A subfolder of a repository, and a work tree whose `.git` is a file.
    @Test func aProjectMayLieAnywhereInItsRepository() async throws {
        let workplace = try Workplace(environment: Site.planted)
        let folder = workplace.folder
        for name in ["specs", "templates"] {
            try FileManager.default.createDirectory(
                atPath: folder.path("repo/deep/er"), withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: folder.path(name), toPath: folder.path("repo/deep/er/\(name)"))
        }
        try await Program.git("init", "-q", "-b", "main", folder.path("repo"))
        try await Program.git("-C", folder.path("repo"), "add", "-A")
        try await Program.git("-C", folder.path("repo"), "commit", "-q", "-m", "specs")
        try await Program.git("-C", folder.path("repo"), "worktree", "add", "-q", folder.path("tree"), "-b", "other")
        for root in ["repo/deep/er", "tree/deep/er"] {
            try folder.write("nonsense", to: "\(root)/templates/namespace.yaml")
            try folder.write("also: nonsense", to: "\(root)/specs/estate.yaml")
            try folder.write(folder.text(".sandbox/recipients.txt"), to: "\(root)/.sandbox/recipients.txt")
            // They are not used, and told all the same.
            #expect(try await workplace.berth(["graph", "-C", root, "--estate-from", "main"]).status == 0)
            let outcome = try await workplace.berth(["validate", "-C", root, "--estate-from", "main"])
            #expect(outcome.status == 1 && outcome.errors.contains("\(root)/specs/estate.yaml"), "\(outcome)")
            #expect(try await workplace.berth(["validate", "-C", root]).status == 1)
        }
    }

    /// A workspace in a repository that is not here is not a workspace that is gone.
    @Test(arguments: ["specs/workspaces/team", "specs/workspaces", "templates/applications/web", "templates"])
    func aSubmoduleIsNeverAnEmptyFolder(_ path: String) async throws {
        let workplace = try Workplace(environment: Site.planted)
        let commit = try await workplace.commitSpecs()
        try await workplace.git("checkout", "-q", "-b", "feature")
        if FileManager.default.fileExists(atPath: workplace.folder.path(path)) {
            try await workplace.git("rm", "-q", "-r", path)
        }
        try await workplace.git("update-index", "--add", "--cacheinfo", "160000,\(commit),\(path)")
        try await workplace.git("commit", "-q", "-m", "elsewhere")
        try await workplace.git("checkout", "-q", "-f", "feature")
        try FileManager.default.createDirectory(
            atPath: workplace.folder.path(path), withIntermediateDirectories: true)
        let isWorkspace = path.hasPrefix("specs")
        for arguments in [
            ["validate"], ["validate", "--estate-from", "main"], ["validate", "--estate-from", "feature"],
        ] {
            let outcome = try await workplace.berth(arguments)
            #expect(outcome.status == 1, "\(arguments): \(outcome)")
            #expect(outcome.errors.contains("\(path)"), "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains("it is another repository (a git submodule)"), "\(outcome.errors)")
        }
        // In the place of templates a branch changes nothing.
        if !isWorkspace { #expect(try await workplace.berth(["graph", "--estate-from", "main"]).status == 0) }
    }

    struct Break: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var file: String
        var words: String
        var change: @Sendable (Site) throws -> Void
    }

    private static func link(_ file: String, to target: String) -> @Sendable (Site) throws -> Void {
        { site in
            try? FileManager.default.removeItem(atPath: site.folder.path(file))
            try FileManager.default.createSymbolicLink(
                atPath: site.folder.path(file), withDestinationPath: target)
        }
    }

    private static let breaks = [
        Break(
            testDescription: "an estate that is none", file: "specs/estate.yaml", words: "nonsense",
            change: { try $0.workplace.edit("specs/estate.yaml") { $0 + "  nonsense: true\n" } }),
        Break(
            testDescription: "an estate that is gone", file: "specs/estate.yaml", words: "there is no estate",
            change: { try $0.workplace.remove("specs/estate.yaml") }),
        Break(
            testDescription: "a template that cannot be read", file: "templates/rbac.yaml",
            words: "templates/rbac.yaml",
            change: { try $0.folder.write("a: [b", to: "templates/rbac.yaml") }),
        Break(
            testDescription: "an application with an unknown key", file: "templates/applications/web/application.yaml",
            words: "nonsense",
            change: {
                try $0.workplace.edit("templates/applications/web/application.yaml") { $0 + "nonsense: true\n" }
            }),
        Break(
            testDescription: "a template in Git LFS", file: "templates/rbac.yaml", words: "kept in Git LFS",
            change: {
                try $0.folder.write(
                    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
                    to: "templates/rbac.yaml")
            }),
        Break(
            testDescription: "a link to a file of the machine", file: "templates/rbac.yaml",
            words: "the path leads out of its folder", change: link("templates/rbac.yaml", to: "../.sandbox/age.key")),
        Break(
            testDescription: "an estate that is a link", file: "specs/estate.yaml",
            words: "the path leads out of its folder", change: link("specs/estate.yaml", to: "../.sandbox/age.key")),
        Break(
            testDescription: "a pipe", file: "templates/rbac.yaml", words: "templates/rbac.yaml",
            change: { site in
                try site.workplace.remove("templates/rbac.yaml")
                #expect(mkfifo(site.folder.path("templates/rbac.yaml"), 0o644) == 0)
            }),
    ]

    /// What would be broken after the merge is told before it, at its line; nothing of it is used, and what it leads to is not shown.
    @Test func aBrokenProjectIsToldInItsRequest() async throws {
        let site = try await Site.onBranch(environment: Site.planted.merging(["GITHUB_ACTIONS": "true"]) { $1 })
        try site.workspace("w3")
        try await site.commit("Ask for w3")
        let before = try await site.inventory
        let key = try String(contentsOfFile: site.folder.path(".sandbox/age.key"), encoding: .utf8)
        let secret = try #require(key.split(separator: "\n").first { $0.hasPrefix("AGE-SECRET-KEY-") })
        for test in Self.breaks {
            try test.change(site)
            let text = try await site.workplace.berth(["plan", "--estate-from", "main", "--out", "pr.plan"])
            // The plan is shown all the same.
            #expect(text.status == 1 && text.output.contains("w3/namespace"), "\(test): \(text)")
            #expect(text.words.contains("once merged, nothing can be planned: \(test.file)"), "\(test): \(text.words)")
            #expect(text.words.contains(test.words), "\(test): \(text.words)")
            #expect(text.errors.contains("::error file=\(test.file),"), "\(test): \(text.errors)")
            let sarif = try await site.workplace.berth(["plan", "--estate-from", "main", "--format", "sarif"])
            let result = try Value(json: sarif.output)["runs"]?[0]?["results"]?[0]
            let place = result?["locations"]?[0]?["physicalLocation"]?["artifactLocation"]?["uri"]
            #expect(sarif.status == 1 && place == .string(test.file), "\(test): \(sarif.output)")
            #expect(result?["ruleId"] == "specification/error", "\(test): \(sarif.output)")
            let json = try await site.workplace.berth(["plan", "--estate-from", "main", "--json"])
            let value = try Value(json: json.output)
            #expect(value["problems"]?[0]?["blocks"] == true && value["faulty"] == nil, "\(test): \(json.output)")
            let valid = try await site.workplace.berth(["validate", "--estate-from", "main"])
            #expect(valid.status == 1 && valid.words.contains(test.words), "\(test): \(valid)")
            for outcome in [text, sarif, json, valid] {
                #expect(!(outcome.output + outcome.errors).contains(secret), "\(test): \(outcome)")
            }
            try? FileManager.default.removeItem(atPath: site.folder.path(test.file))
            try await site.specsGit("checkout", "-q", "-f", ".")
            // Nobody applies such a plan, whatever became of the files.
            let applied = try await site.workplace.berth(["apply", "pr.plan", "--yes"])
            #expect(applied.status == 1 && applied.words.contains("once merged"), "\(test): \(applied)")
        }
        #expect(try await site.inventory == before)
        #expect(try await site.workplace.berth(["plan", "--estate-from", "main"]).status == 0)
    }

    @Test func templatesThatGitDoesNotHoldAreSaid() async throws {
        let workplace = try Workplace(environment: Site.planted)
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
        try workplace.folder.write(pointer, to: "templates/rbac.yaml")
        try await workplace.commitSpecs()
        let large = try await workplace.berth(["validate", "--estate-from", "main"])
        #expect(large.status == 1 && large.errors.contains("kept in Git LFS"), "\(large)")

        // A submodule in the place of the templates.
        try workplace.remove("templates")
        try await workplace.git("rm", "-q", "-r", "--cached", "templates")
        let commit = try await Program.git("rev-parse", "HEAD", in: workplace.folder.path).prefix(40)
        try await workplace.git("update-index", "--add", "--cacheinfo", "160000,\(commit),templates")
        try await workplace.git("commit", "-q", "-m", "elsewhere")
        let elsewhere = try await workplace.berth(["validate", "--estate-from", "main"])
        #expect(elsewhere.status == 1 && elsewhere.errors.contains("it is another repository"), "\(elsewhere)")

        // A link that leads out of the tree.
        try await workplace.git("reset", "-q", "--hard", "HEAD~1")
        try workplace.remove("templates/rbac.yaml")
        try FileManager.default.createSymbolicLink(
            atPath: workplace.folder.path("templates/rbac.yaml"), withDestinationPath: "/etc/hostname")
        try await workplace.git("commit", "-q", "-am", "link")
        let link = try await workplace.berth(["validate", "--estate-from", "main"])
        #expect(link.status == 1 && link.errors.contains("the path leads out of its folder"), "\(link)")
    }
}

extension TemporaryFolder {
    /// What is in a file; nothing where there is none.
    fileprivate func text(_ name: String) -> String {
        (try? String(contentsOfFile: path(name), encoding: .utf8)) ?? ""
    }
}
