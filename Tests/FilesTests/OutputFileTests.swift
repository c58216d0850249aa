import Foundation
import TestSupport
import Testing

@testable import Files

/// Files that are written: whole or not at all, and nothing else is replaced by one.
struct OutputFileTests {
    private let folder: TemporaryFolder
    private let new = Array("new".utf8)

    init() throws { folder = try TemporaryFolder() }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: URL(filePath: folder.path(name)), encoding: .utf8)
    }

    private func mode(_ name: String) -> mode_t {
        var status = stat()
        return lstat(folder.path(name), &status) == 0 ? status.st_mode : 0
    }

    @Test func aNewFileHasTheModeThatWasAskedFor() throws {
        try OutputFile.write(new, to: folder.path("file"))
        #expect(try text("file") == "new")
        #expect(mode("file") & 0o7777 == 0o600)
    }

    @Test func aFileKeepsItsMode() throws {
        chmod(try folder.write("old", to: "file"), 0o640)
        try OutputFile.write(new, to: folder.path("file"))
        #expect(try text("file") == "new")
        #expect(mode("file") & 0o7777 == 0o640)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
    }

    @Test(arguments: [true, false])
    func aLinkStaysOne(isDangling: Bool) throws {
        try folder.write("", to: "sub/other")
        if !isDangling { try folder.write("old", to: "sub/file") }
        #expect(symlink("sub/file", folder.path("middle")) == 0)
        #expect(symlink("middle", folder.path("link")) == 0)
        try OutputFile.write(new, to: folder.path("link"))
        #expect(mode("link") & S_IFMT == S_IFLNK)
        #expect(mode("middle") & S_IFMT == S_IFLNK)
        #expect(try text("sub/file") == "new")
    }

    @Test(arguments: [true, false])
    func allPathsOfAFileAreOnePlace(isNew: Bool) throws {
        try folder.write("", to: "sub/other")
        if !isNew { try folder.write("old", to: "sub/file") }
        #expect(symlink("sub/file", folder.path("link")) == 0)
        #expect(symlink("sub", folder.path("folder")) == 0)
        let place = OutputFile.Place(folder.path("sub/file"))
        for path in ["link", "folder/file", "sub/../sub/./file", "sub//file"] {
            #expect(OutputFile.Place(folder.path(path)) == place, "\(path)")
        }
        for path in ["sub/other", "file", "folder/file2"] {
            #expect(OutputFile.Place(folder.path(path)) != place, "\(path)")
        }
    }

    @Test func anOpenFileIsThePlaceOfItsPath() throws {
        let descriptor = open(try folder.write("", to: "file"), O_WRONLY | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(OutputFile.Place(descriptor: descriptor) == OutputFile.Place(folder.path("file")))
        #expect(OutputFile.Place(descriptor: descriptor) == OutputFile.Place("/dev/fd/\(descriptor)"))
        #expect(OutputFile.Place(descriptor: -1) == nil)
    }

    @Test func aLoopOfLinksIsAnError() throws {
        #expect(symlink("b", folder.path("a")) == 0)
        #expect(symlink("a", folder.path("b")) == 0)
        #expect(throws: FileError.system(ELOOP)) { try OutputFile.write(new, to: folder.path("a")) }
    }

    @Test func aPipeIsWrittenThrough() throws {
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(throws: FileError.noReader) { try OutputFile.write(new, to: folder.path("pipe")) }
        let reader = open(folder.path("pipe"), O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try OutputFile.write(new, to: folder.path("pipe"))
        var buffer = [UInt8](repeating: 0, count: 10)
        #expect(read(reader, &buffer, 10) == 3)
        #expect(mode("pipe") & S_IFMT == S_IFIFO)
    }

    /// A device of its own, since the test must not harm the machine's if it fails.
    @Test func aDeviceStaysOne() throws {
        // The number of /dev/full: major 1, minor 7.
        guard mknod(folder.path("full"), S_IFCHR | 0o666, 1 << 8 | 7) == 0 else { return }
        let file = open(folder.path("full"), O_WRONLY)
        guard file >= 0 else { return }
        close(file)
        #expect(throws: FileError.system(ENOSPC)) { try OutputFile.write(new, to: folder.path("full")) }
        #expect(mode("full") & S_IFMT == S_IFCHR)
    }

    @Test func foldersAndSocketsAreRefused() throws {
        #expect(throws: FileError.notRegular(.folder)) { try OutputFile.write(new, to: folder.path) }
        #expect(throws: FileError.notRegular(.folder)) { try OutputFile.open(folder.path) }
        #expect(throws: FileError.absent) { try OutputFile.write(new, to: folder.path("no/file")) }
    }

    @Test func whatExistsIsNotMadeAnew() throws {
        try folder.write("old", to: "file")
        #expect(throws: FileError.exists) { try OutputFile.create(new, at: folder.path("file")) }
        #expect(try text("file") == "old")
    }

    @Test func appendingToAPipeThatNobodyReadsDoesNotWait() throws {
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(throws: FileError.noReader) { try OutputFile.open(folder.path("pipe")) }
    }
}
