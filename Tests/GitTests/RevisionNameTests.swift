import Foundation
import Git
import TestSupport
import Testing

/// Revisions that somebody else wrote down: what means one commit is taken, and nothing else.
struct RevisionNameTests {
    private let folder: TemporaryFolder
    private let work: String

    /// Two commits on `main`, the first of which is at the tag `v1` and at `origin/main`.
    init() async throws {
        folder = try TemporaryFolder()
        work = folder.path("work")
        try await Program.git("init", "-q", "-b", "main", work)
        try folder.write("1", to: "work/a")
        try await Program.git("add", "-A", in: work)
        try await Program.git("commit", "-q", "-m", "release the kraken", in: work)
        try await Program.git("tag", "-a", "v1", "-m", "tag", in: work)
        try await Program.git("update-ref", "refs/remotes/origin/main", "HEAD", in: work)
        try folder.write("2", to: "work/a")
        try await Program.git("commit", "-qam", "second", in: work)
    }

    private func id(_ revision: String) async throws -> String {
        try await Program.git("rev-parse", revision, in: work).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func named(_ revision: String, in path: String? = nil) async throws -> String {
        try await Repository.containing(path ?? work).commit(named: revision).description
    }

    @Test(arguments: ["main~1", "main^", "v1", "refs/tags/v1", "origin/main", "refs/remotes/origin/main", "HEAD~1"])
    func whatMeansOneCommitIsTaken(_ revision: String) async throws {
        #expect(try await named(revision) == id("HEAD~1"))
        #expect(try await named(String(id("HEAD~1").prefix(9))) == id("HEAD~1"))
    }

    @Test(arguments: [
        "", "-q", "--upload-pack=touch /tmp/x", "HEAD^{/release}", ":/release", "HEAD:a", "main..HEAD", "main@{1}",
        "@{-1}", "ma in", "main\n", "main\u{0}", "m?in", "m*", "[main]", "main\\x", String(repeating: "a", count: 2000),
    ])
    func whatIsNoNameIsRefusedUnread(_ revision: String) async throws {
        let error = await #expect(throws: GitError.self) { try await named(revision) }
        #expect(error?.reason == .invalidName)
    }

    @Test(arguments: ["missing", "origin/missing", "../../etc/passwd", "deadbeef", "main~9", "refs/heads/../../config"])
    func whatIsNotThereIsSaid(_ revision: String) async throws {
        let error = await #expect(throws: GitError.self) { try await named(revision) }
        #expect([.notFound, .invalidName].contains(error?.reason))
        #expect(error?.description.contains("shallow") == false)
    }

    /// A remote's name alone is a reference, too: the branch that it has for its main one.
    @Test func aTagThatIsCalledLikeARemoteIsRefused() async throws {
        try await Program.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main", in: work)
        #expect(try await named("origin") == id("HEAD~1"))
        try await Program.git("tag", "origin", "main", in: work)
        let error = await #expect(throws: GitError.self) { try await named("origin") }
        #expect(error?.reason == .ambiguous)
    }

    /// Whoever may push a tag must not choose what `origin/main` is.
    @Test func aTagThatIsCalledLikeABranchIsRefused() async throws {
        try await Program.git("tag", "origin/main", "main", in: work)
        let error = await #expect(throws: GitError.self) { try await named("origin/main") }
        #expect(error?.reason == .ambiguous)
        #expect(error?.message.contains("refs/tags/origin/main and refs/remotes/origin/main") == true)
        let back = await #expect(throws: GitError.self) { try await named("origin/main~1") }
        #expect(back?.reason == .ambiguous)
        #expect(try await named("refs/remotes/origin/main") == id("HEAD~1"))
        // At one commit it does not matter which is meant.
        try await Program.git("tag", "-f", "-a", "-m", "same", "origin/main", "main~1", in: work)
        #expect(try await named("origin/main") == id("HEAD~1"))
    }

    @Test func aBranchThatIsCalledLikeACommitIsRefused() async throws {
        let short = String(try await id("HEAD~1").prefix(8))
        try await Program.git("branch", short, "main", in: work)
        let error = await #expect(throws: GitError.self) { try await named(short) }
        #expect(error?.reason == .ambiguous)
        #expect(try await named("refs/heads/\(short)") == id("main"))
    }

    @Test func anotherObjectIsSaidToBeOne() async throws {
        try await Program.git("tag", "tree", "main^{tree}", in: work)
        let error = await #expect(throws: GitError.self) { try await named("tree") }
        #expect(error?.reason == .notACommit)
        #expect(error?.message == "it is a tree, not a commit")
    }

    @Test func aShallowCloneSaysWhatBringsTheRest() async throws {
        let shallow = folder.path("shallow")
        try await Program.git("clone", "-q", "--depth", "1", "file://\(work)", shallow)
        let error = await #expect(throws: GitError.self) { try await named("main~1", in: shallow) }
        #expect(error?.reason == .notFound)
        #expect(error?.message.contains("`git fetch --unshallow` brings the rest") == true)
        #expect(error?.message.contains("fetch-depth: 0") == true)
    }

    @Test(.enabled(if: getuid() == 0)) func aCheckoutOfAnotherUserSaysHowToAllowIt() async throws {
        try folder.write("x", to: "work/deep/er/file")
        chown(work, 65534, 65534)
        let error = await #expect(throws: GitError.self) { try await Repository.containing("\(work)/deep/er") }
        #expect(error?.reason == .otherOwner)
        #expect(error?.message.contains("safe.directory \(work)`") == true)
    }
}
