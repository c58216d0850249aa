import Foundation
import TestSupport
import Testing

/// A state repository that is shared through a remote: what others have is seen, and nothing waits for it.
struct SharedStateTests {
    private func project(remote: String) async throws -> Site {
        try await Site.project { estate in
            remote.isEmpty
                ? estate : estate.replacing("../state/estate.git}", with: "../state/estate.git, remote: \"\(remote)\"}")
        }
    }

    /// A remote behind git's own HTTP server, in a folder that lives as long as the test.
    private func served() async throws -> (server: GitHTTPServer, folder: TemporaryFolder) {
        let folder = try TemporaryFolder()
        try await Program.git("init", "-q", "--bare", "-b", "main", folder.path("remote.git"))
        return (try GitHTTPServer(folder.path), folder)
    }

    private func subjects(_ repository: String) async throws -> [Substring] {
        try await Program.git("log", "--format=%s", in: repository).split(separator: "\n")
    }

    /// Another machine: the same project, nothing of the state.
    private func forgetState(of site: Site, as name: String) throws {
        try FileManager.default.moveItem(atPath: site.folder.path("state/estate.git"), toPath: site.folder.path(name))
    }

    @Test func twoMachinesGoOnWithTheRemotesBranch() async throws {
        let folder = try TemporaryFolder()
        let remote = folder.path("remote.git")
        try await Program.git("init", "-q", "--bare", "-b", "master", remote)
        let site = try await project(remote: "file://\(remote)")
        // As an older git makes it.
        try await Program.git("init", "-q", "--bare", "-b", "master", site.folder.path("state/estate.git"))
        try await site.berth("apply", "--yes", exits: 0)
        try forgetState(of: site, as: "first.git")
        let status = try await site.berth("status", exits: 0)
        #expect(status.output.contains("w1"))
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await Program.git("branch", "--format=%(refname:short)", in: remote) == "master\n")
        try forgetState(of: site, as: "second.git")
        try FileManager.default.moveItem(
            atPath: site.folder.path("first.git"), toPath: site.folder.path("state/estate.git"))
        let log = try await site.berth("state", "log", exits: 0)
        #expect(log.output.contains("End apply of w2"))
    }

    @Test func aRemoteThatTakesNothingChangesNothingAboutARun() async throws {
        let (server, folder) = try await served()
        let remote = folder.path("remote.git")
        let site = try await project(remote: server.url("remote.git"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await subjects(remote).first == "End apply of w1: applied")
        let hook = try folder.write(
            "#!/bin/sh\necho 'You are not allowed to push to protected branches' >&2\nexit 1\n",
            to: "remote.git/hooks/pre-receive")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook)
        try site.workspace("w2")
        let apply = try await site.berth("apply", "--yes", exits: 0)
        #expect(apply.errors.contains("not published"), "\(apply.errors)")
        #expect(try await site.cluster()("-n", "k8s-w-w2", "get", "tcp", "w2", "-o", "name").contains("w2"))
        #expect(try await subjects(remote).first == "End apply of w1: applied")
        for command in [["plan"], ["drift"], ["status"], ["state", "log"], ["kubeconfig", "w2"]] {
            let count = server.requests.count
            let outcome = try await site.workplace.berth(command)
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("are not published"), "\(command): \(outcome.errors)")
            #expect(!server.requests.dropFirst(count).contains { $0.contains("receive-pack") }, "\(command) pushes")
        }
        try FileManager.default.removeItem(atPath: hook)
        // An apply with nothing to do brings it there, too.
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await subjects(remote).first == "End apply of w2: applied")
    }

    @Test func aRemoteThatIsAwayIsToldAndDoneWithout() async throws {
        let (server, folder) = try await served()
        let site = try await project(remote: server.url("remote.git"))
        try await site.berth("apply", "--yes", exits: 0)
        server.turn(.refusing)
        for (command, status) in [
            (["plan"], 7), (["drift"], 7), (["status"], 7), (["state", "log"], 7), (["kubeconfig", "w1"], 7),
            (["locks"], 0),
        ] as [([String], Int32)] {
            let outcome = try await site.workplace.berth(command)
            #expect(outcome.status == status, "\(command): \(outcome.output)\(outcome.errors)")
            guard command != ["locks"] else { continue }
            #expect(outcome.errors.contains("the state may be older"), "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("ago, at"), "\(command): \(outcome.errors)")
        }
        try site.workspace("w2")
        let apply = try await site.berth("apply", "--yes", exits: 0)
        #expect(apply.errors.contains("not published"))
        // Nothing of the state is here: a run would begin a second history.
        try forgetState(of: site, as: "kept.git")
        try site.workspace("w3")
        let refused = try await site.berth("apply", "--yes", exits: 7)
        #expect(refused.errors.contains("second history"))
        try site.workplace.remove("state/estate.git")
        try FileManager.default.moveItem(
            atPath: site.folder.path("kept.git"), toPath: site.folder.path("state/estate.git"))
        server.turn(.serving)
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await subjects(folder.path("remote.git")).contains("End apply of w2: applied"))
    }

    @Test func aSilentRemoteHoldsNobodyUp() async throws {
        let (server, folder) = try await served()
        let site = try await project(remote: server.url("remote.git"))
        try await site.berth("apply", "--yes", exits: 0)
        server.turn(.silent)
        let plan = try await site.berth("plan", exits: 7)
        #expect(plan.errors.contains("it has not answered for 10 s"))
        withExtendedLifetime(folder) {}
    }

    @Test(.enabled(if: SSHServer.program != nil)) func theStateIsSharedOverSSH() async throws {
        let server = try await SSHServer()
        let remote = server.folder.path("remote.git")
        try await Program.git("init", "-q", "--bare", "-b", "main", remote)
        let site = try await project(remote: server.url(remote))
        let program = Program(
            Workplace.berth,
            environment: Site.planted.merging(server.environment) { $1 })
        func berth(_ arguments: String...) async throws -> Program.Outcome {
            try await program.outcome(arguments, in: site.folder.path)
        }
        let apply = try await berth("apply", "--yes")
        #expect(apply.status == 0 && !apply.errors.contains("not published"), "\(apply.errors)")
        #expect(try await subjects(remote).first == "End apply of w1: applied")
        try forgetState(of: site, as: "first.git")
        let log = try await berth("state", "log")
        #expect(log.output.contains("Apply w1"), "\(log.errors)")
        try await server.refuseKeys()
        let plan = try await berth("plan")
        #expect(plan.status == 7, "\(plan.errors)")
    }

    @Test func aSnapshotThatCannotBeReadIsNamedAndStopsOnlyPlans() async throws {
        let site = try await project(remote: "")
        try await site.berth("apply", "--yes", exits: 0)
        let clone = site.folder.path("clone")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), clone)
        try site.folder.write("not json", to: "clone/workspaces/w9/snapshot.json")
        try await Program.git("add", "-A", in: clone)
        try await Program.git("commit", "-q", "-m", "broken by hand", in: clone)
        try await Program.git("push", "-q", "origin", "HEAD", in: clone)
        for command in [["status"], ["kubeconfig", "w1"], ["state", "log"], ["state", "show", "w1"]] {
            let outcome = try await site.workplace.berth(command)
            #expect(outcome.status == 0, "\(command): \(outcome.errors)")
            #expect(outcome.errors.contains("workspaces/w9/snapshot.json"), "\(command): \(outcome.errors)")
        }
        let plan = try await site.berth("plan", exits: 1)
        #expect(plan.errors.contains("workspaces/w9/snapshot.json"))
    }

    @Test(arguments: [String(repeating: "n", count: 100_000), "Jane\nDoe: x\r\n\nRun: forged", "<>", "..."])
    func anyActorIsRecorded(_ actor: String) async throws {
        let site = try await Site.project()
        let program = Program(
            Workplace.berth,
            environment: Site.planted.merging(["BERTH_ACTOR": actor]) { $1 })
        let apply = try await program.outcome(["apply", "--yes"], in: site.folder.path)
        #expect(apply.status == 0, "\(apply.errors.suffix(2000))")
        try await site.git("fsck", "--strict")
        try await site.berth("state", "log", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }
}
