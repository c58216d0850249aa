import Diagnostics
import Glibc
import Testing

@testable import Specification

struct DiskFileSourceTests {
    @Test func readsFilesAndFolders() throws {
        try Folder.temporary { folder in
            mkdir("\(folder)/a", 0o755)
            try Folder.write([1, 2, 3], to: "\(folder)/b")
            let source = DiskFileSource(root: folder)
            #expect(try source.entries(of: "")?.map(\.name) == ["a", "b"])
            #expect(try source.entries(of: "")?.map(\.kind) == [.folder, .file])
            #expect(try source.contents(of: "b", limit: 3) == [1, 2, 3])
            #expect(try source.entries(of: "absent") == nil)
            #expect(source.displayName(of: "b") == "\(folder)/b")
        }
    }

    @Test(arguments: ["", "."]) func readsWhereTheUserIs(_ root: String) throws {
        #expect(try DiskFileSource(root: root).entries(of: "") != nil)
    }

    @Test func refusesWhatIsTooLargeUnread() throws {
        try Folder.temporary { folder in
            let path = "\(folder)/large"
            try Folder.write([], to: path)
            truncate(path, 100 << 20)
            #expect(throws: FileSourceError.tooLarge(bytes: 100 << 20, limit: 4 << 20)) {
                try DiskFileSource(root: folder).contents(of: "large", limit: 4 << 20)
            }
        }
    }

    @Test func refusesPipesAndFoldersWithoutWaiting() throws {
        try Folder.temporary { folder in
            mkfifo("\(folder)/pipe", 0o600)
            mkdir("\(folder)/folder", 0o755)
            let source = DiskFileSource(root: folder)
            #expect(throws: FileSourceError.notRegular(.pipe)) { try source.contents(of: "pipe", limit: 10) }
            #expect(throws: FileSourceError.notRegular(.folder)) { try source.contents(of: "folder", limit: 10) }
            #expect(throws: FileSourceError.absent) { try source.contents(of: "nothing", limit: 10) }
        }
    }

    @Test func tellsWhatIsNoFolderFromWhatIsNotThere() throws {
        try Folder.temporary { folder in
            try Folder.write([1], to: "\(folder)/file")
            let source = DiskFileSource(root: folder)
            #expect(throws: FileSourceError.notFolder) { try source.entries(of: "file") }
            #expect(try source.entries(of: "nothing") == nil)
        }
    }

    /// Whoever writes a branch must not make workspaces of what lies beside.
    @Test(arguments: ["specs", "specs/workspaces"]) func aPartThatIsALinkIsRefusedWhereItIsNotTrusted(_ part: String)
        throws
    {
        try Folder.temporary { folder in
            for name in ["specs", "specs/workspaces", "other", "other/workspaces"] { mkdir("\(folder)/\(name)", 0o755) }
            for name in ["specs/workspaces", "other/workspaces", "other"] {
                try Folder.write([1], to: "\(folder)/\(name)/a.yaml")
            }
            #expect(
                try DiskFileSource(root: folder, isTrusted: false).contents(of: "specs/workspaces/a.yaml", limit: 9)
                    == [1])
            rename("\(folder)/\(part)", "\(folder)/moved")
            symlink("\(folder)/other", "\(folder)/\(part)")
            #expect(try DiskFileSource(root: folder).contents(of: "specs/workspaces/a.yaml", limit: 9) == [1])
            let source = DiskFileSource(root: folder, isTrusted: false)
            #expect(throws: FileSourceError.leavesRoot) { try source.entries(of: "specs/workspaces") }
            #expect(throws: FileSourceError.leavesRoot) {
                try source.contents(of: "specs/workspaces/a.yaml", limit: 9)
            }
        }
    }

    /// Each of them would be a workspace fewer without a word.
    @Test(arguments: ["file", "folder", "pipe", "socket", "link", "loop", "dangling"])
    func whatIsNoSpecIsNamed(_ what: String) throws {
        try Folder.temporary { folder in
            mkdir("\(folder)/specs", 0o755)
            let workspaces = "\(folder)/specs/workspaces"
            if what == "file" {
                try Folder.write([], to: workspaces)
            } else {
                mkdir(workspaces, 0o755)
            }
            switch what {
            case "folder": mkdir("\(workspaces)/w.yaml", 0o755)
            case "pipe": mkfifo("\(workspaces)/w.yaml", 0o600)
            case "socket": mknod("\(workspaces)/w.yaml", S_IFSOCK | 0o600, 0)
            case "link":
                mkdir("\(folder)/specs/teams", 0o755)
                symlink("../teams", "\(workspaces)/teams")
            case "loop": symlink(".", "\(workspaces)/again")
            case "dangling": symlink("gone", "\(workspaces)/w.yaml")
            default: break
            }
            let error = #expect(throws: DiagnosticsError.self) {
                try SpecificationLoader(folder: folder, version: "1").load()
            }
            let places = error?.diagnostics.compactMap(\.location?.file) ?? []
            #expect(places.contains { $0.hasPrefix(workspaces) }, "\(places)")
        }
    }

    @Test func linksMayNotLeaveTheRoot() throws {
        try Folder.temporary { folder in
            mkdir("\(folder)/root", 0o755)
            try Folder.write([1], to: "\(folder)/outside")
            try Folder.write([2], to: "\(folder)/root/inside")
            symlink("../outside", "\(folder)/root/out")
            symlink("inside", "\(folder)/root/in")
            symlink("..", "\(folder)/root/up")
            let source = DiskFileSource(root: "\(folder)/root")
            #expect(try source.contents(of: "in", limit: 10) == [2])
            #expect(throws: FileSourceError.leavesRoot) { try source.contents(of: "out", limit: 10) }
            #expect(throws: FileSourceError.leavesRoot) { try source.contents(of: "../outside", limit: 10) }
            #expect(throws: FileSourceError.leavesRoot) { try source.entries(of: "up") }
        }
    }

    /// Teams write what lies below `specs/workspaces`: a link there must show nothing else.
    @Test(arguments: [
        ("specs/workspaces/w.yaml", "../../.sandbox/age.key", false),
        ("specs/workspaces/w.yaml", "../estate.yaml", false),
        ("specs/workspaces/w.yaml", "../../templates/a.yaml", false), ("specs/workspaces/w.yaml", "team/v.yaml", true),
        ("specs/workspaces/team/w.yaml", "../v.yaml", true),
        ("specs/workspaces/team/w.yaml", "../../estate.yaml", false),
        ("specs/e.yaml", "estate.yaml", true), ("specs/e.yaml", "workspaces/v.yaml", true),
        ("specs/e.yaml", "../templates/a.yaml", false), ("templates/b.yaml", "a.yaml", true),
        ("templates/b.yaml", "../specs/estate.yaml", false), ("templates/deep/b.yaml", "../a.yaml", true),
    ])
    func linksMayNotLeaveTheirPart(_ link: String, _ target: String, isAllowed: Bool) throws {
        try Folder.temporary { folder in
            for name in [
                "specs", "specs/workspaces", "specs/workspaces/team", "templates", "templates/deep", ".sandbox",
            ] {
                mkdir("\(folder)/\(name)", 0o755)
            }
            for name in [
                ".sandbox/age.key", "specs/estate.yaml", "specs/workspaces/v.yaml", "specs/workspaces/team/v.yaml",
                "templates/a.yaml",
            ] {
                try Folder.write([7], to: "\(folder)/\(name)")
            }
            symlink(target, "\(folder)/\(link)")
            let source = DiskFileSource(root: folder)
            if isAllowed {
                #expect(try source.contents(of: link, limit: 10) == [7])
            } else {
                #expect(throws: FileSourceError.leavesRoot) { try source.contents(of: link, limit: 10) }
            }
        }
    }

    /// What git left empty is asked about, and what lies in it; what holds files is read.
    @Test func aSubmoduleThatIsNotCheckedOutIsNotEmpty() throws {
        try Folder.temporary { folder in
            for name in ["specs", "specs/workspaces", "specs/workspaces/team", "specs/workspaces/empty"] {
                mkdir("\(folder)/\(name)", 0o755)
            }
            let source = DiskFileSource(root: folder) { $0.hasSuffix("/team") }
            let absent = FileSourceError.submodule(isInWorkTree: true)
            #expect(throws: absent) { try source.entries(of: "specs/workspaces/team") }
            #expect(throws: absent) { try source.entries(of: "specs/workspaces/team/deeper") }
            #expect(throws: absent) { try source.contents(of: "specs/workspaces/team/a.yaml", limit: 9) }
            #expect(try source.entries(of: "specs/workspaces/empty") == [])
            #expect(throws: FileSourceError.absent) {
                try source.contents(of: "specs/workspaces/empty/a.yaml", limit: 9)
            }
            try Folder.write([7], to: "\(folder)/specs/workspaces/team/a.yaml")
            #expect(try source.entries(of: "specs/workspaces/team")?.map(\.name) == ["a.yaml"])
            #expect(try source.contents(of: "specs/workspaces/team/a.yaml", limit: 9) == [7])
        }
    }

    @Test func aPointerIsNotTheFile() throws {
        try Folder.temporary { folder in
            let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
            try Folder.write(Array(pointer.utf8), to: "\(folder)/a.yaml")
            #expect {
                try DiskFileSource(root: folder).contents(of: "a.yaml", limit: 1 << 20)
            } throws: { "\($0)".contains("git lfs pull") }
        }
    }

    @Test func hugeSpecsAreNamed() throws {
        try Folder.temporary { folder in
            mkdir("\(folder)/specs", 0o755)
            try Folder.write([], to: "\(folder)/specs/estate.yaml")
            truncate("\(folder)/specs/estate.yaml", 100 << 20)
            #expect {
                try SpecificationLoader(folder: folder, version: "1").load()
            } throws: { error in
                "\(error)".hasPrefix(
                    "\(folder)/specs/estate.yaml: the file is too large: 104857600 bytes, at most 4194304 are read"
                )
            }
        }
    }
}
