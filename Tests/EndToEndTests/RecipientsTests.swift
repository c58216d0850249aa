import Document
import Foundation
import TestSupport
import Testing

/// Who can open what is stored: recipients come and go, identities are lost, values are made anew.
struct RecipientsTests {
    @Test func recipientsComeAndGo() async throws {
        let site = try await Site.project()
        try site.workspace("w2")
        try await site.berth("apply", "--yes", exits: 0)
        let first = try site.recipients("age.key")
        let second = try site.newKey("second.key")

        // Order, comments and blank lines are nobody's key.
        try site.folder.write("# operators\n\n\(first)# end\n", to: ".sandbox/recipients.txt")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        // A workspace without a specification has secrets, too.
        try site.workplace.remove("specs/workspaces/w2.yaml")
        try site.folder.write("\(second)\(first)", to: ".sandbox/recipients.txt")
        let plan = try await site.berth("plan", "--detailed-exitcode", "--out", "re.plan", exits: 2)
        for name in ["w1/stored-secret/api-key", "w1/stored-secret/kubeconfig", "w2/stored-secret/kubeconfig"] {
            #expect(plan.output.unwrapped.contains(name), "\(plan.output)")
        }
        #expect(plan.output.unwrapped.contains("encrypted anew: adds \(second.prefix(12))"))
        #expect(plan.output.unwrapped.contains("Plan: 0 objects to create, 4 to update"))
        #expect(try await site.berth("plan", "--format", "markdown").output.contains("encrypted anew"))
        let json = try Value(json: try await site.berth("plan", "--json", exits: 0).output)
        let change = json["steps"]?.array?.first { $0["kind"] == "stored-secret" }
        #expect(change?["action"] == "update")
        #expect(change?["recipients"]?["added"] == [.string(second.filter { !$0.isNewline })])
        try await site.berth("drift", exits: 0)

        try await site.berth("apply", "re.plan", "--yes", exits: 0)
        for file in ["w1/kubeconfig", "w1/api-key", "w2/kubeconfig", "w2/api-key"] {
            #expect(try await !site.opened(file, by: "second.key").isEmpty)
            #expect(try await !site.opened(file, by: "age.key").isEmpty)
        }
        // That w2 has no file any more is all that is left to say.
        let after = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(after.output.contains("No changes; 1 orphaned workspace: w2."), "\(after.output)")
        try await site.git("fsck", "--strict")

        // Who goes could open it, and the history keeps it.
        try site.folder.write(second, to: ".sandbox/recipients.txt")
        let removal = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(removal.output.unwrapped.contains("encrypted anew: removes \(first.prefix(12))"))
        #expect(removal.output.unwrapped.contains("`berth secret rotate w1 api-key`"))
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.opened("w1/kubeconfig", by: "age.key").isEmpty)
        #expect(try await !site.opened("w1/kubeconfig", by: "second.key").isEmpty)

        // What goes stale says so, and nothing is written.
        let stale = try await site.berth("apply", "re.plan", "--yes", exits: 3)
        #expect(!stale.errors.isEmpty)
    }

    @Test func anIdentityThatOpensNothingNamesTheSecretAndLeavesTheRest() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        _ = try site.newKey("other.key")
        try site.workplace.edit("specs/estate.yaml") { $0.replacing(".sandbox/age.key", with: ".sandbox/other.key") }
        try site.workspace("w2")

        let plan = try await site.berth("plan", exits: 7)
        #expect(plan.output.unwrapped.contains("the secret api-key of workspace w1"), "\(plan.output)")
        #expect(plan.output.unwrapped.contains("no identity matched"))
        #expect(plan.errors.contains("opens nothing that is stored from now on"))
        #expect(plan.output.unwrapped.contains("w2/control-plane"))
        let drift = try await site.berth("drift", exits: 7)
        #expect(drift.output.unwrapped.contains("the secret api-key of workspace w1"), "\(drift.output)")
        let refused = try await site.berth("kubeconfig", "w1", exits: 1)
        #expect(refused.errors.unwrapped.contains("the secret kubeconfig of workspace w1"), "\(refused.errors)")
        #expect(refused.output.isEmpty)

        try await site.berth("apply", "--yes", exits: 7)
        let names = try await site.cluster()("get", "namespaces", "-o", "name")
        #expect(names.contains("k8s-w-w2"), "the other workspace is made")

        // Encrypted for the owner of that key it is not; a new value is, and the kubeconfig is made anew.
        let other = try site.recipients("other.key")
        try site.folder.write(other, to: ".sandbox/recipients.txt")
        let anew = try await site.berth("plan", exits: 7)
        #expect(anew.output.unwrapped.contains("w1/stored-secret/api-key"), "\(anew.output)")
        #expect(anew.output.unwrapped.contains("what is stored cannot be opened, and is made anew"))
        for name in ["w1", "w2"] { try await site.berth("secret", "rotate", name, "api-key", "--yes", exits: 0) }
        try await site.berth("apply", "--yes", exits: 0)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.inside("w1")("get", "namespaces").contains("loopback-system"))
        #expect(try await site.opened("w1/api-key", by: "other.key") == site.apiKey("w1"))
    }

    @Test func aNewValueIsAnOrdinaryPlan() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let old = try await site.apiKey("w1")
        #expect(try await site.opened("w1/api-key", by: "age.key") == old)
        #expect(try await site.berth("secret", "rotate", "w1", "apikey", exits: 64).errors.contains("there is api-key"))
        #expect(try await site.berth("secret", "rotate", "w9", "api-key", exits: 64).errors.contains("w9"))

        let plan = try await site.berth("secret", "rotate", "w1", "api-key", "--out", "rotate.plan", exits: 0)
        #expect(
            plan.output.unwrapped.contains("a new value of api-key")
                && plan.output.unwrapped.contains("(sensitive, changed)"))
        #expect(plan.output.unwrapped.contains("1 to update"))
        #expect(!plan.output.unwrapped.contains(old))
        #expect(try await site.apiKey("w1") == old)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        #expect(plan.errors.contains("saved: berth apply rotate.plan"))
        try await site.berth("apply", "rotate.plan", "--yes", exits: 0)
        let new = try await site.apiKey("w1")
        #expect(new != old && new.count == 43)
        #expect(try await site.opened("w1/api-key", by: "age.key") == new)
        #expect(try await site.git("log", "--format=%s").contains("Rotate the generated secret api-key of w1"))
        try await site.berth("apply", "rotate.plan", "--yes", exits: 3)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)

        // A plan that was overtaken is stale.
        try await site.berth("secret", "rotate", "w1", "api-key", "--out", "late.plan", exits: 0)
        let done = try await site.berth("secret", "rotate", "w1", "api-key", "--yes", exits: 0)
        #expect(done.errors.contains("the new value is in Secret loopback-system/loopback-load-balancer in tenant w1"))
        let newest = try await site.apiKey("w1")
        #expect(newest != new)
        try await site.berth("apply", "late.plan", "--yes", exits: 3)
        #expect(try await site.apiKey("w1") == newest)
        let file = try String(contentsOfFile: site.folder.path("late.plan"), encoding: .utf8)
        for value in [old, new, newest] { #expect(!file.contains(value)) }
    }

    /// Killed with the answer to the write of the new value lost: it is on record, and the same plan goes on.
    @Test func aKilledRotationGoesOn() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let old = try await site.apiKey("w1")
        try await site.berth("secret", "rotate", "w1", "api-key", "--out", "rotate.plan", exits: 0)
        try await site.sandbox(
            "fault", "add", "status", "--status", "503", "--match",
            "method=PATCH,path=/secrets/loopback-load-balancer")
        let run = try site.start("apply", "rotate.plan", "--yes")
        try await eventually("the new value is on record") {
            try await site.git("log", "--format=%s").contains("Rotate the generated secret api-key of w1")
        }
        run.kill()
        run.waitUntilExit()
        try await site.sandbox("fault", "clear")
        let stored = try await site.opened("w1/api-key", by: "age.key")
        #expect(stored != old)
        try await eventually("the killed run's lock ends") {
            try await site.berth("apply", "rotate.plan", "--yes").status == 0
        }
        #expect(try await site.apiKey("w1") == stored)
        #expect(try await site.opened("w1/api-key", by: "age.key") == stored)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    @Test func whatWasStoredBeforeThereWereRecordsIsEncryptedAnew() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let work = site.folder.path("work")
        try await Program.git("clone", "-q", site.folder.path("state/estate.git"), work)
        try await Program.git("-C", work, "rm", "-q", "workspaces/w1/api-key.recipients.json")
        try await Program.git(
            "-C", work, "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-q", "-m", "As of old")
        try await Program.git("-C", work, "push", "-q")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(
            plan.output.unwrapped.contains("w1/stored-secret/api-key")
                && plan.output.unwrapped.contains("is not recorded"))
        #expect(!plan.output.unwrapped.contains("w1/stored-secret/kubeconfig"))
        let before = try await site.apiKey("w1")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.apiKey("w1") == before, "it stays the same secret")
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
    }

    /// What is wrong with the file is told before anything is written, without a line of it.
    @Test(
        arguments: [
            ("", "holds no key"), ("# nobody\n", "holds no key"), ("AGE-SECRET-KEY-1PLANTED\n", "private key"),
            ("# AGE-SECRET-KEY-1PLANTED\n", "private key"), ("planted@example.com\n", "not a public key"),
            (nil, "there is no such file"),
        ] as [(String?, String)])
    func aRecipientsFileThatCannotBeUsedIsRefused(_ text: String?, _ part: String) async throws {
        let workplace = try Workplace()
        try workplace.edit("specs/estate.yaml") { $0.replacing("../.sandbox/recipients.txt", with: "recipients.txt") }
        if let text { try workplace.folder.write(text, to: "specs/recipients.txt") }
        for command in [["validate"], ["plan"], ["apply", "--yes"]] {
            let outcome = try await workplace.berth(command)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(part) && outcome.errors.contains("recipients.txt"), "\(outcome.errors)")
            #expect(!"\(outcome.errors)\(outcome.output)".uppercased().contains("PLANTED"))
        }
    }

    /// As in a pipeline that only writes: what needs no identity is done, the rest waits for a run that has one.
    @Test func withoutAnIdentityItWaits() async throws {
        let site = try await Site.project()
        try await site.berth("apply", "--yes", exits: 0)
        let key = try String(contentsOfFile: site.folder.path(".sandbox/age.key"), encoding: .utf8)
        let both = try site.newKey("second.key") + site.recipients("age.key")
        try site.folder.write(both, to: ".sandbox/recipients.txt")
        try site.workplace.remove(".sandbox/age.key")
        let plan = try await site.berth("plan", "--detailed-exitcode", exits: 2)
        #expect(plan.output.unwrapped.contains("waits for a run with an identity that opens it"), "\(plan.output)")
        #expect(plan.errors.unwrapped.contains("age.key, which the estate names, does not exist"), "\(plan.errors)")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.opened("w1/kubeconfig", by: "second.key").contains("w1.k8s.cloud.example.com"))
        #expect(try await site.opened("w1/api-key", by: "second.key").isEmpty)
        try await site.berth("plan", "--detailed-exitcode", exits: 0)
        #expect(try await site.berth("plan", exits: 0).output.contains("… w1/stored-secret/api-key"))
        let unopened = try await site.berth("kubeconfig", "w1", exits: 1).errors.unwrapped
        #expect(unopened.contains("the secret kubeconfig of workspace w1"), "\(unopened)")
        #expect(unopened.contains("age.key, which the estate names, does not exist: put"), "\(unopened)")
        #expect(!unopened.contains("encryption.identity.file"), "the estate names one")

        try site.folder.write(key, to: ".sandbox/age.key")
        try await site.berth("apply", "--yes", exits: 0)
        #expect(try await site.opened("w1/api-key", by: "second.key") == site.apiKey("w1"))
    }

    /// Without the program nothing can be stored for SSH keys: that shows before anything is written, and plans go as far as they
    /// can.
    @Test func withoutAgeNothingIsWrittenForSSHKeys() async throws {
        let site = try await Site.project()
        let key = site.folder.path(".sandbox/age.key")
        try site.workplace.remove(".sandbox/age.key")
        try await Program("ssh-keygen")("-q", "-t", "ed25519", "-N", "", "-f", key)
        try site.folder.write(
            String(contentsOfFile: "\(key).pub", encoding: .utf8), to: ".sandbox/recipients.txt")
        let berth = Program(
            Workplace.berth,
            environment: Site.planted.merging(["PATH": site.folder.path("nothing"), "NO_COLOR": "1"]) { $1 })
        let before = try await site.inventory
        let refused = try await berth.outcome(["apply", "--yes"], in: site.folder.path)
        #expect(refused.status == 1 && refused.errors.unwrapped.contains("age is not installed"), "\(refused.errors)")
        #expect(try await site.inventory == before)

        try await site.berth("apply", "--yes", exits: 0)
        let plan = try await berth.outcome(["plan"], in: site.folder.path)
        #expect(plan.status == 7 && plan.output.unwrapped.contains("age is not installed"), "\(plan.output)")
        #expect(plan.output.unwrapped.contains("the secret api-key of workspace w1"))
    }

    @Test func whatInitWritesIsValidAndPlans() async throws {
        let site = try await Site(clusters: "pool-1")
        let folder = site.folder.path("fresh")
        let home = site.folder.path("home")
        let berth = Program(
            Workplace.berth,
            environment: ["HOME": home, "BERTH_ACTOR": "tester", "NO_COLOR": "1"])
        let written = try await berth.outcome(["init", "--root", folder])
        #expect(written.status == 0, "\(written.errors)")
        #expect(!written.output.contains("AGE-SECRET-KEY"))
        try await berth(["validate", "--root", folder])
        // Where the cluster is has to be said; nothing else has.
        let kube = try String(contentsOfFile: site.folder.path(".sandbox/kubeconfig/pool-1.yaml"), encoding: .utf8)
        try FileManager.default.createDirectory(atPath: "\(home)/.kube", withIntermediateDirectories: true)
        try kube.write(toFile: "\(home)/.kube/config", atomically: true, encoding: .utf8)
        let kubectl = Program("kubectl", environment: ["KUBECONFIG": "\(home)/.kube/config"])
        let context = try await kubectl("config", "current-context").filter { !$0.isNewline }
        try await kubectl("config", "rename-context", context, "pool-1")
        let plan = try await berth.outcome(["plan", "--root", folder, "--detailed-exitcode"])
        #expect(plan.status == 2, "\(plan.output)\(plan.errors)")
        #expect(plan.output.unwrapped.contains("example/control-plane"))
        let applied = try await berth.outcome(["apply", "--root", folder, "--yes"])
        #expect(applied.status == 0, "\(applied.output)\(applied.errors)")
        let kubeconfig = try await berth.outcome(["kubeconfig", "example", "--root", folder])
        #expect(kubeconfig.output.contains("example.k8s.cloud.example.com"))
    }
}

extension String {
    /// The words of a text that was wrapped to a terminal.
    fileprivate var unwrapped: String { split { $0.isWhitespace }.joined(separator: " ") }
}
