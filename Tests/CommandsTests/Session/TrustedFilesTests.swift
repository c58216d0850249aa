import Foundation
import Git
import TestSupport
import Testing

@testable import Commands

/// Which files of a work tree count beside an estate that is read from a revision.
struct TrustedFilesTests {
    private let folder: TemporaryFolder
    private let root: String
    private let trusted: TrustedFiles

    /// `main` has an estate, a kubeconfig, a program and links; the branch that is checked out changed some of it, and the
    /// runner put files beside.
    init() async throws {
        let folder = try TemporaryFolder()
        (self.folder, root) = (folder, folder.path("work"))
        func git(_ arguments: String...) async throws { _ = try await Program.git(arguments, in: folder.path("work")) }
        func link(_ name: String, _ target: String) throws {
            try? FileManager.default.removeItem(atPath: folder.path("work/\(name)"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("work/\(name)"), withDestinationPath: target)
        }
        for file in ["specs/estate.yaml", "kube/a.yaml", "kube/b.yaml", "bin/helm", "zones/one", "other/one"] {
            try folder.write("base of \(file)\n", to: "work/\(file)")
        }
        try folder.write("secret\n", to: "elsewhere/secret")
        try link("good", "kube")
        try link("turned", "kube/a.yaml")
        try await git("init", "-q", "-b", "main")
        try await git("add", "-A")
        try await git("commit", "-q", "-m", "base")
        try await git("checkout", "-q", "-b", "branch")
        try folder.write("#!/bin/sh\n", to: "work/bin/helm")
        try folder.write("new", to: "work/added")
        try folder.write("new", to: "work/zones/two")
        try link("out", "../elsewhere")
        try link("turned", "../elsewhere/secret")
        try await git("add", "-A")
        try await git("commit", "-q", "-m", "branch")
        try folder.write("staged", to: "work/staged")
        try await git("add", "staged")
        try folder.write("edited", to: "work/kube/b.yaml")
        try folder.write("runner's", to: "work/runner/kubeconfig")
        try link("runner/link", "../../elsewhere/secret")
        let revision = try await ProjectRevision("main", of: root, option: "--estate-from")
        trusted = try await TrustedFiles(revision)
    }

    @Test(arguments: [
        "kube/a.yaml", "good/a.yaml", "kube/../kube/./a.yaml", "runner/kubeconfig", "runner/link", "runner", "other",
        "missing", "missing/file", "kube/missing", "../elsewhere/secret", ".git/config", "runner/../kube/a.yaml",
    ])
    func whatTheRevisionHoldsAndWhatIsNotCommittedIsUsed(_ name: String) {
        #expect(trusted.refusal(of: "\(root)/\(name)") == nil)
    }

    @Test(arguments: [
        ("bin/helm", "bin/helm"), ("added", "added"), ("staged", "staged"), ("kube/b.yaml", "kube/b.yaml"),
        ("good/b.yaml", "kube/b.yaml"), ("out/secret", "out"), ("turned", "turned"), ("zones", "zones/two"),
        ("runner/../added", "added"), (".", "added"),
    ])
    func whatABranchBroughtIsRefused(_ name: String, _ named: String) {
        let refusal = trusted.refusal(of: "\(root)/\(name)")
        #expect(refusal?.hasPrefix("\(named) of the work tree is not as in main (") == true, "\(refusal ?? "")")
    }

    @Test func theEntryOfAPathIsFoundWithoutFollowingLinks() {
        #expect(trusted.entry(for: "\(root)/specs/../kube/b.yaml") != nil)
        #expect(trusted.entry(for: "\(root)/turned")?.mode == .link)
        #expect(trusted.entry(for: "\(root)/added") == nil)
        #expect(trusted.entry(for: "/etc/passwd") == nil)
    }
}
