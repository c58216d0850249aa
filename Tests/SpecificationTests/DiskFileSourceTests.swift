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
            #expect(throws: FileSourceError.notRegular) { try source.contents(of: "pipe", limit: 10) }
            #expect(throws: FileSourceError.notRegular) { try source.contents(of: "folder", limit: 10) }
            #expect(throws: FileSourceError.absent) { try source.contents(of: "nothing", limit: 10) }
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

    @Test func hugeSpecsAreNamed() throws {
        try Folder.temporary { folder in
            mkdir("\(folder)/specs", 0o755)
            try Folder.write([], to: "\(folder)/specs/estate.yaml")
            truncate("\(folder)/specs/estate.yaml", 100 << 20)
            #expect {
                try SpecificationLoader(folder: folder, version: "1").load()
            } throws: { error in
                "\(error)".hasPrefix(
                    "\(folder)/specs/estate.yaml: error: the file is too large: 104857600 bytes, at most 4194304 are read"
                )
            }
        }
    }
}
