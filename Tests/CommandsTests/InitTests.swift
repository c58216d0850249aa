import Backends
import Diagnostics
import FoundationEssentials
import Specification
import TestSupport
import Testing
import Tools

@testable import Commands

/// What `berth init` writes.
struct InitTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// What the folder of templates holds of a kind, by its path in it.
    private static func templates(_ folder: String) throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")
        return Set(names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.map { "\(folder)/\($0)" })
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: "\(root)/\(path)"), encoding: .utf8)
    }

    @Test func allTemplatesOfStepsAreWritten() throws {
        let written = InitialProject.files(estate: "e", recipients: [], identity: "key").filter {
            $0.path.hasPrefix("templates/")
        }
        #expect(try Set(written.map(\.path)) == Self.templates("templates"))
        for (path, text) in written { #expect(try Self.text(path) == text) }
    }

    @Test func allPipelinesAreWritten() throws {
        let written = ForgeKind.allCases.flatMap { PipelineTemplates.files($0, in: "/nowhere").files.map(\.text) }
        let files = try Self.templates("templates/pipelines").map(Self.text)
        #expect(
            Set(files).isSubset(of: written) && written.count == files.count + 1, "one more includes that of GitLab")
    }

    @Test(arguments: ForgeKind.allCases)
    func pipelinesAreWrittenBesideAProject(_ kind: ForgeKind) throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path("project")
        let key = temporary.path("age.key")
        try InitCommand.parse(["--root", folder, "--identity", key]).run()
        try InitCommand.parse(["--root", folder, "--ci", kind.rawValue]).run()
        for (path, text) in PipelineTemplates.files(kind, in: folder).files {
            #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == text)
        }
        #expect(FileManager.default.fileExists(atPath: "\(folder)/.gitlab-ci.yml") == (kind == .gitlab))
        #expect(throws: InitCommand.PipelineRefusal.self) {
            try InitCommand.parse(["--root", folder, "--ci", kind.rawValue]).run()
        }
        // Both at once, where there is nothing.
        let second = temporary.path("second")
        try InitCommand.parse(["--root", second, "--identity", key, "--ci", kind.rawValue]).run()
        _ = try Project(root: second)
        #expect(FileManager.default.fileExists(atPath: "\(second)/.\(kind == .gitlab ? "gitlab" : kind.rawValue)"))
    }

    /// No forge would look for them there.
    @Test func belowTheTopOfARepositoryThereAreNoPipelines() async throws {
        let temporary = try TemporaryFolder()
        try await Program.git("init", "-q", temporary.path("outer"))
        let key = temporary.path("age.key")
        for folder in ["outer/infra", "outer/a/b/"] {
            #expect(throws: UsageError.self) {
                try InitCommand.parse(["--root", temporary.path(folder), "--identity", key, "--ci", "github"]).run()
            }
            #expect(!FileManager.default.fileExists(atPath: temporary.path(folder)))
        }
        try InitCommand.parse(["--root", temporary.path("outer"), "--identity", key, "--ci", "github"]).run()
    }

    /// Pipelines are in folders of the project, or nothing is written.
    @Test(arguments: [".github", ".github/workflows"]) func foldersOfPipelinesAreTheProjects(_ place: String) throws {
        let temporary = try TemporaryFolder()
        let arguments = [
            "--root", temporary.path("project"), "--identity", temporary.path("age.key"), "--ci", "github",
        ]
        try temporary.write("mine", to: "project/\(place)")
        var error = #expect(throws: DiagnosticsError.self) { try InitCommand.parse(arguments).run() }
        #expect(
            error?.diagnostics.first?.message.hasPrefix("this is not a folder") == true, "\(String(describing: error))")
        #expect(error?.diagnostics.first?.location?.file == temporary.path("project/\(place)"))
        try FileManager.default.removeItem(atPath: temporary.path("project/\(place)"))
        try FileManager.default.createDirectory(
            atPath: temporary.path("outside/workflows"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: temporary.path("project/\(place)"), withDestinationPath: temporary.path("outside"))
        error = #expect(throws: DiagnosticsError.self) { try InitCommand.parse(arguments).run() }
        #expect(error?.diagnostics.first?.message.hasPrefix("this is a link that leads out") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path("outside/workflows")).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: temporary.path("project/specs")))
    }

    /// What is in the way of a folder is named, with what to do, and nothing is written.
    @Test(arguments: ["", "specs", "templates", "specs/workspaces", "state"])
    func aFileInThePlaceOfAFolderIsNamed(_ place: String) throws {
        let temporary = try TemporaryFolder()
        let file = place.isEmpty ? "project" : "project/\(place)"
        try temporary.write("mine", to: file)
        let arguments = ["--root", temporary.path("project"), "--identity", temporary.path("age.key")]
        let error = try #require(
            #expect(throws: DiagnosticsError.self) { try InitCommand.parse(arguments).run() })
        let text = ErrorReport.text(of: error, usesColor: false)
        for words in [temporary.path(file), "this is not a folder", "nothing was written", "move it away"] {
            #expect(text.contains(words), "\(text)")
        }
        #expect(try String(contentsOfFile: temporary.path(file), encoding: .utf8) == "mine")
        #expect(!FileManager.default.fileExists(atPath: temporary.path("age.key")), "no key is made for nothing")
        for other in ["specs/estate.yaml", "templates/rbac.yaml", ".gitignore"] {
            #expect(!FileManager.default.fileExists(atPath: temporary.path("project/\(other)")))
        }
    }

    @Test func aPipelineThatIsThereIsKept() throws {
        let temporary = try TemporaryFolder()
        try temporary.write("include: mine\n", to: "project/.gitlab-ci.yml")
        let folder = temporary.path("project")
        try InitCommand.parse(["--root", folder, "--identity", temporary.path("age.key"), "--ci", "gitlab"]).run()
        #expect(
            try String(contentsOf: URL(filePath: "\(folder)/.gitlab-ci.yml"), encoding: .utf8) == "include: mine\n")
    }

    @Test func aNewProjectIsValidAndIsNotOverwritten() async throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path("project")
        let key = temporary.path("config/age.key")
        try InitCommand.parse(["--root", folder, "--estate", "loopback", "--identity", key]).run()
        let project = try Project(root: folder)
        try await project.check()
        #expect(project.estate.name == "loopback")
        #expect(project.specification.workspaces.map(\.id) == ["example"])
        #expect(try EstateRecipients.read(of: project.estate, home: nil) == Self.recipients(of: key))
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        try FileManager.default.removeItem(atPath: "\(folder)/templates")
        let refusal = #expect(throws: InitCommand.Refusal.self) {
            try InitCommand.parse(["--root", folder, "--identity", temporary.path("never.key")]).run()
        }
        #expect(refusal?.description.contains("there is a project in \(folder) already: nothing was written") == true)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/templates"))
        #expect(!FileManager.default.fileExists(atPath: temporary.path("never.key")), "a refusal makes no key")

        let second = temporary.path("second")
        try InitCommand.parse(["--root", second, "--identity", key]).run()
        #expect(
            try EstateRecipients.read(of: Project(root: second).estate, home: nil) == Self.recipients(of: key),
            "a key that is there is used")
    }

    private static func recipients(of file: String) throws -> [String]? {
        AgeIdentity(file: try String(contentsOf: URL(filePath: file), encoding: .utf8))?.recipients
    }

    @Test func recipientsThatAreGivenNeedNoKey() async throws {
        let temporary = try TemporaryFolder()
        let key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
        let identity = temporary.path("absent.key")
        try InitCommand.parse(["--root", temporary.path("p"), "--recipient", key, "--identity", identity]).run()
        let project = try Project(root: temporary.path("p"))
        try await project.check()
        #expect(try EstateRecipients.read(of: project.estate, home: nil) == [key])
        #expect(!FileManager.default.fileExists(atPath: identity))
    }

    /// A HOME that is none, or relative, would put the key into the project; one that is a file takes none.
    @Test func aKeyIsKeptInAHomeAlone() throws {
        for home in [nil, "", "relative"] {
            #expect(throws: OwnerKey.Failure.self) { try OwnerKey("~/.config/berth/age.key", home: home) }
        }
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "home")
        let error = #expect(throws: OwnerKey.Failure.self) {
            try OwnerKey("~/.config/berth/age.key", home: file).recipients()
        }
        #expect(error?.description.contains("cannot be made") == true && error?.description.contains("Code") == false)
    }

    @Test func whatIsNoPublicKeyIsRefusedUnseen() throws {
        let error = #expect(throws: (any Error).self) {
            try InitCommand.parse(["--recipient", "AGE-SECRET-KEY-1HIDDEN"])
        }
        #expect(error.map { !InitCommand.fullMessage(for: $0).contains("HIDDEN") } == true)
        let temporary = try TemporaryFolder()
        let ssh = try temporary.write("-----BEGIN OPENSSH PRIVATE KEY-----\nHIDDEN\n", to: "id")
        let refusal = #expect(throws: OwnerKey.Failure.self) {
            try InitCommand.parse(["--root", temporary.path("p"), "--identity", ssh]).run()
        }
        #expect(
            refusal?.description.contains("--recipient") == true && refusal?.description.contains("HIDDEN") == false)
        #expect(!FileManager.default.fileExists(atPath: temporary.path("p")))
    }

    /// The line of the estate below which it is to be written, and what to write.
    @Test func anEstateWithoutRecipientsIsRefusedWhereAWorkspaceNeedsThem() async throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path("project")
        try InitCommand.parse(["--root", folder, "--identity", temporary.path("age.key")]).run()
        let estate = URL(filePath: "\(folder)/specs/estate.yaml")
        let lines = try String(contentsOf: estate, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.contains("encryption:") })
        try Data((lines[..<start] + lines[(start + 3)...]).joined(separator: "\n").utf8).write(to: estate)
        let error = await #expect(throws: DiagnosticsError.self) { try await Project(root: folder).check() }
        let finding = try #require(error?.diagnostics.first)
        #expect(finding.message.contains("no recipients") && finding.message.contains("`example`"))
        #expect(finding.location?.file.hasSuffix("specs/estate.yaml") == true && finding.location?.line ?? 0 > 0)
        #expect(finding.notes.first?.contains("encryption: {recipients: {file: recipients.txt}") == true)
        try FileManager.default.removeItem(atPath: "\(folder)/specs/workspaces/example.yaml")
        try await Project(root: folder).check()
    }

    @Test(arguments: ["", "Upper", "-a", "a-", "a_b"])
    func anEstateHasAPlainName(name: String) {
        #expect(throws: (any Error).self) { try InitCommand.parse(["--estate=\(name)"]) }
    }
}
