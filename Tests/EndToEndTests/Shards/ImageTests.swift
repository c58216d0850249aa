import Foundation
import TestSupport
import Testing

/// The folder tree of the image, with the berth that was built for the tests, as the only thing that a process sees.
struct ImageTests {
    @Test func anInstallationHasCompletionsAndManualPages() async throws {
        let folder = try TemporaryFolder()
        let script = Workplace.checkout.appending(path: "Packaging/install.sh").path
        try await Program("bash")(script, Workplace.berth, folder.path, "/opt/berth")
        let base = folder.path("opt/berth")
        #expect(try await Program("\(base)/bin/berth")("version").contains("berth"))
        for (shell, file) in [
            ("bash", "bash-completion/completions/berth"), ("zsh", "zsh/site-functions/_berth"),
            ("fish", "fish/vendor_completions.d/berth.fish"),
        ] {
            let script = try String(contentsOfFile: "\(base)/share/\(file)", encoding: .utf8)
            #expect(script.contains("merge"), "\(shell)")
        }
        try await Program("bash")("-c", ". \(base)/share/bash-completion/completions/berth && complete -p berth")
        let page = try await Program("gzip")("-dc", "\(base)/share/man/man1/berth-locks-release.1.gz")
        #expect(page.hasPrefix(".TH \"BERTH-LOCKS-RELEASE\" 1"))
        let merge = try await Program("gzip")("-dc", "\(base)/share/man/man1/berth-merge.1.gz")
        #expect(merge.contains("\\fB\\-\\-drift\\fR"))
        let absent = try await Program("bash").outcome([script, folder.path("none"), folder.path, "/usr"])
        #expect(absent.status != 0)
    }

    @Test(.enabled(if: geteuid() == 0, "chroot needs root"))
    func berthWorksWhereNothingElseIs() async throws {
        let site = try await Site.project()
        let root = site.folder.path("image")
        let script = Workplace.checkout.appending(path: "Packaging/rootfs.sh").path
        try await Program("bash")(script, Workplace.berth, root)
        for name in ["specs", "templates"] {
            try FileManager.default.copyItem(atPath: site.folder.path(name), toPath: "\(root)/estate/\(name)")
        }
        try FileManager.default.createDirectory(atPath: "\(root)/estate/.sandbox", withIntermediateDirectories: true)
        for name in ["kubeconfig", "recipients.txt", "age.key", "zones"]
        where FileManager.default.fileExists(atPath: site.folder.path(".sandbox/\(name)")) {
            try FileManager.default.copyItem(
                atPath: site.folder.path(".sandbox/\(name)"), toPath: "\(root)/estate/.sandbox/\(name)")
        }
        // A container has /proc and /dev.
        func run(_ arguments: String...) async throws -> Program.Outcome {
            try await Program("unshare", environment: Site.planted.merging(["HOME": "/home/berth"]) { $1 }).outcome(
                [
                    "--mount", "sh", "-c",
                    #"mount --bind /proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" "$@""#, root,
                ] + arguments)
        }
        // It takes the luck of threads to end otherwise: half of all times when this was found.
        for _ in 0..<10 {
            let bare = try await Program("chroot").outcome([root, "/usr/bin/berth", "version"])
            #expect(bare.status == 1 && bare.errors.contains("/proc is not mounted"), "\(bare)")
        }
        let version = try await run("/usr/bin/berth", "version")
        #expect(version.status == 0, "\(version.errors)")
        let apply = try await run("/usr/bin/berth", "apply", "--root", "/estate", "--yes")
        #expect(apply.status == 0, "\(apply.output)\(apply.errors)")
        let kubeconfig = try await run("/usr/bin/berth", "kubeconfig", "--root", "/estate", "w1")
        #expect(kubeconfig.status == 0 && kubeconfig.output.contains("apiVersion"), "\(kubeconfig.errors)")
        #expect(try await run("/usr/bin/helm", "version", "--short").status == 0)
        #expect(try await run("/bin/sh", "-c", "true").status == 127)
        let programs = try await Program("find")(root, "-path", "*/bin/*", "-type", "f", "-printf", "%f\\n")
        #expect(programs.split(separator: "\n").sorted() == ["age", "berth", "helm"])
        #expect(FileManager.default.fileExists(atPath: "\(root)/etc/ssl/certs/ca-certificates.crt"))
        // It does not write over what is there.
        let again = try await Program("bash").outcome([script, Workplace.berth, root])
        #expect(again.status != 0 && again.errors.contains("is not empty"))
    }
}
