import ArgumentParser
import Backends
import Testing

@testable import Commands

/// Which project of which forge is meant, and what may be sent there.
struct ForgeOptionsTests {
    private static let gitHub = surroundings([
        "GITHUB_ACTIONS": "true", "GITHUB_API_URL": "https://api.github.com", "GITHUB_REPOSITORY": "octo/infra",
    ])

    private static func surroundings(_ variables: [String: String]) -> ForgeSurroundings {
        ForgeSurroundings(variable: { variables[$0] }, event: { _ in nil })
    }

    private func chosen(_ arguments: [String], _ surroundings: ForgeSurroundings = gitHub) throws -> (String, String) {
        let chosen = try CommentCommand.parse(arguments + ["-"]).forge.chosen(surroundings)
        return ("\(chosen.forge.name) \(chosen.forge.project)", chosen.endpoint)
    }

    @Test func thePipelineKnowsAndOptionsWin() throws {
        #expect(try chosen([]) == ("GitHub octo/infra", "https://api.github.com"))
        #expect(try chosen(["--repository", "a/b"]) == ("GitHub a/b", "https://api.github.com"))
        // What a pipeline of GitHub says is nothing about another forge.
        let gitLab = ["--forge", "gitlab", "--repository", "group/sub/infra"]
        #expect(try chosen(gitLab) == ("GitLab group/sub/infra", "https://gitlab.com/api/v4"))
        let own = ["--forge", "forgejo", "--repository", "a/b", "--api", "http://127.0.0.1:3000/git/api/v1/"]
        #expect(try chosen(own) == ("Forgejo a/b", "http://127.0.0.1:3000/git/api/v1"))
    }

    @Test(arguments: [
        ["--forge", "gitlab"], ["--forge", "forgejo", "--repository", "a/b"], ["--repository", "../.."],
        ["--repository", "a/b/c"], ["--repository", "a"], ["--repository", "a/b?c"], ["--repository", "a/"],
        ["--api", "http://git.example.com/api/v3"], ["--api", "https://u:p@git.example.com"],
        ["--forge", "gitlab", "--repository", "infra"],
    ])
    func whatIsMissingOrLeadsElsewhereIsRefused(_ arguments: [String]) throws {
        #expect(throws: UsageError.self) { try chosen(arguments) }
    }

    @Test func outsideOfAPipelineTheForgeIsNamed() {
        #expect(throws: UsageError.self) { try chosen([], Self.surroundings([:])) }
    }

    /// What is wrong with an address is said.
    @Test(arguments: [
        ("https://ci.example.com/a<b", "holds `<`"), ("https://ci.example.com/a b", "holds a blank"),
        ("https://ci.example.com/ü", "holds `ü`"), ("ftp://ci.example.com", "begins with https://"),
    ])
    func addressesAreRefusedWithTheReason(_ address: String, _ words: String) {
        for (option, arguments) in [("--report-url", ["comment", "-"]), ("--link-base", ["plan"])] {
            let error = #expect(throws: (any Error).self) {
                try BerthCommand.parseAsRoot(arguments + [option, address])
            }
            let message = error.map { BerthCommand.fullMessage(for: $0) } ?? ""
            #expect(message.contains("\(option) ") && message.contains(words), "\(message)")
        }
    }

    /// A token on the command line is refused and not repeated.
    @Test func aTokenIsNoArgument() {
        let error = #expect(throws: (any Error).self) { try CommentCommand.parse(["--token", "ghp_planted", "-"]) }
        let words = error.map { CommentCommand.fullMessage(for: $0) } ?? ""
        #expect(words.contains("env:NAME or file:PATH") && !words.contains("ghp_planted"), "\(words)")
    }
}
