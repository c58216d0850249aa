import FoundationEssentials
import Specification
import TestSupport
import Testing

@testable import Commands

/// What `berth init` writes.
struct InitTests {
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    @Test(arguments: StepTemplates.files.map(\.path))
    func theEmbeddedTemplatesAreTheFiles(path: String) throws {
        let file = try String(contentsOf: URL(filePath: "\(Self.root)/\(path)"), encoding: .utf8)
        #expect(StepTemplates.files.first { $0.path == path }?.text == file, "copy it into StepTemplates.swift")
    }

    @Test func allTemplatesOfStepsAreEmbedded() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/templates")
        let names = files.filter { $0.hasSuffix(".yaml") }.map { "templates/\($0)" }
        #expect(Set(names) == Set(StepTemplates.files.map(\.path)))
    }

    @Test func aNewProjectIsValidAndIsNotOverwritten() throws {
        let temporary = try TemporaryFolder()
        let folder = temporary.path("project")
        try InitCommand.parse(["--root", folder, "--estate", "loopback"]).run()
        let project = try Project(root: folder)
        try project.check()
        #expect(project.estate.name == "loopback")
        #expect(project.specification.workspaces.map(\.id) == ["example"])

        try FileManager.default.removeItem(atPath: "\(folder)/templates")
        #expect(throws: InitCommand.Refusal.self) {
            try InitCommand.parse(["--root", folder]).run()
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/templates"))
    }

    @Test(arguments: ["", "Upper", "-a", "a-", "a_b"])
    func anEstateHasAPlainName(name: String) {
        #expect(throws: (any Error).self) { try InitCommand.parse(["--estate=\(name)"]) }
    }
}
