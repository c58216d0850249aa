import Specification
import Testing

/// Files of a commit, read as those on disk are.
struct MemoryFileSourceTests {
    private let source = MemoryFileSource(
        [
            "specs/estate.yaml": .bytes([1]), "specs/workspaces/a.yaml": .bytes([2]),
            "specs/workspaces/b.yaml": .link("a.yaml"), "specs/workspaces/out.yaml": .link("../estate.yaml"),
            "specs/workspaces/far.yaml": .link("../../../../etc/passwd"),
            "specs/workspaces/root.yaml": .link("/etc/passwd"), "specs/workspaces/loop.yaml": .link("loop.yaml"),
            "specs/workspaces/gone.yaml": .link("nothing.yaml"), "templates/sub": .submodule,
            "templates/applications/x/application.yaml": .bytes([3, 4]), "templates/apps": .link("applications"),
        ], root: "project")

    @Test func foldersHoldTheirMembers() throws {
        #expect(try source.entries(of: "")?.map(\.name) == ["specs", "templates"])
        let members = try #require(try source.entries(of: "specs/workspaces"))
        #expect(members.map(\.name).contains("a.yaml") && members.count == 7)
        #expect(members.first { $0.name == "b.yaml" } == FileEntry(name: "b.yaml", kind: .file, isLink: true))
        #expect(members.first { $0.name == "gone.yaml" }?.kind == .other)
        #expect(try source.entries(of: "templates/apps/x")?.map(\.name) == ["application.yaml"])
        #expect(try source.entries(of: "nothing") == nil)
        #expect(throws: FileSourceError.notFolder) { try source.entries(of: "specs/estate.yaml") }
        #expect(source.displayName(of: "specs/estate.yaml") == "project/specs/estate.yaml")
    }

    /// A submodule is a folder whose files are elsewhere, and never an empty one.
    @Test func aSubmoduleIsNotEmpty() throws {
        let absent = FileSourceError.submodule(isInWorkTree: false)
        #expect(try source.entries(of: "templates")?.contains(FileEntry(name: "sub", kind: .folder)) == true)
        #expect(throws: absent) { try source.entries(of: "templates/sub") }
        #expect(throws: absent) { try source.entries(of: "templates/sub/deeper") }
        #expect(throws: absent) { try source.contents(of: "templates/sub", limit: 9) }
        #expect(throws: absent) { try source.contents(of: "templates/sub/application.yaml", limit: 9) }
    }

    @Test func linksStayInTheirPartOfTheTree() throws {
        #expect(try source.contents(of: "specs/workspaces/b.yaml", limit: 9) == [2])
        #expect(try source.contents(of: "templates/apps/x/application.yaml", limit: 2) == [3, 4])
        for name in ["out", "far", "root"] {
            #expect(throws: FileSourceError.leavesRoot, "\(name)") {
                try source.contents(of: "specs/workspaces/\(name).yaml", limit: 9)
            }
        }
        #expect(throws: FileSourceError.absent) { try source.contents(of: "specs/workspaces/gone.yaml", limit: 9) }
        #expect(throws: FileSourceError.self) { try source.contents(of: "specs/workspaces/loop.yaml", limit: 9) }
        #expect(throws: FileSourceError.self) { try source.contents(of: "specs", limit: 9) }
        #expect(throws: FileSourceError.tooLarge(bytes: 2, limit: 1)) {
            try source.contents(of: "templates/applications/x/application.yaml", limit: 1)
        }
    }
}
